// docs/nixpkgs-mcp.1: its flags, as man(1) reads them, from the code.
import { readFile } from "node:fs/promises";

/**
 * @param {Awaited<ReturnType<typeof import("./nixpkgs-mcp-parts.mjs").nixpkgsMcpParts>>} parts
 * @returns {Promise<string>} the page's text
 */
export async function nixpkgsMcpManPage({ flags, macro, roff }) {
  const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  /** @typedef {{ value?: string, help: string, short?: string }} Flag */
  const options = Object.entries(/** @type {Record<string, Flag>} */ (flags)).flatMap(
    ([name, { value, help, short }]) => {
      const typed = `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
      return [".TP", macro("B", typed), roff(help)];
    },
  );
  const rows = (/** @type {[string, string][]} */ all) =>
    all.flatMap(([typed, about]) => [".TP", macro("B", typed), roff(about)]);
  const lines = [
    macro("TH", "NIXPKGS-MCP", "1", "", `nixpkgs-mcp ${manifest.version}`, "User Commands"),
    macro("SH", "NAME"),
    `${roff("nixpkgs-mcp")} \\- all of nixpkgs as tools for an agent`,
    macro("SH", "SYNOPSIS"),
    `${macro("B", "nixpkgs-mcp")}\n${roff("[FLAG…]")}`,
    macro("SH", "DESCRIPTION"),
    roff(
      "An MCP server that finds, runs and keeps packages of nixpkgs. It serves stdio, and with --http streamable HTTP at http://127.0.0.1:PORT/mcp.",
    ),
    macro("SH", "OPTIONS"),
    ...options,
    macro("SH", "FILES"),
    ...rows([
      ["~/.config/nixpkgs-mcp/config.yaml", "Its configuration."],
      ["~/.config/nixpkgs-mcp/policy.yaml", "What packages may do."],
      ["~/.local/state/nixpkgs-mcp", "The tools that agents installed."],
      ["~/.cache/nixpkgs-mcp", "The catalog and its index."],
    ]),
    macro("SH", "SEE ALSO"),
    ".BR mcp\\-nixgen (1),",
    ".BR nix (1)",
  ];
  return `${lines.join("\n")}\n`;
}
