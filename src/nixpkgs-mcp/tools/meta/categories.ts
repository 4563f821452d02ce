import { z } from "zod";
import { catalogFor } from "../catalog-for.ts";
import { result } from "../results.ts";
import { defineTool } from "../tool.ts";

export const categoriesTool = defineTool({
  name: "nixpkgs_categories",
  description: "List categories and package sets, with counts.",
  input: z.strictObject({}),
  annotations: { readOnlyHint: true, openWorldHint: false },
  run: async (_given, context) => {
    const catalog = await catalogFor(context);
    const categories = catalog.categories();
    const sets = catalog.setCounts();
    const text = [
      "Categories:",
      ...categories.map(({ category, packages }) => `${category} ${packages}`),
      "Sets:",
      ...sets.map(({ set, packages }) => `${set} ${packages}`),
    ].join("\n");
    return result(text, { categories, sets });
  },
});
