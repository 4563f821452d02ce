import type { Project } from "../config/load.ts";
import type { Offers } from "../config/lock.ts";
import { UserError } from "../errors.ts";
import { findNix } from "../nix/program.ts";
import { nixpkgsFor } from "../project/nixpkgs.ts";
import { recipeOf } from "../project/recipes.ts";
import type { UpdateServerOptions } from "../update/update-server.ts";
import { builtServer } from "../verify/built-server.ts";
import { offerOfBuilt } from "../verify/offer-of.ts";
import { findSandbox } from "../verify/sandbox/find-sandbox.ts";
import { visible } from "../verify/visible.ts";
import { buildServer } from "./build-server.ts";
import type { Context } from "./command.ts";

interface StagedBuildOptions {
  readonly nixpkgs: string | undefined;
  readonly timeoutMs: number;
  readonly noSandbox: boolean;
  readonly offers: Offers;
}

/**
 * Builds staged servers and asks each in the sandbox what it offers.
 *
 * Throws UserError `E_NO_NIX`, `E_NO_NIXPKGS`, `E_SANDBOX` at once.
 */
export async function stagedBuilder(
  context: Context,
  project: Project,
  { nixpkgs: asked, timeoutMs, noSandbox, offers }: StagedBuildOptions,
): Promise<NonNullable<UpdateServerOptions["build"]>> {
  const { signal } = context;
  const nix = await findNix(context.env);
  const nixpkgs = await nixpkgsFor(project.root, asked, context.env);
  const sandbox = await findSandbox(context.env, { none: noSandbox, signal });
  return async ({ server, locked, project: staged }, onStep) => {
    onStep({ text: `${locked.version}, evaluating` });
    const setting = { project: staged, nix, nixpkgs, outLink: undefined };
    const task = { update: (text: string) => onStep({ text }), done: () => {}, fail: () => {} };
    const outPath = await buildServer(context, setting, server.name, task);
    const built = builtServer(server, locked, outPath, recipeOf(locked).code(locked));
    const before = offers.get(server.name) ?? null;
    const answer = await offerOfBuilt(built, {
      sandbox,
      timeoutMs,
      signal,
      before,
      onStep: (text) => onStep({ text }),
    });
    signal.throwIfAborted();
    if (!answer.ok) {
      throw new UserError(`${locked.version} was built, but does not answer: ${visible(answer.reason)}`, {
        code: "E_MCP",
        where: server.name,
        hint: noSandbox
          ? "It stays at the version it has."
          : "Perhaps it needs the network or a real key to start: --no-sandbox starts it with network.",
      });
    }
    const { offer, dummies, milliseconds } = answer;
    const tools = Object.keys(offer.tools).sort();
    return { outPath, answer, facts: { sandbox: sandbox.kind, tools, dummies, milliseconds } };
  };
}
