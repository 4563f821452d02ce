import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project } from "../config/load.ts";
import { buildExpression } from "../emit/build-expression.ts";
import { UserError } from "../errors.ts";
import { environmentNamesIn } from "../mcp/names-in-code.ts";
import { probeWithDummies } from "../mcp/probe-with-dummies.ts";
import { findNix, nixBuild } from "../nix/program.ts";
import { nixpkgsFor } from "../project/nixpkgs.ts";
import { recipeOf } from "../project/recipes.ts";
import type { UpdateServerOptions } from "../update/update-server.ts";
import type { Context } from "./command.ts";

/** Builds staged servers and speaks MCP with them. Throws UserError `E_NO_NIX`, `E_NO_NIXPKGS` at once. */
export async function stagedBuilder(
  context: Context,
  project: Project,
  options: { readonly nixpkgs: string | undefined; readonly timeoutMs: number },
): Promise<NonNullable<UpdateServerOptions["build"]>> {
  const nix = await findNix(context.env);
  const nixpkgs = await nixpkgsFor(project.root, options.nixpkgs, context.env);
  return async ({ server, locked, overlay }, onStep) => {
    onStep({ text: `${locked.version}, evaluating` });
    const text = buildExpression({ overlay, name: server.name, nixpkgs, allowUnfree: true });
    const { outPath } = await nixBuild(
      nix,
      { text },
      {
        signal: context.signal,
        onEvent: (event) => {
          if (event.type === "phase") onStep({ text: `${event.name}: ${event.phase}` });
          else if (event.type === "build-started") onStep({ text: event.name });
          else if (event.type === "log") context.ui.detail(`${event.name}> ${event.line}`);
        },
      },
    );
    const environment = await environmentNamesIn(join(outPath, recipeOf(locked).code(locked)));
    onStep({ text: "starting, speaking MCP" });
    const home = await mkdtemp(join(tmpdir(), "mcp-nixgen-"));
    try {
      const { result, dummyEnv, dummyArgs } = await probeWithDummies(
        {
          command: join(outPath, "bin", locked.mainProgram),
          args: server.args ?? [],
          env: { PATH: context.env.PATH ?? "", HOME: home, TMPDIR: home, LANG: "C.UTF-8", ...server.env },
          cwd: home,
        },
        { timeoutMs: options.timeoutMs, signal: context.signal, namesInCode: async () => environment },
      );
      context.signal.throwIfAborted();
      if (!result.ok) {
        throw new UserError(`${locked.version} was built, but does not answer: ${result.reason}`, {
          code: "E_MCP",
          where: server.name,
          hint: "It stays at the version it has.",
        });
      }
      return { outPath, offer: null, facts: { environment, mcp: { ...result.answer, dummyEnv, dummyArgs } } };
    } finally {
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}
