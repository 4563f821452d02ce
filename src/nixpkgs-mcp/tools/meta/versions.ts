import { z } from "zod";
import { UserError } from "../../../errors.ts";
import type { KnownVersion } from "../../services.ts";
import { argsField, attrField, everywhere, stdinBytes } from "../execution-input.ts";
import { executionResult, result } from "../results.ts";
import { runPackage } from "../run-package.ts";
import { defineTool, runsAnything } from "../tool.ts";

const input = z.strictObject({
  attr: attrField,
  run: z.string().min(1).optional().describe("Version to run with args"),
  args: argsField.optional(),
  ...everywhere,
});

export const versionsTool = defineTool({
  name: "nixpkgs_versions",
  description: "Versions of a package in nixpkgs' history; or run one.",
  input,
  annotations: runsAnything,
  run: async ({ attr, run, args, stdin, cwd, timeout }, context) => {
    const versions = await context.core.services.versions();
    const found = await versions.find(attr, { signal: context.signal });
    if (run === undefined) return result(listText(attr, found), { attr, versions: found });
    const wanted = found.find(({ version }) => version === run) ?? missing(attr, run, found);
    const definition = await context.core.tools.definition(attr);
    const flake = versions.flakeOf(wanted);
    const given = { attr: wanted.attr, args, stdin: stdinBytes(stdin), cwd, timeout, flake };
    return executionResult(await runPackage(given, definition, context), { version: run, flake });
  },
});

function listText(attr: string, found: readonly KnownVersion[]): string {
  if (found.length === 0) return `No version of ${attr} is known.`;
  return found.map(({ version, revision }) => `${version} ${revision}`).join("\n");
}

function missing(attr: string, version: string, found: readonly KnownVersion[]): never {
  const some = found.slice(0, 10).map((each) => each.version);
  throw new UserError(`${attr} ${version} is in no known revision of nixpkgs`, {
    code: "E_VERSION_UNKNOWN",
    hint: some.length === 0 ? "nixpkgs_search finds packages." : `There are: ${some.join(", ")}.`,
  });
}
