import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { serversJsonSchema, serversJsonSchemaText } from "../../src/config/json-schema.ts";
import { serverEntrySchema } from "../../src/config/servers-schema.ts";

describe("the JSON Schema", () => {
  it("is the published one (else: node scripts/write-schema.mjs)", async () => {
    const published = await readFile(new URL("../../schemas/servers.schema.json", import.meta.url), "utf8");
    expect(published).toBe(serversJsonSchemaText());
  });

  it("describes every field, for an editor's help", () => {
    const text = JSON.stringify(serversJsonSchema());
    for (const [field, schema] of Object.entries(serverEntrySchema.shape)) {
      expect(text).toContain(`"${field}"`);
      expect(
        (schema as { description?: string }).description ?? innerDescription(schema),
        field,
      ).toBeTruthy();
    }
  });
});

function innerDescription(schema: unknown): string | undefined {
  return (schema as { unwrap?: () => { description?: string } }).unwrap?.().description;
}
