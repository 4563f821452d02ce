import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundleStandIn } from "../nixpkgs/bundle.mjs";
import { nixEnv, requireNix } from "./nix.ts";

const folder = fileURLToPath(new URL("../nixpkgs/home-manager", import.meta.url));

/**
 * home-manager for tests. A configuration is the text of a home-manager module, as a home.nix has it; paths
 * in it are absolute. `home.username`, `homeDirectory` and `stateVersion` have defaults.
 *
 * An expression is Nix over `home` (what home-manager's evaluation gives), `config`, `options`, `pkgs`, `lib`.
 */
export type HomeManager = {
  /** Whether it is home-manager itself, and not the stand-in. */
  readonly real: boolean;
  /** The value of an expression, by default `config`, as JSON. Throws Nix's error when it has none. */
  evalHome(configuration: string, expression?: string): Promise<unknown>;
  /** Builds the activation package (`activate`, `home-files`, `home-path`): its store path. */
  buildActivation(configuration: string): Promise<string>;
  /** Nix's error for a configuration that is wrong, its trace included. Throws when it evaluates. */
  evalHomeFails(configuration: string, expression?: string): Promise<string>;
  /**
   * Runs `activate` of an activation package with HOME at a folder, which has to be the configuration's
   * `home.homeDirectory`; the profile is made below it as well.
   */
  activate(
    activationPackage: string,
    home: string,
    env?: Record<string, string>,
  ): Promise<{ code: number; output: string }>;
};

let known: Promise<HomeManager> | undefined;

/**
 * home-manager itself where NIX_PATH has both `<home-manager>` and `<nixpkgs/lib>`, otherwise the stand-in
 * `test/nixpkgs/home-manager`; the packages are the stand-in's either way. Says which on standard error, once
 * a process.
 */
export function homeManagerForTests(): Promise<HomeManager> {
  known ??= choose();
  return known;
}

/** One of the two by name, for tests that compare them. Null: home-manager itself is not on NIX_PATH. */
export async function homeManagerNamed(which: "real" | "stand-in"): Promise<HomeManager | null> {
  if (which === "real" && (await missingOnNixPath()).length > 0) return null;
  await bundleStandIn();
  return homeManager(which === "real");
}

async function choose(): Promise<HomeManager> {
  const missing = await missingOnNixPath();
  process.stderr.write(
    missing.length === 0
      ? "The module is evaluated with home-manager itself, <home-manager> and <nixpkgs/lib> of NIX_PATH\n"
      : `No ${missing.join(", no ")} on NIX_PATH: the module is evaluated with the stand-in, test/nixpkgs/home-manager\n`,
  );
  await bundleStandIn();
  return homeManager(missing.length === 0);
}

function homeManager(real: boolean): HomeManager {
  const evaluator = join(folder, real ? "real.nix" : "stand-in.nix");

  const evaluate = (configuration: string, expression: string) =>
    withModule(configuration, (module) =>
      nix("nix-instantiate", [
        "--eval",
        "--strict",
        "--json",
        "--read-write-mode",
        "--expr",
        overHome(evaluator, module, expression),
      ]),
    );

  return {
    real,
    async evalHome(configuration, expression = "config") {
      const { exitCode, stdout, stderr } = await evaluate(configuration, expression);
      if (exitCode !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as unknown;
    },
    async evalHomeFails(configuration, expression = "home.activationPackage.drvPath") {
      const { exitCode, stdout, stderr } = await evaluate(configuration, expression);
      if (exitCode === 0) throw new Error(`the configuration evaluates: ${stdout}`);
      return stderr;
    },
    async buildActivation(configuration) {
      const { exitCode, stdout, stderr } = await withModule(configuration, (module) =>
        nix("nix-build", ["--no-out-link", "--expr", overHome(evaluator, module, "home.activationPackage")]),
      );
      if (exitCode !== 0) throw new Error(stderr);
      return stdout.trim();
    },
    async activate(activationPackage, home, env = {}) {
      // Where there is no such link, Nix makes one to root's profile of the whole machine.
      const profiles = join(home, ".local/state/nix/profiles");
      await mkdir(profiles, { recursive: true });
      await symlink(join(profiles, "profile"), join(home, ".nix-profile")).catch((error) => {
        if (error.code !== "EEXIST") throw error;
      });
      const { exitCode, all } = await execa(join(activationPackage, "activate"), ["--driver-version", "1"], {
        env: {
          PATH: requireNix().env.PATH ?? "",
          HOME: home,
          USER: "tester",
          NIX_CONFIG: "sandbox = false",
          ...env,
        },
        extendEnv: false,
        reject: false,
        all: true,
        stdin: "ignore",
      });
      return { code: exitCode ?? 1, output: all };
    },
  };
}

/** A function's answer about the text of a module in a file of its own. */
async function withModule<T>(configuration: string, ask: (file: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), "home-manager-"));
  try {
    const file = join(path, "home.nix");
    await writeFile(file, configuration);
    return await ask(file);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

function overHome(evaluator: string, module: string, expression: string): string {
  return `
    let
      home = import ${evaluator} {
        configuration = { lib, ... }: {
          imports = [ ${module} ];
          home.username = lib.mkDefault "tester";
          home.homeDirectory = lib.mkDefault "/home/tester";
          home.stateVersion = lib.mkDefault "25.05";
        };
      };
      inherit (home) config options pkgs;
      inherit (pkgs) lib;
    in
    ${expression}`;
}

async function nix(program: string, args: readonly string[]) {
  // The packages run the host's tools, which no sandbox has.
  return execa(program, ["--show-trace", "--option", "sandbox", "false", ...args], {
    env: requireNix().env,
    reject: false,
  });
}

/** The folder of `<nixpkgs/lib>`, or null when NIX_PATH does not have it. */
export async function nixpkgsLibOnNixPath(): Promise<string | null> {
  const environment = nixEnv();
  if (environment === null || !process.env.NIX_PATH) return null;
  const { exitCode, stdout } = await execa("nix-instantiate", ["--find-file", "nixpkgs/lib"], {
    env: environment.env,
    reject: false,
  });
  return exitCode === 0 ? stdout.trim() : null;
}

/** Which of the two that home-manager's evaluation needs NIX_PATH lacks. */
async function missingOnNixPath(): Promise<string[]> {
  const wanted = ["home-manager/modules", "nixpkgs/lib"];
  const environment = nixEnv();
  if (environment === null || !process.env.NIX_PATH) return wanted.map((name) => `<${name}>`);
  const found = await Promise.all(
    wanted.map(async (name) => {
      const { exitCode } = await execa("nix-instantiate", ["--find-file", name], {
        env: environment.env,
        reject: false,
      });
      return exitCode === 0;
    }),
  );
  return wanted.filter((_, index) => !found[index]).map((name) => `<${name}>`);
}
