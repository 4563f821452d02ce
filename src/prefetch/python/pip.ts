import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { type PythonSystem, pythonSystems } from "../../config/lock-python-file-schema.ts";
import { normalizeName } from "../../python/names.ts";
import { markerEnvironment } from "../../python/target.ts";
import { PIP_PROGRAM } from "./pip-program.ts";
import { resolveFailed, shortened } from "./resolve-errors.ts";
import type { Pins, Resolution, ResolveRequest, Resolver } from "./resolver.ts";
import { factsOf } from "./systems.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";
import { toolEnvironment } from "./tool-environment.ts";

const answerSchema = z.object({
  pins: z.record(z.string(), z.string()),
  others: z.record(z.string(), z.array(z.string()).nullable()),
});

/**
 * pip's dry run for one system and Python, of wheels only. It takes ten times as long as uv.
 *
 * @param python the program whose module pip is
 */
export function pipResolver(python: string): Resolver {
  return {
    name: "pip",
    resolve: (request) => withTemporaryFolder((folder) => report(python, request, folder)),
  };
}

async function report(python: string, request: ResolveRequest, folder: string): Promise<Resolution> {
  const constraints = join(folder, "constraints.txt");
  await writeFile(
    constraints,
    request.constraints
      .map(
        (one) => `${one}
`,
      )
      .join(""),
  );
  const others = pythonSystems.filter((system) => system !== request.system);
  const file = join(folder, "report.json");
  const job = {
    args: pipArguments(request, folder, constraints, file),
    report: file,
    environment: markerEnvironment(request.python, request.system),
    requirements: request.requirements,
    others: Object.fromEntries(others.map((system) => [system, markerEnvironment(request.python, system)])),
  };
  const { exitCode, stdout, stderr, shortMessage } = await execa(python, ["-c", PIP_PROGRAM], {
    cwd: folder,
    env: toolEnvironment(request.index),
    extendEnv: false,
    input: JSON.stringify(job),
    reject: false,
    ...(request.signal === undefined ? {} : { cancelSignal: request.signal }),
  });
  request.signal?.throwIfAborted();
  if (exitCode === 0) return solution(stdout);
  const said = `${stderr.replace(/^ERROR: /gm, "").trim()}\n${conflict(stdout)}`.trim();
  const withoutWheel = [...said.matchAll(/^No matching distribution found for ([\w.-]+)/gm)];
  if (withoutWheel.length > 0 || said.includes("ResolutionImpossible")) {
    const names = withoutWheel.map(([, name = ""]) => normalizeName(name));
    return { solved: false, message: shortened(said), withoutWheel: [...new Set(names)] };
  }
  throw resolveFailed("pip", said || (shortMessage ?? ""));
}

function pipArguments(request: ResolveRequest, folder: string, constraints: string, file: string): string[] {
  return [
    "install",
    ...["--dry-run", "--ignore-installed", "--report", file],
    ...["--target", join(folder, "nowhere")],
    ...["--only-binary", ":all:", "--implementation", "cp"],
    ...["--python-version", request.python, "--abi", `cp${request.python.replace(".", "")}`],
    ...factsOf(request.system).platforms.flatMap((platform) => ["--platform", platform]),
    ...["--constraint", constraints],
    ...(request.wheels === null ? [] : ["--find-links", request.wheels]),
    "--",
    ...request.requirements,
  ];
}

function solution(output: string): Resolution {
  const parsed = answerSchema.safeParse(jsonIn(output));
  if (!parsed.success) throw resolveFailed("pip", `it answers what cannot be read: ${output.slice(0, 200)}`);
  const { pins, others } = parsed.data;
  const all: Pins = new Map(Object.entries(pins));
  const same = Object.entries(others).flatMap(([system, names]) =>
    names === null
      ? []
      : [[system as PythonSystem, new Map(names.map((name) => [name, pins[name] ?? ""]))] as const],
  );
  return { solved: true, pins: all, others: new Map(same) };
}

/** What pip says of a conflict is no error to it, but information. */
function conflict(output: string): string {
  return /^The conflict is caused by:\n(?: .*\n)+/m.exec(`${output}\n`)?.[0] ?? "";
}

/** pip may have said something before. */
function jsonIn(output: string): unknown {
  try {
    return JSON.parse(output.slice(output.lastIndexOf("\n") + 1));
  } catch {
    return undefined;
  }
}
