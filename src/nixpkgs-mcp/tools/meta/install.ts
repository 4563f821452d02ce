import { z } from "zod";
import type { Catalog } from "../../catalog/types.ts";
import type { KnownFacts } from "../../execution/types.ts";
import { catalogFor } from "../catalog-for.ts";
import type { Definition } from "../definitions.ts";
import { argsField, attrField } from "../execution-input.ts";
import { installedToolName } from "../names.ts";
import { result } from "../results.ts";
import { unknownPackageError } from "../suggestions.ts";
import { defineTool, type ToolContext } from "../tool.ts";

/** Milliseconds. A first catalog is downloaded and indexed in less on most lines. */
const patience = 60_000;

const input = z.strictObject({
  attr: attrField,
  program: z
    .string()
    .min(1)
    .regex(/^[^/]+$/, "is a program's name, without a path")
    .optional(),
  args: argsField.optional().describe("Always passed first"),
  description: z.string().min(1).max(400, "is too long").optional(),
});

export const installTool = defineTool({
  name: "nixpkgs_install_tool",
  description: "Keep a package as a tool of its own, nixpkgs_<attr>.",
  input,
  annotations: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  run: async ({ attr, program, args, description }, context) => {
    const definition: Definition = {
      ...(program === undefined ? {} : { entry_point: program }),
      ...(args === undefined ? {} : { default_args: args }),
      ...(description === undefined ? {} : { description_override: description }),
    };
    const found = await describePackage(attr, context);
    // A tool that no call could run is none.
    await (await context.core.services.executor()).check(attr, found, program);
    const tool = installedToolName(attr);
    await context.core.registry.install({
      attr,
      description: found.description,
      definition,
      installedAt: new Date().toISOString(),
    });
    return result(`${attr}${found.version === "" ? "" : ` ${found.version}`} is now the tool ${tool}.`, {
      tool,
      attr,
      version: found.version,
    });
  },
});

/**
 * What a package is, by the catalog, waited for; where that has it not (no catalog, or a flake with packages of its own) the
 * flake is asked, which builds it. Throws what the flake says, with similar names.
 */
async function describePackage(
  attr: string,
  context: ToolContext,
): Promise<{ readonly description: string; readonly version: string } & KnownFacts> {
  const { core, signal, onProgress } = context;
  const catalog = await catalogInTime(context);
  const known = catalog?.package(attr) ?? null;
  if (known !== null) return known;
  const [executor, caller] = await Promise.all([core.services.executor(), context.caller()]);
  try {
    await executor.resolve(attr, { caller, signal, onProgress });
  } catch (error) {
    throw catalog === null || signal.aborted ? error : unknownPackageError(catalog, attr);
  }
  return { description: `${attr} of nixpkgs`, version: "" };
}

/** Null where there is none, or none in time: the flake can be asked, too. */
async function catalogInTime(context: ToolContext): Promise<Catalog | null> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patience)]);
  try {
    return await catalogFor({ ...context, signal });
  } catch {
    context.signal.throwIfAborted();
    return null;
  }
}
