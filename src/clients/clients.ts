import type { ClientId } from "../config/clients.ts";
import { amp } from "./amp.ts";
import { antigravity } from "./antigravity.ts";
import { claudeCode } from "./claude-code.ts";
import { claudeDesktop } from "./claude-desktop.ts";
import { cline } from "./cline.ts";
import { codex } from "./codex.ts";
import { continueDev } from "./continue.ts";
import { copilotCli } from "./copilot-cli.ts";
import { crush } from "./crush.ts";
import { cursor } from "./cursor.ts";
import { geminiCli } from "./gemini-cli.ts";
import { goose } from "./goose.ts";
import { lmStudio } from "./lm-studio.ts";
import { mcpJson } from "./mcp-json.ts";
import { opencode } from "./opencode.ts";
import type { Client } from "./types.ts";
import { vscode } from "./vscode.ts";
import { warp } from "./warp.ts";
import { windsurf } from "./windsurf.ts";
import { zed } from "./zed.ts";

/** Every client that has a file, by its id's order. `programs-mcp` has none: Home-Manager writes it. */
export const clients: readonly Client[] = [
  amp,
  antigravity,
  claudeCode,
  claudeDesktop,
  cline,
  codex,
  continueDev,
  copilotCli,
  crush,
  cursor,
  geminiCli,
  goose,
  lmStudio,
  mcpJson,
  opencode,
  vscode,
  warp,
  windsurf,
  zed,
];

const byId = new Map(clients.map((client) => [client.id, client]));

/** The client of this id. Throws for `programs-mcp`, whose servers are written by Home-Manager's own module. */
export function clientById(id: ClientId): Client {
  const client = byId.get(id);
  if (client === undefined) throw new TypeError(`${id} has no file of its own`);
  return client;
}
