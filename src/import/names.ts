import { defaultServerName } from "../config/names.ts";
import { parseSource } from "../sources/source.ts";

/**
 * A name for servers.yaml after what a server was called where it was found: letters that a name cannot have become
 * dashes. Where it is taken (letter case does not count) it is numbered. Without one it is named after its package.
 */
export function serverNameFor(found: string, source: string, taken: ReadonlySet<string>): string {
  // Cline calls servers of its marketplace by their place in a repository.
  const called = /^github\.com\//.test(found) ? "" : found;
  const cleaned = called
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, 90);
  if (!/[A-Za-z]/.test(cleaned)) return defaultServerName(parseSource(source).called, taken);
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  // These are programs already: mcp-NAME would be one of ours.
  const base = /^[^A-Za-z]/.test(cleaned)
    ? `mcp-${cleaned}`
    : ["nixgen", "guard"].includes(cleaned.toLowerCase())
      ? `${cleaned}-server`
      : cleaned;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!used.has(name.toLowerCase())) return name;
  }
}
