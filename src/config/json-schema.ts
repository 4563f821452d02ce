import { join } from "node:path";
import { z } from "zod";
import { serversFileSchema } from "./servers-schema.ts";

/**
 * The JSON Schema (draft-07, which every editor's YAML support reads) of `servers.yaml`, made from the zod
 * schema that the loader uses. Published as `schemas/servers.schema.json`.
 */
export function serversJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(serversFileSchema, { target: "draft-7", io: "input" });
  return { $schema, title: "servers.yaml of mcp-nixgen", ...schema };
}

/** The schema's file: two spaces, a newline at the end. */
export function serversJsonSchemaText(): string {
  return `${JSON.stringify(serversJsonSchema(), null, 2)}\n`;
}

/**
 * Where a project keeps its copy, relative to `servers.yaml`. A copy beside the file works offline, in any
 * checkout, and fits the version that wrote it; a URL would do neither.
 */
export const schemaCopy = ".mcp-nixgen/servers.schema.json";

export function schemaCopyPath(root: string): string {
  return join(root, schemaCopy);
}

/** The first line of a `servers.yaml`: where the YAML language server finds the schema. */
export const schemaModeline = `# yaml-language-server: $schema=${schemaCopy}`;
