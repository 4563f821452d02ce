import { expect, it } from "vitest";
import { clientById } from "../../src/clients/clients.ts";
import type { ClientId } from "../../src/config/clients.ts";
import { absent, linux, mac, only } from "./servers.ts";

const moved: [ClientId, Record<string, string>, string][] = [
  ["amp", { XDG_CONFIG_HOME: "/x" }, "/x/amp/settings.json"],
  ["amp", { AMP_SETTINGS_FILE: "/x/amp.json" }, "/x/amp.json"],
  ["claude-code", { CLAUDE_CONFIG_DIR: "/x" }, "/x/.claude.json"],
  ["claude-desktop", { XDG_CONFIG_HOME: "/x" }, "/x/Claude/claude_desktop_config.json"],
  ["cline", { CLINE_MCP_SETTINGS_PATH: "/x/s.json" }, "/x/s.json"],
  ["cline", { CLINE_DATA_DIR: "/x" }, "/x/settings/cline_mcp_settings.json"],
  ["cline", { CLINE_DIR: "/x" }, "/x/data/settings/cline_mcp_settings.json"],
  ["codex", { CODEX_HOME: "/x" }, "/x/config.toml"],
  ["continue", { CONTINUE_GLOBAL_DIR: "/x" }, "/x/config.yaml"],
  ["copilot-cli", { COPILOT_HOME: "/x" }, "/x/mcp-config.json"],
  ["crush", { XDG_CONFIG_HOME: "/x" }, "/x/crush/crush.json"],
  ["crush", { CRUSH_GLOBAL_CONFIG: "/x" }, "/x/crush.json"],
  ["gemini-cli", { GEMINI_CLI_HOME: "/x" }, "/x/.gemini/settings.json"],
  ["goose", { XDG_CONFIG_HOME: "/x" }, "/x/goose/config.yaml"],
  ["goose", { GOOSE_PATH_ROOT: "/x" }, "/x/config/config.yaml"],
  ["mcp-json", { XDG_CONFIG_HOME: "/x" }, "/x/mcp/mcp.json"],
  ["opencode", { XDG_CONFIG_HOME: "/x" }, "/x/opencode/opencode.json"],
  ["opencode", { OPENCODE_CONFIG: "/x/o.jsonc" }, "/x/o.jsonc"],
  ["vscode", { XDG_CONFIG_HOME: "/x" }, "/x/Code/User/mcp.json"],
  ["zed", { XDG_CONFIG_HOME: "/x" }, "/x/zed/settings.json"],
];

for (const [id, env, path] of moved)
  it(`${id} follows ${Object.keys(env).join()}, and not when it is relative or empty`, () => {
    const { file } = clientById(id);
    expect(file({ ...linux, env }, absent)).toBe(path);
    for (const value of ["", "x"]) {
      const same = Object.fromEntries(Object.keys(env).map((name) => [name, value]));
      expect(file({ ...linux, env: same }, absent)).toBe(file(linux, absent));
    }
  });

it("XDG does not move what lies in Application Support, nor Zed on macOS", () => {
  for (const id of ["claude-desktop", "vscode", "zed"] as const) {
    const { file } = clientById(id);
    expect(file({ ...mac, env: { XDG_CONFIG_HOME: "/x" } }, absent)).toBe(file(mac, absent));
  }
});

/** Older or other place → the client that falls back to it, and its usual place. */
const candidates: [ClientId, string, string][] = [
  ["lm-studio", "/home/ada/.cache/lm-studio/mcp.json", "/home/ada/.lmstudio/mcp.json"],
  [
    "cline",
    "/home/ada/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
    "/home/ada/.cline/data/settings/cline_mcp_settings.json",
  ],
  [
    "antigravity",
    "/home/ada/.gemini/antigravity/mcp_config.json",
    "/home/ada/.gemini/config/mcp_config.json",
  ],
];

for (const [id, older, usual] of candidates)
  it(`${id}: the other place is taken only where it alone is there`, () => {
    const { file } = clientById(id);
    expect(file(linux, absent)).toBe(usual);
    expect(file(linux, only(older))).toBe(older);
    expect(file(linux, only(older, usual))).toBe(usual);
  });

it("opencode: the file that wins where both are", () => {
  const { file } = clientById("opencode");
  const [plain, withComments] = [
    "/home/ada/.config/opencode/opencode.json",
    "/home/ada/.config/opencode/opencode.jsonc",
  ];
  expect(file(linux, only(plain))).toBe(plain);
  expect(file(linux, only(withComments))).toBe(withComments);
  expect(file(linux, only(plain, withComments))).toBe(withComments);
});
