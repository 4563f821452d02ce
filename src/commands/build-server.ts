import { join } from "node:path";
import type { Project } from "../config/load.ts";
import { buildExpression, type Nixpkgs } from "../emit/build-expression.ts";
import { type NixProgram, nixBuild } from "../nix/program.ts";
import type { Task } from "../ui/progress.ts";
import type { Context } from "./command.ts";

export interface BuildSetting {
  readonly project: Project;
  readonly nix: NixProgram;
  readonly nixpkgs: Nixpkgs;
  /** A link to make to the result; undefined: none. */
  readonly outLink: string | undefined;
}

/** Builds a generated server with Nix and gives its store path. Throws as `nixBuild` does. */
export async function buildServer(
  context: Context,
  { project, nix, nixpkgs, outLink }: BuildSetting,
  name: string,
  task: Task,
): Promise<string> {
  const text = buildExpression({
    overlay: join(project.root, project.settings.output, "default.nix"),
    name,
    nixpkgs,
    allowUnfree: true,
  });
  const { outPath } = await nixBuild(
    nix,
    { text },
    {
      outLink,
      signal: context.signal,
      onEvent: (event) => {
        if (event.type === "phase") task.update(`${event.name}: ${event.phase}`);
        else if (event.type === "build-started") task.update(event.name);
        else if (event.type === "log") context.ui.detail(`${event.name}> ${event.line}`);
      },
    },
  );
  return outPath;
}
