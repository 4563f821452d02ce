import { join } from "node:path";
import { letHaveBridge, orBridge } from "./bridge.ts";
import { rendered, unlessEmpty } from "./entries.ts";
import { folderFrom } from "./places.ts";
import { readWith } from "./read-entry.ts";
import { needsVariable } from "./references.ts";
import { timeoutOf } from "./timeouts.ts";
import type {
  Client,
  ClientServer,
  HeaderValue,
  HttpServer,
  JsonObject,
  Problem,
  Rendered,
} from "./types.ts";

const title = "Codex";

type Secret = Exclude<HeaderValue, string>;

/**
 * Codex, CLI and editors. It reads variables by name only, never inside a text: `bearer_token_env_var` for a
 * bearer token, `env_http_headers` (header → variable) for a header that is the secret alone. An entry with
 * fields of both transports, or with a `type`, stops it from starting, so nothing but the transport's own is
 * written. Source: `codex-rs/config/src/mcp_types.rs` of openai/codex; `codex mcp list` of the newest release
 * takes every field written here.
 */
export const codex: Client = {
  id: "codex",
  title,
  docs: "https://developers.openai.com/codex/mcp",
  file: (place) => join(folderFrom(place, "CODEX_HOME", ".codex"), "config.toml"),
  format: "toml",
  container: { kind: "map", path: ["mcp_servers"] },
  read: readWith({ key: "tool_timeout_sec", unit: "seconds" }),
  render: orBridge((server) => {
    if (server.transport === "http") return remote(server);
    const { command, args, env } = server;
    return { entry: { command, args, ...unlessEmpty("env", env), ...timeouts(server) } };
  }),
};

/** The start is never given less than Codex' own ten seconds: the timeout asked for is one of requests. */
function timeouts(server: ClientServer): JsonObject {
  return {
    ...timeoutOf(server, { key: "startup_timeout_sec", unit: "seconds", minimum: 10 }),
    ...timeoutOf(server, { key: "tool_timeout_sec", unit: "seconds" }),
  };
}

function remote(server: HttpServer): Rendered {
  const { literal, secrets } = sorted(server);
  const bearer = secrets.find(([name, { prefix }]) => isBearer(name, prefix));
  const alone = secrets.filter((header) => header !== bearer);
  const odd = alone.find(([, { prefix }]) => prefix !== undefined && prefix !== "");
  if (odd !== undefined) return textAroundSecret(odd);
  const entry: JsonObject = {
    url: server.url,
    ...(bearer === undefined ? {} : { bearer_token_env_var: bearer[1].secret }),
    ...unlessEmpty("http_headers", literal),
    ...unlessEmpty("env_http_headers", Object.fromEntries(alone.map(([name, { secret }]) => [name, secret]))),
    ...timeouts(server),
  };
  return rendered(entry, [...new Set(secrets.map(([, { secret }]) => needsVariable(title, secret)))]);
}

function sorted({ headers }: HttpServer) {
  const all = Object.entries(headers);
  return {
    literal: Object.fromEntries(
      all.filter((header): header is [string, string] => typeof header[1] === "string"),
    ),
    secrets: all.filter((header): header is [string, Secret] => typeof header[1] !== "string"),
  };
}

/** What `bearer_token_env_var` sends: `Authorization: Bearer …`. */
function isBearer(name: string, prefix = ""): boolean {
  return name.toLowerCase() === "authorization" && prefix.toLowerCase() === "bearer ";
}

function textAroundSecret([name, { secret, prefix }]: [string, Secret]): Problem {
  return {
    problem: `${title} takes a secret as the whole of a header: ${name} needs “${prefix}” before ${secret}`,
    hint: `Let ${secret} hold the whole header's text, or ${letHaveBridge}`,
  };
}
