import { z } from "zod";
import type { SearchAnswer, SearchHit, SearchQuery } from "../../catalog/types.ts";
import type { Marks } from "../../marks.ts";
import { catalogFor } from "../catalog-for.ts";
import { result } from "../results.ts";
import { defineTool } from "../tool.ts";

const input = z.strictObject({
  query: z.string().max(500, "is too long").describe("Name, program or what it does"),
  limit: z.number().int().min(1).max(100).default(10),
  offset: z.number().int().min(0).default(0),
  set: z.string().optional().describe("e.g. python313Packages"),
  license: z.string().optional().describe("SPDX id"),
  platform: z.string().optional().describe("e.g. aarch64-darwin"),
  category: z.string().optional(),
});

export const searchTool = defineTool({
  name: "nixpkgs_search",
  description: "Find packages in nixpkgs.",
  input,
  output: {
    type: "object",
    properties: { total: { type: "integer" }, results: { type: "array" } },
    required: ["total", "results"],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
  run: async ({ query, ...given }, context) => {
    const catalog = await catalogFor(context);
    const filters = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const answer = catalog.search({ text: query, ...filters } as SearchQuery);
    const { total, close, unknown } = answer;
    const results = answer.results.map(plainHit);
    return result(searchText(query, answer, given.offset), {
      total,
      results,
      ...(close.length === 0 ? {} : { close: close.map(plainHit) }),
      ...(unknown.length === 0 ? {} : { unknown }),
    });
  },
});

/** A hit without what it has not. */
function plainHit({
  attr,
  version,
  description,
  mainProgram,
  marks,
  set,
}: SearchHit): Record<string, unknown> {
  const marked = marksOf(marks);
  return {
    attr,
    version,
    description,
    ...(mainProgram === null ? {} : { mainProgram }),
    ...(set === null ? {} : { set }),
    ...(marked.length === 0 ? {} : { marks: marked }),
  };
}

function searchText(query: string, { total, results, close, unknown }: SearchAnswer, offset: number): string {
  if (total === 0) {
    const near = close.map(line).join("\n");
    const why = unknown.map(
      ({ filter, value, known }) =>
        ` No package has the ${filter} "${value}"; there are ${known.join(", ")}.`,
    );
    return `Nothing fits "${query}".${why.join("")}${near === "" ? "" : ` This comes close:\n${near}`}`;
  }
  const last = offset + results.length;
  const which = last < total || offset > 0 ? ` (${offset + 1} to ${last} of ${total})` : "";
  if (results.length === 0) return `There are ${total} results; none after ${offset}.`;
  return `${results.map(line).join("\n")}${which === "" ? "" : `\n${which.trim()}`}`;
}

function line({ attr, version, description, mainProgram, marks }: SearchHit): string {
  const program = mainProgram === null || mainProgram === attr ? "" : ` [${mainProgram}]`;
  const marked = marksOf(marks);
  const warning = marked.length === 0 ? "" : ` (${marked.join(", ")})`;
  return `${attr} ${version}${program}${warning}: ${description}`;
}

/** The marks that a package has, by name. */
export function marksOf(marks: Marks): string[] {
  return Object.entries(marks).flatMap(([name, marked]) => (marked ? [name] : []));
}
