import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { requireNix } from "./nix.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the flake's outputs are made from. */
const flakeFiles = [
  "flake.nix",
  "flake.lock",
  "modules",
  "overlays",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "src",
  "schemas",
  "scripts",
  "docs/mcp-nixgen.1",
  "docs/nixpkgs-mcp.1",
];

/** The flake without the rest of the work tree (node_modules!), and a nixpkgs for it that is on this machine. */
export type FlakeCopy = {
  readonly folder: string;
  readonly flake: string;
  readonly nixpkgs: string;
  readonly homeManager: string;
};

/**
 * The stand-in, with names for what it has no need of: programs that only a developer's shell or `nix fmt`
 * runs, and a Node for macOS, where it has none. They can be evaluated; nobody builds them.
 */
const wrappedStandIn = `
arguments:
let
  names = final: prev:
    let
      unbuilt = name: final.runCommand name { meta.mainProgram = name; } "exit 1";
    in
    {
      nixfmt = unbuilt "nixfmt";
      nixfmt-tree = unbuilt "nixfmt-tree";
      shellcheck = unbuilt "shellcheck";
      nodejs_24 = if prev.stdenv.hostPlatform.isLinux then prev.nodejs_24 else unbuilt "nodejs" // { python = unbuilt "python3"; };
    };
in
import ./stand-in (
  arguments
  // { overlays = [ (import ./stand-in/home-manager/packages.nix) names ] ++ arguments.overlays or [ ]; }
)
`;

/** home-manager's flake, as far as ours asks for it. */
const homeManagerFlake = `
{
  outputs = _: {
    lib.homeManagerConfiguration =
      { pkgs, modules }:
      import ./stand-in/home-manager {
        inherit pkgs;
        configuration.imports = modules;
      };
  };
}
`;

/** Makes the copy below a new temporary folder, `folder`, which the caller removes. */
export async function copyFlake(): Promise<FlakeCopy> {
  const folder = await mkdtemp(join(tmpdir(), "flake-test-"));
  const flake = join(folder, "flake");
  for (const name of flakeFiles) {
    if (existsSync(join(root, name))) await cp(join(root, name), join(flake, name), { recursive: true });
  }
  const nixpkgs = join(folder, "nixpkgs");
  await mkdir(nixpkgs);
  await cp(join(root, "test", "nixpkgs"), join(nixpkgs, "stand-in"), { recursive: true });
  await writeFile(join(nixpkgs, "flake.nix"), "{ outputs = _: { lib = import ./stand-in/lib; }; }\n");
  await writeFile(join(nixpkgs, "default.nix"), wrappedStandIn);
  const homeManager = join(folder, "home-manager");
  await cp(join(nixpkgs, "stand-in"), join(homeManager, "stand-in"), { recursive: true });
  await writeFile(join(homeManager, "flake.nix"), homeManagerFlake);
  return { folder, flake, nixpkgs, homeManager };
}

/** Runs a `nix` command on the copy with the stand-in for its nixpkgs, offline. `{flake}` in an argument is its URL. */
export async function nixOnFlake(copy: FlakeCopy, args: readonly string[]) {
  return await execa(
    "nix",
    [
      ...args.map((arg) => arg.replace("{flake}", `path:${copy.flake}`)),
      ...["--extra-experimental-features", "nix-command flakes"],
      ...["--override-input", "nixpkgs", `path:${copy.nixpkgs}`],
      ...["--override-input", "home-manager", `path:${copy.homeManager}`],
      ...["--no-write-lock-file", "--impure", "--offline"],
    ],
    { env: requireNix().env, reject: false, stdin: "ignore" },
  );
}
