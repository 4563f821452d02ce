import { execa } from "execa";
import { firstLineOf, UserError } from "../../errors.ts";

/** An evaluation of all of nixpkgs takes minutes. */
const PATIENCE_MS = 15 * 60 * 1000;

/**
 * Writes what `nix-env -qaP --json --meta -f <nixpkgs>` says to a file: the catalog of the nixpkgs that NIX_PATH
 * names. Takes minutes and some gigabytes of memory, in that process.
 *
 * @throws UserError `E_CATALOG`; an AbortError when `signal` fires
 */
export async function catalogFromNixPath(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<void> {
  const args = [
    "-qaP",
    "--json",
    "--meta",
    "-f",
    "<nixpkgs>",
    "--arg",
    "config",
    "{ allowAliases = false; }",
  ];
  const result = await execa("nix-env", args, {
    env: { ...env },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stdout: { file },
    buffer: { stdout: false },
    timeout: PATIENCE_MS,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (!result.failed) return;
  const why = lastError(result.stderr) ?? firstLineOf(result.cause ?? result.shortMessage);
  throw new UserError(`nixpkgs of NIX_PATH cannot be listed: ${why}`, {
    code: "E_CATALOG",
    where: "<nixpkgs>",
    hint: "Does NIX_PATH name nixpkgs? Otherwise name a local packages.json with --catalog.",
  });
}

function lastError(stderr: unknown): string | undefined {
  return String(stderr ?? "")
    .split("\n")
    .findLast((line) => /\berror:\s*\S/.test(line))
    ?.replace(/^.*\berror:\s*/, "");
}
