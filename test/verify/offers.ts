import type { Offer, OfferedTool } from "../../src/config/lock-offer-schema.ts";

/** An offer with what a test says, and nothing else. */
export function offer(parts: Partial<Offer> = {}): Offer {
  return { version: "1.0.0", instructions: null, tools: {}, prompts: {}, resources: {}, ...parts };
}

export function tool(parts: Partial<OfferedTool> = {}): OfferedTool {
  return {
    title: null,
    description: null,
    inputSchema: { type: "object" },
    outputSchema: null,
    annotations: null,
    ...parts,
  };
}

/** A server for notes, as its first version is. */
export const notes = offer({
  instructions: "Keeps notes. Call list_notes to see which there are.",
  tools: {
    list_notes: tool({
      description: "Lists the titles of all notes, newest first.",
      annotations: { readOnlyHint: true },
      inputSchema: {
        type: "object",
        properties: { limit: { type: "integer", minimum: 1, maximum: 100, description: "How many." } },
        additionalProperties: false,
      },
    }),
    read_note: tool({
      description: "Reads one note by its title and returns its text.",
      inputSchema: {
        type: "object",
        properties: {
          title: { type: "string", description: "The note's title.", pattern: "^[a-z ]+$" },
          format: { type: "string", enum: ["text", "html"] },
        },
        required: ["title"],
        additionalProperties: false,
      },
    }),
  },
  prompts: { tidy: { description: "Tidies up the notes.", arguments: [{ name: "tag", required: false }] } },
  resources: { "note://{title}": { name: "note", description: "One note.", mimeType: "text/plain" } },
});
