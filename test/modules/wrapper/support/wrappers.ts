import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { requireNix } from "../../../support/nix.ts";
import { nixpkgsForTests } from "../../../support/nixpkgs.ts";

const mkMcpWrapper = fileURLToPath(new URL("../../../../modules/mk-mcp-wrapper.nix", import.meta.url));

/** Arguments of mkMcpWrapper, as JSON. What is left out: a server that prints its environment, unguarded. */
export type WrapperArguments = Readonly<Record<string, unknown>>;

/** What a run of a wrapper's program gave. */
export type Run = {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** What `env -0` on standard output says, byte for byte; no order. */
  environment(): Map<string, Buffer>;
};

// `package` and `binary` only where the arguments have none; a package is the name of one in the set.
const expression = `{ mkMcpWrapper, nixpkgs, file }:
let
  pkgs = import nixpkgs { };
  make = pkgs.callPackage mkMcpWrapper { };
  defaults = { package = pkgs.coreutils; binary = "env"; args = [ "-0" ]; scope = false; parentDeath = "none"; log = false; };
in
builtins.mapAttrs (name: given: make (defaults // { inherit name; } // given)) (builtins.fromJSON (builtins.readFile file))
`;

/** Builds wrappers by name, all in one run of Nix, and gives their store paths. Throws with Nix's words. */
export async function buildWrappers<Name extends string>(
  wrappers: Readonly<Record<Name, WrapperArguments>>,
): Promise<Record<Name, string>> {
  const names = Object.keys(wrappers) as Name[];
  const result = await withExpression(wrappers, (flags, env) =>
    execa("nix-build", ["--no-out-link", "--quiet", ...flags, ...names.flatMap((name) => ["--attr", name])], {
      env,
      stdin: "ignore",
    }),
  );
  const paths = result.stdout.trim().split("\n");
  return Object.fromEntries(names.map((name, index) => [name, paths[index]])) as Record<Name, string>;
}

/** What evaluating one wrapper says when it fails; null when it does not. */
export async function evaluationError(wrapper: WrapperArguments): Promise<string | null> {
  const result = await withExpression({ wrapper }, (flags, env) =>
    execa("nix-instantiate", ["--eval", ...flags, "--attr", "wrapper.drvPath"], {
      env,
      stdin: "ignore",
      reject: false,
    }),
  );
  return result.exitCode === 0 ? null : result.stderr;
}

/** An attribute of one wrapper, as JSON. */
export async function evaluateWrapper(wrapper: WrapperArguments, attribute: string): Promise<unknown> {
  const result = await withExpression({ wrapper }, (flags, env) =>
    execa("nix-instantiate", ["--eval", "--strict", "--json", ...flags, "--attr", `wrapper.${attribute}`], {
      env,
      stdin: "ignore",
    }),
  );
  return JSON.parse(result.stdout);
}

async function withExpression<T>(
  wrappers: Readonly<Record<string, WrapperArguments>>,
  use: (flags: string[], env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const nixpkgs = await nixpkgsForTests();
  const folder = await mkdtemp(join(tmpdir(), "wrappers-"));
  try {
    const file = join(folder, "default.nix");
    const data = join(folder, "wrappers.json");
    await writeFile(file, expression);
    await writeFile(data, JSON.stringify(wrappers));
    const paths = { mkMcpWrapper, nixpkgs: nixpkgs.path, file: data };
    const args = Object.entries(paths).flatMap(([name, path]) => ["--arg", name, path]);
    return await use([file, ...args, ...nixpkgs.flags], requireNix().env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a program in exactly this environment; never throws for its exit code. */
export async function run(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  options: { readonly input?: string; readonly timeout?: number; readonly cwd?: string } = {},
): Promise<Run> {
  const result = await execa(argv[0], argv.slice(1), {
    env,
    extendEnv: false,
    encoding: "buffer",
    reject: false,
    stripFinalNewline: false,
    timeout: options.timeout ?? 50_000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
  });
  const stdout = Buffer.from(result.stdout as Uint8Array);
  return {
    exitCode: result.exitCode ?? -1,
    stdout,
    stderr: Buffer.from(result.stderr as Uint8Array).toString(),
    environment: () => parseEnvironment(stdout),
  };
}

/** `bin/mcp-NAME` of a wrapper. */
export const entry = (path: string, name: string): string => join(path, "bin", `mcp-${name}`);

/** `libexec/mcp-NAME/check-secrets` of a wrapper. */
export const checkSecrets = (path: string, name: string): string =>
  join(path, "libexec", `mcp-${name}`, "check-secrets");

/** The lines of check-secrets, as fields. */
export const resultLines = (result: Run): string[][] =>
  result.stdout
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));

function parseEnvironment(output: Buffer): Map<string, Buffer> {
  const variables = new Map<string, Buffer>();
  let from = 0;
  for (let end = output.indexOf(0, from); end !== -1; from = end + 1, end = output.indexOf(0, from)) {
    const line = output.subarray(from, end);
    const sign = line.indexOf("=");
    variables.set(line.subarray(0, sign).toString(), line.subarray(sign + 1));
  }
  return variables;
}
