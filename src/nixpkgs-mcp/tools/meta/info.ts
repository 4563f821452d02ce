import { z } from "zod";
import type { CatalogPackage } from "../../catalog/types.ts";
import type { Core } from "../../core.ts";
import { catalogFor } from "../catalog-for.ts";
import { attrField } from "../execution-input.ts";
import { result } from "../results.ts";
import { unknownPackageError } from "../suggestions.ts";
import { defineTool } from "../tool.ts";
import { marksOf } from "./search.ts";

export const infoTool = defineTool({
  name: "nixpkgs_info",
  description: "All about a package: version, licence, homepage, platforms, size…",
  input: z.strictObject({ attr: attrField }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  run: async ({ attr }, context) => {
    const catalog = await catalogFor(context);
    const found = catalog.package(attr);
    if (found === null) throw unknownPackageError(catalog, attr);
    const facts = { ...packageFacts(found), ...(await builtFacts(attr, context.core)) };
    return result(factsText(facts), facts);
  },
});

/** What a package has of all there is to know; used for `nixpkgs://package/…` too. */
export function packageFacts(found: CatalogPackage): Record<string, unknown> {
  const { marks, ...rest } = found;
  const facts = { ...rest, marks: marksOf(marks) };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => !isNothing(value)));
}

/** Of a package that is built already: where, its programs, the size of it with all it needs. */
export async function builtFacts(attr: string, core: Core): Promise<Record<string, unknown>> {
  // Without a Nix there is still everything else to say.
  const executor = await core.services.executor().catch(() => null);
  const built = executor?.known(attr) ?? null;
  if (built === null) return {};
  const { storePath, programs, closureBytes } = built;
  return { storePath, programs, ...(closureBytes === null ? {} : { closureBytes }) };
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function factsText(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${shown(value)}`)
    .join("\n");
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  const { id, name, url, github } = value as Record<string, unknown>;
  const extra = url ?? (github === undefined ? undefined : `github:${github}`);
  return `${id ?? name}${extra === undefined ? "" : ` (${extra})`}`;
}
