import { readFileSync } from "node:fs";

/** Set by scripts/bundle.mjs, so that a start reads no file. */
declare const __MCP_NIXGEN_VERSION__: string | undefined;

/** The version in package.json, which nixpkgs-mcp has too. */
export function serverVersion(): string {
  if (typeof __MCP_NIXGEN_VERSION__ === "string") return __MCP_NIXGEN_VERSION__;
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}
