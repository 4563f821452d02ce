import { z } from "zod";
import { UserError } from "../../../errors.ts";
import type { PackageVersion } from "../../versions/versions.ts";
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
    const { services, log } = context.core;
    const [versions, pname] = await Promise.all([
      services.versions(),
      services
        .catalogIfReady()
        .then((catalog) => catalog?.package(attr)?.pname)
        .catch(() => undefined),
    ]);
    const found = await versions.find(attr, {
      signal: context.signal,
      onProblem: ({ message }) => log.write("warning", message),
      ...(pname === undefined ? {} : { pname }),
    });
    if (run === undefined) return result(listText(attr, found), { attr, versions: found });
    const wanted = found.find(({ version }) => version === run) ?? missing(attr, run, found);
    const definition = context.core.tools.definition(attr);
    const flake = versions.flakeOf(wanted);
    const given = { attr: wanted.attr, args, stdin: stdinBytes(stdin), cwd, timeout, flake };
    return executionResult(await runPackage(given, definition, context), { version: run, flake });
  },
});

function listText(attr: string, found: readonly PackageVersion[]): string {
  if (found.length === 0) return `No version of ${attr} is known.`;
  return found
    .map(({ version, revision, date, attr: named }) =>
      [version, revision, date?.slice(0, 10), named === attr ? "" : `(${named})`].filter(Boolean).join(" "),
    )
    .join("\n");
}

function missing(attr: string, version: string, found: readonly PackageVersion[]): never {
  const some = found.slice(0, 10).map((each) => each.version);
  throw new UserError(`${attr} ${version} is in no known revision of nixpkgs`, {
    code: "E_VERSION_UNKNOWN",
    hint: some.length === 0 ? "nixpkgs_search finds packages." : `There are: ${some.join(", ")}.`,
  });
}
