import { join } from "node:path";
import { clients } from "../clients/clients.ts";
import { applicationData, configHome } from "../clients/places.ts";
import type { Client, Place } from "../clients/types.ts";
import type { ClientId } from "../config/clients.ts";

/** A file that may have servers of a client; most are not there. */
interface PossibleFile {
  readonly path: string;
  readonly client: Client;
  /** The project whose file it is; undefined: it is for all. */
  readonly project?: string;
}

/** Where else than in the file that is written clients have servers: older releases, other editions. */
function others(place: Place): readonly (readonly [ClientId, string])[] {
  const data = applicationData(place);
  const editions = ["Code", "Code - Insiders", "VSCodium"];
  return [
    ...editions.flatMap((edition): [ClientId, string][] => [
      ["vscode", join(data, edition, "User/mcp.json")],
      ["vscode", join(data, edition, "User/settings.json")],
      [
        "cline",
        join(data, edition, "User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"),
      ],
    ]),
    ["windsurf", join(place.home, ".codeium/mcp_config.json")],
    ["continue", join(place.home, ".continue/config.json")],
    ["opencode", join(configHome(place), "opencode/config.json")],
    ["crush", join(place.home, ".crush.json")],
  ];
}

/** Files of one project: what clients read in the folder that they are started in. */
const inProject: readonly (readonly [ClientId, string])[] = [
  ["claude-code", ".mcp.json"],
  ["codex", ".codex/config.toml"],
  ["crush", ".crush.json"],
  ["crush", "crush.json"],
  ["cursor", ".cursor/mcp.json"],
  ["gemini-cli", ".gemini/settings.json"],
  ["opencode", "opencode.json"],
  ["opencode", "opencode.jsonc"],
  ["vscode", ".vscode/mcp.json"],
  ["vscode", ".vscode/settings.json"],
  ["zed", ".zed/settings.json"],
];

/** Every file of every client on this machine, and of the project in `folder`; each path once. */
export function possibleFiles(place: Place, folder: string): PossibleFile[] {
  const all: PossibleFile[] = [
    ...clients.flatMap((client) => pathsOf(client, place).map((path) => ({ path, client }))),
    ...others(place).map(([id, path]) => ({ path, client: clientOf(id) })),
    ...inProject.map(([id, name]) => ({ path: join(folder, name), client: clientOf(id), project: folder })),
  ];
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
}

/** All that a client would choose from, whatever is there. */
function pathsOf(client: Client, place: Place): string[] {
  const asked: string[] = [];
  const chosen = [false, true].map((answer) =>
    client.file(place, (path) => {
      asked.push(path);
      return answer;
    }),
  );
  return [...new Set([...chosen.filter((path) => path !== null), ...asked])];
}

function clientOf(id: ClientId): Client {
  return clients.find((client) => client.id === id)!;
}
