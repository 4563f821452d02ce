import { join } from "node:path";
import { rendered, unlessEmpty } from "./entries.ts";
import { configHome } from "./places.ts";
import { readWith } from "./read-entry.ts";
import { type References, writeHeaders } from "./references.ts";
import { timeoutOf } from "./timeouts.ts";
import type { Client, ClientServer, HttpServer, Place, Rendered, StdioServer } from "./types.ts";

const title = "Goose";

/** Replaced in headers, for the names in `env_keys` only: other text is never taken for a reference. */
const references: References = { variable: (name) => `\${${name}}`, pattern: /(?!)/ };

/** The variables Goose refuses to set for a server. Source: `Envs::DISALLOWED_KEYS`, compared without case. */
const refused = new Set(
  `PATH PATHEXT SystemRoot windir LD_LIBRARY_PATH LD_PRELOAD LD_AUDIT LD_DEBUG LD_BIND_NOW LD_ASSUME_KERNEL
  DYLD_LIBRARY_PATH DYLD_INSERT_LIBRARIES DYLD_FRAMEWORK_PATH PYTHONPATH PYTHONHOME NODE_OPTIONS RUBYOPT
  GEM_PATH GEM_HOME CLASSPATH GO111MODULE GOROOT APPINIT_DLLS SESSIONNAME ComSpec TEMP TMP LOCALAPPDATA
  USERPROFILE HOMEDRIVE HOMEPATH`
    .toLowerCase()
    .split(/\s+/),
);

/**
 * Goose: `extensions` in its YAML, `cmd`, `envs`, `uri`; `enabled`, `type`, `name`, `description` and, of a
 * command, `args` are required. `timeout` is in seconds. A secret is a name in `env_keys`, which Goose takes
 * from its environment or its keyring and puts into headers. It follows XDG on macOS too; `GOOSE_PATH_ROOT`
 * moves all it has. Source: `crates/goose/src/agents/extension.rs` and `extension_manager.rs` of block/goose.
 */
export const goose: Client = {
  id: "goose",
  title,
  docs: "https://block.github.io/goose/docs/guides/config-files",
  file: place,
  format: "yaml",
  container: { kind: "map", path: ["extensions"] },
  read: readWith({ key: "timeout", unit: "seconds" }),
  render: (server) => (server.transport === "stdio" ? local(server) : remote(server)),
};

function place(place: Place): string {
  const root = place.env.GOOSE_PATH_ROOT;
  return root?.startsWith("/")
    ? join(root, "config/config.yaml")
    : join(configHome(place), "goose/config.yaml");
}

const common = (server: ClientServer) => ({
  enabled: true,
  type: server.transport === "stdio" ? "stdio" : "streamable_http",
  name: server.name,
  description: "",
});

const timeout = (server: ClientServer) => timeoutOf(server, { key: "timeout", unit: "seconds" });

function local(server: StdioServer): Rendered {
  const { command, args } = server;
  const isRefused = ([name]: [string, string]) => refused.has(name.toLowerCase());
  const env = Object.entries(server.env);
  const envs = Object.fromEntries(env.filter((pair) => !isRefused(pair)));
  const notes = env.filter(isRefused).map(([name]) => `${title} refuses to set ${name}: it is left out`);
  const entry = { ...common(server), cmd: command, args, ...unlessEmpty("envs", envs), ...timeout(server) };
  return rendered(entry, notes);
}

function remote(server: HttpServer): Rendered {
  const written = writeHeaders(title, server, references);
  if ("problem" in written) return written;
  const secrets = Object.values(server.headers).flatMap((value) =>
    typeof value === "string" ? [] : [value.secret],
  );
  const entry = {
    ...common(server),
    uri: server.url,
    ...(secrets.length === 0 ? {} : { env_keys: [...new Set(secrets)] }),
    ...unlessEmpty("headers", written.headers),
    ...timeout(server),
  };
  return rendered(entry, written.notes);
}
