import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { UserError } from "../errors.ts";

/** A go command. */
export interface GoProgram {
  /** Absolute path. */
  readonly path: string;
  /** Without `go` in front: `1.26.8`. */
  readonly version: string;
}

/** Longest that `go env` may take; it reads two files. */
const LONGEST = 30_000;

/** The first go command on PATH that runs, or null. Nothing is downloaded. */
export async function findGo(env: NodeJS.ProcessEnv): Promise<GoProgram | null> {
  for (const folder of new Set((env.PATH ?? "").split(delimiter).filter(isAbsolute))) {
    const program = await goAt(join(folder, "go"), env);
    if (program !== null) return program;
  }
  return null;
}

/** The go command at a path, or null when none runs there. */
export async function goAt(path: string, env: NodeJS.ProcessEnv): Promise<GoProgram | null> {
  const there = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!there) return null;
  const { exitCode, stdout } = await runGo(path, ["env", "GOVERSION"], env);
  const version = /^go(\d+\.\d+\S*)/.exec(stdout)?.[1];
  return exitCode === 0 && version !== undefined ? { path, version } : null;
}

/**
 * What `go env` says of these variables, empty ones left out.
 *
 * @throws UserError `E_GO_CONFIG`
 */
export async function goEnvOf<Name extends string>(
  go: GoProgram,
  names: readonly Name[],
  env: NodeJS.ProcessEnv,
): Promise<Partial<Record<Name, string>>> {
  const { exitCode, stdout, stderr } = await runGo(go.path, ["env", "-json", ...names], env);
  const parsed = z.record(z.string(), z.string()).safeParse(exitCode === 0 ? parsedJson(stdout) : undefined);
  if (!parsed.success) {
    throw new UserError(
      `the go command does not tell its configuration: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      {
        code: "E_GO_CONFIG",
        where: go.path,
        hint: "Does `go env` work in a terminal?",
      },
    );
  }
  const known = names.filter((name) => (parsed.data[name] ?? "") !== "");
  return Object.fromEntries(known.map((name) => [name, parsed.data[name]])) as Partial<Record<Name, string>>;
}

function runGo(path: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  return execa(path, args, {
    // A go.mod where we happen to be is nothing to us. A home may have one, too, or not be there at all.
    cwd: "/",
    env: { ...env, GOTOOLCHAIN: "local", GOWORK: "off", GO111MODULE: "on" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: LONGEST,
  }) as unknown as Promise<{ exitCode?: number; stdout: string; stderr: string }>;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
