import { join } from "node:path";
import { commandFields, renderWith, urlFields } from "./entries.ts";
import { readWith } from "./read-entry.ts";
import type { Client, Place } from "./types.ts";

const title = "LM Studio";

/**
 * LM Studio, in Cursor's notation. Older releases have their folder under `~/.cache`. Neither expansion nor a
 * timeout is documented: a secret in a header is a problem (unverified).
 */
export const lmStudio: Client = {
  id: "lm-studio",
  title,
  docs: "https://lmstudio.ai/docs/app/mcp",
  file: place,
  format: "json",
  container: { kind: "map", path: ["mcpServers"] },
  read: readWith(),
  render: renderWith({ title, stdio: commandFields(), http: urlFields("url"), references: null }),
};

function place({ home }: Place, exists: (path: string) => boolean): string {
  const newer = join(home, ".lmstudio/mcp.json");
  const older = join(home, ".cache/lm-studio/mcp.json");
  return !exists(newer) && exists(older) ? older : newer;
}
