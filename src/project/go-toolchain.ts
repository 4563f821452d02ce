import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { GoConfig } from "../registry/go-config.ts";
import { type GoProgram, goAt } from "../registry/go-program.ts";
import { compareGo } from "../sources/go/version.ts";

/**
 * A go command that is new enough: the one on PATH, else nixpkgs' own, built or fetched by Nix.
 *
 * @param needed least version (`1.24.3`); null: any
 * @param env with GOTOOLCHAIN set to more than `local`, the go command on PATH may fetch what it needs itself
 * @throws UserError `E_GO_MISSING` or `E_GO_VERSION`, with how to get one
 */
export async function goToolchain(
  { go }: Pick<GoConfig, "go">,
  needed: string | null,
  { env, where, signal }: { env: NodeJS.ProcessEnv; where: string; signal?: AbortSignal | undefined },
): Promise<GoProgram> {
  const fetches = env.GOTOOLCHAIN !== undefined && !/^(?:|local)$/.test(env.GOTOOLCHAIN);
  if (go !== null && (fetches || isEnough(go, needed))) return go;
  const fromNix = await goOfNixpkgs(env, signal);
  if (fromNix !== null && isEnough(fromNix, needed)) return fromNix;
  if (go === null && fromNix === null) {
    throw new UserError("its dependencies are found by the go command, and there is none", {
      code: "E_GO_MISSING",
      where,
      hint: "Install Go (https://go.dev/dl, or `nix shell nixpkgs#go`), or put nixpkgs on NIX_PATH and it is taken from there.",
    });
  }
  const newest = [go, fromNix]
    .filter((one) => one !== null)
    .map(({ path, version }) => `${path} is ${version}`);
  throw new UserError(`it needs Go ${needed}; ${newest.join(", ")}`, {
    code: "E_GO_VERSION",
    where,
    hint: "Install a newer Go, or set GOTOOLCHAIN=auto in the environment: then the go command downloads the one it needs.",
  });
}

function isEnough({ version }: GoProgram, needed: string | null): boolean {
  return needed === null || compareGo(version, needed) >= 0;
}

async function goOfNixpkgs(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<GoProgram | null> {
  const { findNix, nixBuild } = await import("../nix/program.ts");
  try {
    const nix = await findNix(env);
    const { outPath } = await nixBuild(nix, { text: "(import <nixpkgs> { }).go" }, { signal });
    return await goAt(join(outPath, "bin", "go"), env);
  } catch {
    signal?.throwIfAborted();
    // No Nix, or no nixpkgs for it: then there is no Go from there, which is what the caller says.
    return null;
  }
}
