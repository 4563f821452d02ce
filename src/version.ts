import { readFileSync } from "node:fs";

/** Set by scripts/bundle.mjs, so that neither `--version` nor a start of nixpkgs-mcp reads a file. */
declare const __MCP_NIXGEN_VERSION__: string | undefined;

/** The version in package.json, which all programs have. */
export function programVersion(): string {
  if (typeof __MCP_NIXGEN_VERSION__ === "string") return __MCP_NIXGEN_VERSION__;
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return manifest.version;
}
