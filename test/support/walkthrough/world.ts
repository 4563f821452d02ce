import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { bundleStandIn } from "../../nixpkgs/bundle.mjs";
import type { Cli } from "../cli.ts";
import { type FakeRegistry, startFakeRegistry } from "../fake-registry.ts";
import { homeManagerForTests } from "../home-manager.ts";
import { nixOrNull } from "../nix.ts";
import { walkthroughPackages } from "./packages.ts";

const root = resolve(import.meta.dirname, "../../..");

/** A machine for the reader of one guide: a home, programs, a registry, and a shell that remembers. */
export interface World {
  readonly folder: string;
  readonly home: string;
  readonly registry: FakeRegistry;
  /** Runs a line in bash where the line before ended, with the variables that it exported. */
  type(line: string): Promise<{ code: number; printed: string[] }>;
  /** Writes a file as an editor would; `~` is the home, other paths are relative to where the shell is. */
  write(path: string, text: string): Promise<void>;
  /** What `home-manager switch` does with the project's home.nix, as far as guides look at it. */
  switchHome(): Promise<void>;
  remove(): Promise<void>;
}

/** What is typed at a program's prompt: a value, twice where it asks again. */
const typed: readonly (readonly [RegExp, string])[] = [
  [/^pass insert /, "fc-the-secret\nfc-the-secret\n"],
  [/^keepassxc-cli add .*--password-prompt/, "fc-the-secret\nfc-the-secret\n"],
  [/^\(umask 077 && cat > /, "fc-the-secret\n"],
];

/** The stand-in for nixpkgs with an npm that installs what has one file: its dependencies are never called. */
const nixpkgs = `
arguments:
let
  quick = final: _: {
    buildNpmPackage = make: final.stdenv.mkDerivation (self: let package = make self; in {
      inherit (package) pname version src meta;
      dontBuild = true;
      installPhase = ''
        mkdir -p $out/bin
        cp cli.js $out/cli.js
        printf '#!/bin/sh\\nexec ${process.execPath} %s "$@"\\n' "$out/cli.js" > $out/bin/\${package.meta.mainProgram}
        chmod +x $out/bin/*
      '';
    });
  };
in
import ${root}/test/nixpkgs (arguments // { overlays = [ quick ] ++ arguments.overlays or [ ]; })
`;

export async function makeWorld(cli: Cli): Promise<World> {
  await bundleStandIn();
  const program = async (name: string, text: string) => {
    await writeFile(at("bin", name), `#!/bin/sh\n${text}\n`);
    await chmod(at("bin", name), 0o755);
  };
  const folder = await mkdtemp(join(tmpdir(), "walkthrough-"));
  const at = (...names: string[]) => join(folder, ...names);
  for (const name of ["home", "bin", "nixpkgs", "tmp"]) await mkdir(at(name));
  const registry = await startFakeRegistry({ packages: walkthroughPackages });
  const home = at("home");
  await writeFile(join(home, ".npmrc"), `registry=${registry.url}\n`);
  await writeFile(
    join(home, ".gitconfig"),
    "[user]\nname = Me\nemail = me@example.org\n[init]\ndefaultBranch = main\n",
  );
  await writeFile(at("nixpkgs/default.nix"), nixpkgs);
  for (const name of ["mcp-nixgen", "nixpkgs-mcp"]) {
    const file = join(dirname(cli.path), name === "mcp-nixgen" ? "cli.js" : "nixpkgs-mcp.js");
    await program(name, `exec ${process.execPath} ${file} "$@"`);
  }
  await program("editor", "printf 'mcp:\\n  firecrawl: fc-the-secret\\n' > \"$1\"");
  const nix = nixOrNull();
  const path = [at("bin"), at("profile/bin"), ...(nix === null ? [] : [nix]), process.env.PATH ?? ""].join(
    ":",
  );
  const environment = {
    HOME: home,
    PATH: path,
    TMPDIR: at("tmp"),
    USER: "me",
    LANG: "C.UTF-8",
    npm_config_cache: at("npm-cache"),
    NIX_CONFIG: "sandbox = false\nexperimental-features = nix-command flakes",
    NIX_PATH: `nixpkgs=${at("nixpkgs")}`,
    EDITOR: at("bin/editor"),
    // No systemd and no session bus of whoever runs the tests.
    XDG_RUNTIME_DIR: at("no-runtime"),
  };
  await writeFile(at("folder"), home);
  await writeFile(at("exports"), "");
  let last = 0;
  const run = (program: string, args: readonly string[]) =>
    execa(program, args, { env: environment, extendEnv: false, reject: false });

  /** Who uses pass has a key and a store. */
  let hasStore = false;
  async function passwordStore(): Promise<void> {
    if (hasStore) return;
    hasStore = true;
    await mkdir(join(home, ".gnupg"), { mode: 0o700 });
    const key = ["--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "me@example.org"];
    await run("gpg", [...key, "future-default", "default", "never"]);
    await run("pass", ["init", "me@example.org"]);
  }

  /** Like a reader, the pages know neither the folder nor the registry of a test. */
  const told = (text: string) =>
    text
      .replaceAll(registry.url, "https://registry.example/")
      .replaceAll(home, "/home/me")
      .replaceAll(folder, "/tmp");

  const world: World = {
    folder,
    home,
    registry,
    async type(line) {
      if (line.startsWith("pass ")) await passwordStore();
      const script =
        'cd "$(cat "$1/folder")" && . "$1/exports"; (exit "$3"); eval "$2"; code=$?; pwd > "$1/folder"; declare -px > "$1/exports"; exit $code';
      const input = typed.find(([pattern]) => pattern.test(line))?.[1] ?? "";
      const { exitCode, all, stderr } = await execa(
        "bash",
        ["-c", script, "bash", folder, line, String(last)],
        {
          env: environment,
          extendEnv: false,
          reject: false,
          all: true,
          input,
          timeout: 60_000,
        },
      );
      last = exitCode ?? 1;
      const passing = line.startsWith("mcp-nixgen ") ? progressIn(stderr.split("\n")) : [];
      return { code: last, printed: without(all.split("\n"), passing).map(told) };
    },
    async write(path, text) {
      const folderNow = (await readFile(at("folder"), "utf8")).trim();
      const file = path.startsWith("~/") ? join(home, path.slice(2)) : join(folderNow, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    async switchHome() {
      const project = (await readFile(at("folder"), "utf8")).trim();
      const manager = await homeManagerForTests();
      const built = await manager.buildActivation(`{ pkgs, ... }: {
        imports = [ ${root}/modules/home-manager.nix ${project}/home.nix ];
        nixpkgs.overlays = [ (final: prev: { inherit (import ${at("nixpkgs")} { }) buildNpmPackage; }) ];
        home.homeDirectory = "${home}";
        programs.mcp-nixgen.package = pkgs.writeShellScriptBin "mcp-nixgen" "exec mcp-nixgen";
      }`);
      const manifest = join(home, ".config/mcp-nixgen/manifest.json");
      await mkdir(dirname(manifest), { recursive: true });
      await cp(join(built, "home-files/.config/mcp-nixgen/manifest.json"), manifest, { dereference: true });
      await rm(at("profile"), { force: true });
      await symlink(join(built, "home-path"), at("profile"));
      // As activation does; what it says there is not on the page.
      await run("mcp-nixgen", ["deploy"]);
    },
    async remove() {
      if (hasStore) await run("gpgconf", ["--kill", "all"]);
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** What of standard error is gone on a terminal once the command is through: all but messages and their indented lines. */
function progressIn(lines: readonly string[]): string[] {
  let message = false;
  return lines.filter((line) => {
    message = /^(?:error|warning|note)\b/.test(line) || (message && /^\s/.test(line));
    return !message;
  });
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
