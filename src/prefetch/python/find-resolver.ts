import { execa } from "execa";
import { pipResolver } from "./pip.ts";
import { noTool } from "./resolve-errors.ts";
import type { Resolver } from "./resolver.ts";
import { uvResolver } from "./uv.ts";

/** pip writes reports from here on. */
const PIP = { major: 22, minor: 2 };

/**
 * uv where PATH has it, else a Python that has pip.
 *
 * @throws UserError `E_PYTHON_TOOL` when there is neither
 */
export async function findResolver(env: NodeJS.ProcessEnv = process.env): Promise<Resolver> {
  if ((await answerOf("uv", ["--version"], env))?.startsWith("uv ") === true) return uvResolver("uv");
  for (const python of ["python3", "python"]) {
    const version = await answerOf(python, ["-m", "pip", "--version"], env);
    const [, major, minor] = /^pip (\d+)\.(\d+)/.exec(version ?? "") ?? [];
    if (major === undefined) continue;
    if (Number(major) > PIP.major || (Number(major) === PIP.major && Number(minor) >= PIP.minor)) {
      return pipResolver(python);
    }
  }
  throw noTool();
}

async function answerOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const { failed, stdout } = await execa(program, args, {
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  return failed ? null : String(stdout);
}
