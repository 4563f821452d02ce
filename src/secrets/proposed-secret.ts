import { posix } from "node:path";
import type { Secret, SecretProvider } from "../config/secret-schema.ts";

/** Providers that a value can be put into by a reference made here. */
export type StoreProvider = Exclude<SecretProvider, "command">;

export interface ProposalOptions {
  /**
   * Where in the provider: the folder (file, agenix: of nothing), the file (envFile, keepassxc's database; sops: a file with
   * keys where it ends in .yaml, .yml, .json, .env or .ini, else a folder of files that are one secret each), the
   * folder of the store (pass), the vault (onePassword).
   */
  readonly where?: string | undefined;
  /** A reference to the same provider that servers.yaml has already: the new one lies beside it. */
  readonly like?: Secret | undefined;
  /** Whether the value has several lines: a private key. */
  readonly multiline?: boolean | undefined;
}

type Proposers = {
  readonly [P in StoreProvider]: (server: string, variable: string, options: ProposalOptions) => Secret;
};

/** The reference for servers.yaml: where `variable` of `server` is going to be, one place a variable. Reads nothing. */
export function proposedSecret(
  provider: StoreProvider,
  server: string,
  variable: string,
  options: ProposalOptions = {},
): Secret {
  return proposers[provider](server, variable, options);
}

/** Providers with a line in the table, for choices and help. */
export function storeProviders(): readonly StoreProvider[] {
  return Object.keys(proposers) as StoreProvider[];
}

/** Not below the configuration's folder, which many people keep in git. */
const ourData = "~/.local/share/mcp-nixgen";

const proposers: Proposers = {
  file: (server, variable, { where, like }) => ({
    file: posix.join(where ?? folderOfServers(like?.file) ?? `${ourData}/secrets`, server, variable),
  }),

  envFile: (server, variable, { where, like }) => {
    const path = where ?? (typeof like?.envFile === "object" ? like.envFile.path : like?.envFile);
    // One file for all servers may hold two of one name; a file a server cannot.
    if (path === undefined) return { envFile: `${ourData}/secrets/${server}.env` };
    return { envFile: { path, key: `${asVariable(server)}_${variable}` } };
  },

  sops: (server, variable, { where, like }) => {
    const known = like?.sops;
    if (where === undefined && typeof known === "string") return { sops: `${server}/${variable}` };
    const beside = typeof known === "object" ? known : undefined;
    const age = beside?.ageKeyFile === undefined ? {} : { ageKeyFile: beside.ageKeyFile };
    const place = where ?? (isKeyed(beside?.file) ? beside?.file : undefined) ?? "secrets";
    if (!isKeyed(place)) return { sops: { file: posix.join(place, server, variable), ...age } };
    const key = place.endsWith(".env") ? `${asVariable(server)}_${variable}` : `${server}/${variable}`;
    return { sops: { file: place, key, ...age } };
  },

  agenix: (server, variable) => ({ agenix: `${server}-${variable}` }),

  keepassxc: (server, variable, { where, like, multiline }) => {
    const entry = `${server} ${variable}`;
    const { attribute: _, ...beside } = typeof like?.keepassxc === "object" ? like.keepassxc : {};
    const place = where === undefined ? beside : { database: where };
    // A password has one line.
    const attribute = multiline === true ? { attribute: "Notes" } : {};
    const settings = { ...place, ...attribute, entry };
    return { keepassxc: Object.keys(settings).length === 1 ? entry : settings };
  },

  secretService: (server, variable) => ({ secretService: { service: "mcp-nixgen", server, variable } }),

  pass: (server, variable, { where, like, multiline }) => {
    const store = typeof like?.pass === "object" ? like.pass.store : undefined;
    const settings = {
      entry: posix.join(where ?? "mcp", server, variable),
      ...(multiline === true ? { line: "all" as const } : {}),
      ...(store === undefined ? {} : { store }),
    };
    return { pass: Object.keys(settings).length === 1 ? settings.entry : settings };
  },

  onePassword: (server, variable, { where, like }) => {
    const vault = where ?? like?.onePassword?.split("/")[2] ?? "Private";
    return { onePassword: `op://${vault}/${server} ${variable}/credential` };
  },

  bitwarden: (server, variable) => ({ bitwarden: `${server} ${variable}` }),

  systemdCredential: (server, variable, { where }) => {
    const name = `${server}.${variable}`;
    return {
      systemdCredential: { name, file: posix.join(where ?? `${ourData}/credentials`, `${name}.cred`) },
    };
  },
};

/** `~/keys/server/VARIABLE` → `~/keys`: our own way of laying them out; another's says nothing about the rest. */
function folderOfServers(file: string | undefined): string | undefined {
  const found = file === undefined ? null : /^(.+)\/[^/]+\/[A-Za-z_]\w*$/.exec(file);
  return found?.[1];
}

function isKeyed(file: string | undefined): file is string {
  return file !== undefined && /\.(?:ya?ml|json|env|ini)$/.test(file);
}

function asVariable(server: string): string {
  return server.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}
