import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../errors.ts";
import type { DummyProbe } from "../mcp/probe-with-dummies.ts";
import { findNix } from "../nix/program.ts";
import { nixpkgsFor } from "../project/nixpkgs.ts";
import { recipeOf } from "../project/recipes.ts";
import { aboutServer, asUserError } from "../project/server-error.ts";
import type { Task } from "../ui/progress.ts";
import { nixpkgsOption, timeoutOption } from "./build-options.ts";
import { buildServer } from "./build-server.ts";
import { type Context, defineCommand } from "./command.ts";
import { type ReadyServer, readyServers } from "./ready-servers.ts";

export const command = defineCommand({
  description:
    "Builds generated servers with nix-build, then starts each from its store path and speaks MCP with it: initialize and tools/list. A server that refuses to start without a key gets a made-up one; your own environment is not passed on. Uses your Nix; nixpkgs is --nixpkgs, else NIX_PATH, else the input nixpkgs of flake.lock. A licence that nixpkgs calls unfree does not stop a build here; elsewhere your own configuration decides.",
  positionals: [
    {
      name: "server",
      description: "Servers to build. Default: all.",
      required: false,
      variadic: true,
      complete: "server",
    },
  ],
  options: {
    nixpkgs: nixpkgsOption,
    "out-link": {
      type: "string",
      short: "o",
      value: "PATH",
      complete: "file",
      description: "Make this link to the result (with several servers: PATH-NAME).",
    },
    "no-run": { type: "boolean", description: "Build only; do not start the server." },
    timeout: timeoutOption,
  },
  examples: [
    ["build firecrawl-mcp", "one server"],
    ["build --no-run", "all, without starting them"],
    ["build --nixpkgs ~/nixpkgs", "with a nixpkgs of yours"],
  ],
  async run(context, { options, positionals }) {
    const project = await context.project();
    const servers = await readyServers(context, project, positionals.server);
    const nix = await findNix(context.env);
    const nixpkgs = await nixpkgsFor(
      project.root,
      options.nixpkgs && resolve(context.cwd, options.nixpkgs),
      context.env,
    );
    const results: (BuiltServer | FailedServer)[] = [];
    const errors: UserError[] = [];
    const tasks = context.ui.tasks();
    try {
      for (const ready of servers) {
        const task = tasks.start(ready.server.name, "evaluating");
        const link = options["out-link"];
        const outLink =
          link === undefined
            ? undefined
            : resolve(context.cwd, servers.length > 1 ? `${link}-${ready.server.name}` : link);
        try {
          const built = await buildServer(
            context,
            { project, nix, nixpkgs, outLink },
            ready.server.name,
            task,
          );
          const { environmentNamesIn } = await import("../mcp/names-in-code.ts");
          const environment = await environmentNamesIn(
            join(built, recipeOf(ready.locked).code(ready.locked)),
          );
          const probe = options["no-run"]
            ? null
            : await probeBuilt(context, ready, { outPath: built, environment }, options.timeout * 1000, task);
          context.signal.throwIfAborted();
          results.push({ name: ready.server.name, outPath: built, environment, probe });
          if (probe === null || probe.result.ok) task.done(describe(built, probe));
          else {
            task.fail("built, but does not answer");
            errors.push(
              new UserError(`it was built, but does not answer: ${probe.result.reason}`, {
                code: "E_MCP",
                where: ready.server.name,
                hint: `Start it by hand: ${join(built, "bin", ready.locked.mainProgram)}. What it needs goes into env and args of servers.yaml.`,
              }),
            );
          }
        } catch (error) {
          context.signal.throwIfAborted();
          task.fail("not built");
          const failure = aboutServer(ready.server.name, asUserError(error));
          results.push({ name: ready.server.name, outPath: null, error: failure });
          errors.push(failure);
        }
      }
    } finally {
      tasks.stop();
    }
    return {
      json: { nix: nix.version, servers: results.map(jsonOf) },
      text: results
        .flatMap((result) =>
          result.outPath === null
            ? []
            : [`${context.ui.colors.bold(result.name)}: ${describe(result.outPath, result.probe)}`],
        )
        .join("\n"),
      errors,
    };
  },
});

interface BuiltServer {
  readonly name: string;
  readonly outPath: string;
  /** Variables that its own code names, sorted. */
  readonly environment: readonly string[];
  /** null: not started. */
  readonly probe: DummyProbe | null;
}

interface FailedServer {
  readonly name: string;
  readonly outPath: null;
  readonly error: UserError;
}

/** Starts the built server in an empty home, with what servers.yaml says and nothing of the user's own environment. */
async function probeBuilt(
  context: Context,
  { server, locked }: ReadyServer,
  { outPath, environment }: Pick<BuiltServer, "outPath" | "environment">,
  timeoutMs: number,
  task: Task,
): Promise<DummyProbe> {
  const { probeWithDummies } = await import("../mcp/probe-with-dummies.ts");
  task.update("starting, speaking MCP");
  const home = await mkdtemp(join(tmpdir(), "mcp-nixgen-"));
  try {
    return await probeWithDummies(
      {
        command: join(outPath, "bin", locked.mainProgram),
        args: server.args ?? [],
        env: { PATH: context.env.PATH ?? "", HOME: home, TMPDIR: home, LANG: "C.UTF-8", ...server.env },
        cwd: home,
      },
      {
        timeoutMs,
        signal: context.signal,
        namesInCode: async () => environment,
      },
    );
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function describe(outPath: string, probe: DummyProbe | null): string {
  if (probe === null || !probe.result.ok) return outPath;
  const { serverInfo, tools, milliseconds } = probe.result.answer;
  const dummies = [...probe.dummyEnv, ...probe.dummyArgs];
  const made = dummies.length > 0 ? `, given made-up ${dummies.join(", ")}` : "";
  const count = tools.length === 1 ? "1 tool" : `${tools.length} tools`;
  return `${serverInfo.name} ${serverInfo.version} answers with ${count} in ${milliseconds} ms${made}\n  ${outPath}`;
}

function jsonOf(result: BuiltServer | FailedServer): Record<string, unknown> {
  if (result.outPath === null) return { name: result.name, outPath: null, error: result.error.toJSON() };
  const { name, outPath, environment, probe } = result;
  if (probe === null) return { name, outPath, environment, mcp: null };
  const { result: said, dummyEnv, dummyArgs } = probe;
  const mcp = said.ok ? { ok: true, ...said.answer } : { ok: false, reason: said.reason };
  return { name, outPath, environment, mcp: { ...mcp, dummyEnv, dummyArgs } };
}
