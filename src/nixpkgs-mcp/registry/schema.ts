import { z } from "zod";
import { normalAttr } from "../execution/attr.ts";
import { definitionSchema } from "../tools/definitions.ts";

/** The form of installed_tools.json that this version writes. */
export const registryVersion = 1;

function isNormalAttr(text: string): boolean {
  try {
    return normalAttr(text) === text;
  } catch {
    return false;
  }
}

/** A package that was made a tool. */
export const installedSchema = z.object({
  attr: z.string().refine(isNormalAttr, "is no attribute path"),
  description: z.string(),
  definition: definitionSchema,
  installedAt: z.iso.datetime({ offset: true }),
});

export type Installed = z.infer<typeof installedSchema>;

/** The file as a whole; its entries are read one by one, so that an odd one takes no other with it. */
export const registrySchema = z.looseObject({
  version: z.literal(registryVersion),
  tools: z.array(z.unknown()),
});

/** Just enough to know that a newer version wrote the file. */
export const anyVersionSchema = z.looseObject({ version: z.number().int().positive() });
