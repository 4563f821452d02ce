import { z } from "zod";
import { pypiFileSchema, systemsSchema } from "./lock-python-file-schema.ts";

/** Strategy `locked`: every project the server needs, at one exact version for each system. */
export const pythonClosureSchema = z.strictObject({
  /** Sorted by name, then version. The server itself is not among them. */
  packages: z.array(
    z.strictObject({
      /** PEP 503 name. */
      name: z.string(),
      version: z.string(),
      /** The file for each group of systems. */
      files: z.array(z.strictObject({ src: pypiFileSchema, systems: systemsSchema.nullable() })),
    }),
  ),
});

export type PythonClosure = z.infer<typeof pythonClosureSchema>;
