import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { execa } from "execa";
import { UserError } from "../errors.ts";

/** A Nix that can be run: `bin` is the folder that holds `nix`, `nix-build`, `nix-instantiate`, … */
export type NixProgram = {
  readonly bin: string;
  /** As `nix --version` tells it, such as `2.26.3` or `2.31pre20250712`. */
  readonly version: string;
  /** The user's own on PATH, or the one that `scripts/get-nix.sh` made. */
  readonly origin: "path" | "private";
};

const minimumNixVersion = "2.18";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The Nix to use: the first one on PATH that is new enough, else the private one of `scripts/get-nix.sh`
 * when it is there. Nothing is downloaded.
 *
 * Throws UserError `E_NO_NIX` when there is none (or only older ones), with the remedy.
 */
export async function findNix(env: Environment = process.env): Promise<NixProgram> {
  const tooOld: string[] = [];
  for (const { bin, origin } of candidateFolders(env)) {
    const version = await versionOf(join(bin, "nix"), env);
    if (version === undefined) continue;
    if (isNewEnough(version)) return { bin, version, origin };
    tooOld.push(`${join(bin, "nix")} is ${version}`);
  }
  throw new UserError(
    tooOld.length === 0
      ? "Nix is not installed"
      : `Nix is too old: ${tooOld.join(", ")}; ${minimumNixVersion} or newer is needed`,
    {
      code: "E_NO_NIX",
      hint: "Install it from https://nixos.org/download, or (Debian, Ubuntu) make a private one with scripts/get-nix.sh.",
    },
  );
}

/** Where the private Nix is: `MCP_NIXGEN_NIX_PREFIX`, else below the user's cache. As in scripts/get-nix.sh. */
export function privateNixPrefix(env: Environment = process.env): string {
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache");
  return env.MCP_NIXGEN_NIX_PREFIX || join(cache, "mcp-nixgen", "nix");
}

/** The version in the output of `nix --version`: `nix (Nix) 2.26.3`, `nix (Lix, like Nix) 2.91.1`, … */
export function parseNixVersion(output: string): string | undefined {
  return /\s(\d+\.\d+\S*)\s*$/.exec(output.split("\n")[0] ?? "")?.[1];
}

/** Is a version such as `2.26.3` or `2.31pre2025` at least 2.18? */
export function isNewEnough(version: string): boolean {
  const [major, minor] = numbersOf(version);
  const [wantedMajor, wantedMinor] = numbersOf(minimumNixVersion);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function numbersOf(version: string): [number, number] {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major ?? 0), Number(minor ?? 0)];
}

function candidateFolders(env: Environment): { bin: string; origin: NixProgram["origin"] }[] {
  const onPath = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  return [
    ...[...new Set(onPath)].map((bin) => ({ bin, origin: "path" as const })),
    { bin: join(privateNixPrefix(env), "bin"), origin: "private" as const },
  ];
}

async function versionOf(program: string, env: Environment): Promise<string | undefined> {
  try {
    await access(program, constants.X_OK);
  } catch {
    return undefined;
  }
  const result = await execa(program, ["--version"], {
    env,
    extendEnv: false,
    reject: false,
    timeout: 30_000,
    stdin: "ignore",
  });
  return result.exitCode === 0 ? parseNixVersion(result.stdout) : undefined;
}
