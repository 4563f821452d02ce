import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createExecutor, type ExecutorOptions } from "../../../src/nixpkgs-mcp/execution/executor.ts";
import type { Executor, Run } from "../../../src/nixpkgs-mcp/execution/types.ts";
import { parsePolicy } from "../../../src/nixpkgs-mcp/policy/load.ts";
import { requireNix } from "../../support/nix.ts";

/**
 * A flake that plays nixpkgs: packages built in milliseconds by the host's shell, which refuse to be evaluated
 * as `check-meta.nix` of nixpkgs has them refuse.
 */
const flake = (salt: string) => `
{
  outputs =
    _:
    let
      packages = import ./packages.nix { salt = ${JSON.stringify(salt)}; };
    in
    {
      other = packages "x86_64-linux";
      packages.x86_64-linux.extra = (packages "x86_64-linux").hi;
      legacyPackages.x86_64-linux = packages "x86_64-linux";
      legacyPackages.aarch64-linux = packages "aarch64-linux";
    };
}
`;

const packages = `
{ salt }:
system:
let
  sh = "/bin/sh";
  allowed = variable: builtins.getEnv variable == "1";
  # A package: its scripts become programs in bin/.
  package =
    name:
    {
      programs ? { },
      meta ? { },
      outputs ? [ "out" ],
      build ? "",
      pname ? name,
    }:
    let
      write = builtins.concatStringsSep "\\n" (
        map (program: ''
          mkdir -p $target/bin
          printf '%s\\n' "\${"$" + variable program}" > $target/bin/\${program}
          chmod 755 $target/bin/\${program}
        '') (builtins.attrNames programs)
      );
      drv = derivation (
        {
          name = "\${pname}-1.0";
          inherit system outputs;
          builder = sh;
          PATH = "/usr/bin:/bin";
          inherit salt;
          args = [
            "-c"
            ''
              set -e
              \${build}
              for o in $outputs; do eval "p=\\$$o"; mkdir -p $p; done
              target=\${if builtins.elem "bin" outputs then "$bin" else "$out"}
              \${write}
            ''
          ];
        }
        // builtins.listToAttrs (
          map (program: { name = variable program; value = programs.\${program}; }) (builtins.attrNames programs)
        )
      );
      refusal =
        if meta.unfree or false && !allowed "NIXPKGS_ALLOW_UNFREE" then
          "has an unfree license (‘unfree’)"
        else if meta.broken or false && !allowed "NIXPKGS_ALLOW_BROKEN" then
          "is marked as broken"
        else if meta.insecure or false && !allowed "NIXPKGS_ALLOW_INSECURE" then
          "is marked as insecure"
        else
          null;
      checked =
        value: if refusal == null then value else throw "Package ‘\${pname}-1.0’ in /x.nix:3 \${refusal}, refusing to evaluate.";
    in
    {
      type = "derivation";
      name = "\${pname}-1.0";
      inherit pname system outputs;
      outputName = "out";
      meta = { outputsToInstall = [ (builtins.head outputs) ]; } // removeAttrs meta [ "silent" ];
      drvPath = checked drv.drvPath;
      outPath = checked drv.outPath;
    }
    // builtins.listToAttrs (map (o: { name = o; value = drv.\${o}; }) outputs);
  variable = builtins.replaceStrings [ "-" ] [ "_" ];
  script = text: "#!/bin/sh\\n" + text;
in
{
  hi = package "hi" { programs.hi = script "echo hi"; meta.mainProgram = "hi"; };
  show = package "show" {
    # Every argument on a line of its own, between brackets.
    programs.show = script "for a in \\"$@\\"; do printf '[%s]\\\\n' \\"$a\\"; done";
  };
  sh = package "sh" { programs.sh = "#!/bin/sh\\nexec /bin/sh \\"$@\\""; };
  # What evaluation and builders can see of the caller's keys.
  key = package "key" { programs.key = script "echo '[\${builtins.getEnv "SECRET_KEY"}]'"; };
  # As packages of old say it: in their name only.
  nameless = removeAttrs (package "curl" { programs.nameless = script "echo nameless"; }) [ "pname" ];
  many = package "many" { programs = { one = script "echo 1"; two = script "echo 2"; }; };
  named = package "named" { programs = { other = script "echo other"; named = script "echo named"; }; };
  only = package "only" { programs.single = script "echo single"; };
  wrong = package "wrong" { programs = { a = script "echo a"; }; meta.mainProgram = "gone"; };
  nothing = package "nothing" { };
  split = package "split" { outputs = [ "bin" "out" ]; programs.split = script "echo split"; };
  unfree = package "unfree" { programs.unfree = script "echo unfree"; meta.unfree = true; };
  # As of a set that does not say so in its meta.
  hidden-unfree = (package "hidden-unfree" { programs.x = script "echo x"; }) // (
    if allowed "NIXPKGS_ALLOW_UNFREE" then { } else {
      drvPath = throw "Package ‘hidden-unfree-1.0’ in /x.nix:3 has an unfree license (‘unfree’), refusing to evaluate.";
    }
  );
  # As of a flake that allows what is unfree.
  licensed = package "licensed" { programs.licensed = script "echo licensed"; meta.license = [ { free = true; } { free = false; } ]; meta.unfree = false; };
  broken = package "broken" { programs.x = script "echo x"; meta.broken = true; };
  insecure = package "insecure" { programs.x = script "echo x"; meta.insecure = true; };
  foreign = (package "foreign" { programs.x = script "echo x"; }) // {
    drvPath = (derivation { name = "foreign"; system = "riscv64-linux"; builder = sh; }).drvPath;
  };
  bad = package "bad" { build = "echo what went wrong >&2; exit 3"; };
  slow = package "slow" { build = "sleep 300"; };
  counted = package "counted" {
    build = "echo x >> \${builtins.getEnv "NIX_COUNT_FILE"}/builds; sleep 0.5";
    programs.counted = script "echo counted";
  };
  removed = throw "'removed' has been removed because nobody used it";
  text = "text";
  python3Packages = { requests = package "requests" { programs.r = script "echo r"; }; "a.b" = package "ab" { programs.ab = script "echo ab"; }; "@x/y" = package "xy" { programs.xy = script "echo xy"; }; };
}
`;

export interface Stand {
  readonly folder: string;
  /** What the client works in. */
  readonly root: string;
  readonly flake: string;
  readonly cacheDir: string;
  executor(options?: Omit<Partial<ExecutorOptions>, "policy"> & { readonly policy?: string }): Executor;
  readonly run: Run;
  /** Rewrites the flake, so that everything in it is another package. */
  rewrite(salt: string): Promise<void>;
  remove(): Promise<void>;
}

/** A flake, a cache and a working folder below a new temporary folder. */
export async function standInFlake(): Promise<Stand> {
  const folder = await mkdtemp(join(tmpdir(), "nixpkgs-mcp-"));
  const nixpkgs = join(folder, "nixpkgs");
  const root = join(folder, "root");
  const cacheDir = join(folder, "cache");
  await mkdir(nixpkgs);
  await mkdir(root);
  // The store outlives the folder: what one run built, another must build again.
  const rewrite = (salt: string) => writeFile(join(nixpkgs, "flake.nix"), flake(`${folder} ${salt}`));
  await writeFile(join(nixpkgs, "packages.nix"), packages);
  await rewrite("");
  const executors: Executor[] = [];
  const nix = requireNix();
  return {
    folder,
    root,
    flake: `path:${nixpkgs}`,
    cacheDir,
    executor({ policy = "", ...options } = {}) {
      const executor = createExecutor({
        flake: `path:${nixpkgs}`,
        cacheDir,
        policy: parsePolicy({ name: "policy.yaml", text: policy }),
        roots: [root],
        env: { ...nix.env, SECRET_KEY: "hunter2" },
        nix: { bin: nix.bin, version: "2.26", origin: "private" },
        nixOptions: ["--option", "sandbox", "false", "--offline"],
        ...options,
      });
      executors.push(executor);
      return executor;
    },
    run: { caller: { roots: [] } },
    rewrite,
    async remove() {
      await Promise.all(executors.map((executor) => executor.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
