import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { normalizeName } from "../../python/names.ts";
import { fullVersion } from "../../python/target.ts";
import { resolveFailed, shortened, unreadable } from "./resolve-errors.ts";
import type { Resolution, ResolveRequest, Resolver } from "./resolver.ts";
import { factsOf, MACOS_TARGET } from "./systems.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";
import { toolEnvironment } from "./tool-environment.ts";

const NO_SOLUTION = 1;

/**
 * `uv pip compile` for one system and Python, of wheels only.
 *
 * @param program uv, as `execa` finds it
 */
export function uvResolver(program: string): Resolver {
  return {
    name: "uv",
    resolve: (request) => withTemporaryFolder((folder) => compile(program, request, folder)),
  };
}

async function compile(program: string, request: ResolveRequest, folder: string): Promise<Resolution> {
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
  const args = [
    "pip",
    "compile",
    "-",
    ...["--python-version", fullVersion(request.python)],
    ...["--python-platform", factsOf(request.system).uvPlatform],
    ...["--only-binary", ":all:"],
    ...["--constraints", constraints],
    ...(request.wheels === null ? [] : ["--find-links", request.wheels]),
    "--no-header",
    "--no-annotate",
    "--no-progress",
  ];
  const { exitCode, stdout, stderr, shortMessage } = await execa(program, args, {
    cwd: folder,
    env: { ...toolEnvironment(request.index), MACOSX_DEPLOYMENT_TARGET: MACOS_TARGET },
    extendEnv: false,
    input: `${request.requirements.join("\n")}\n`,
    reject: false,
    ...(request.signal === undefined ? {} : { cancelSignal: request.signal }),
  });
  request.signal?.throwIfAborted();
  if (exitCode === 0) return { solved: true, pins: pinsOf(stdout), others: new Map() };
  const said = explanation(stderr);
  if (exitCode === NO_SOLUTION && said.includes("No solution found")) {
    return { solved: false, message: shortened(said), withoutWheel: withoutWheel(said) };
  }
  throw resolveFailed("uv", said || (shortMessage ?? ""));
}

function pinsOf(output: string): Map<string, string> {
  const pins = new Map<string, string>();
  for (const line of output.split("\n").map((line) => line.trim())) {
    if (line === "" || line.startsWith("#") || line.startsWith("-")) continue;
    const [, name, version] = /^([\w.-]+)==([^\s;\\]+)/.exec(line) ?? [];
    if (name === undefined || version === undefined) throw unreadable("uv", line);
    pins.set(normalizeName(name), version);
  }
  return pins;
}

/** Warnings before it are about the Python that would build packages, and none is built. */
function explanation(stderr: string): string {
  const at = stderr.search(/^(?:error:| +× )/m);
  return (at < 0 ? stderr : stderr.slice(at)).replace(/^error: /, "").trim();
}

function withoutWheel(said: string): string[] {
  const text = said.replace(/\s+/g, " ");
  const named = [
    ...text.matchAll(/([\w.-]+)(?:\[[^\]]*\])?(?:[<>=!~][^\s]*)? (?:has|have) no (?:usable )?wheels/g),
    ...text.matchAll(/Wheels are (?:required|available) for `([^`]+)`/g),
  ];
  return [...new Set(named.map(([, name = ""]) => normalizeName(name)))];
}
