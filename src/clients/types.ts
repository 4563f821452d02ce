import type { ClientId } from "../config/clients.ts";
import type { ReadServer, Unreadable } from "./read-entry.ts";

/** The machine a configuration is for; given, never asked for, so that one machine can render another's. */
export interface Place {
  readonly platform: "linux" | "darwin";
  /** Absolute. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where the servers are in a client's file. A dotted key that is literal (`amp.mcpServers`) is ONE element. */
export type Container =
  /** An object at `path`: name → entry. */
  | { readonly kind: "map"; readonly path: readonly string[] }
  /** A list at `path` of entries that carry their own name under `nameKey`. */
  | { readonly kind: "list"; readonly path: readonly string[]; readonly nameKey: string };

/** `jsonc`: comments and trailing commas are allowed by the client itself. */
export type Format = "json" | "jsonc" | "toml" | "yaml";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/**
 * A header as the manifest says it: its text, or a secret by name. `secret` is an environment variable's name,
 * `file` the absolute path where the secret lies decrypted (when its provider is a file), `prefix` what stands
 * before it (`Bearer `).
 */
export type HeaderValue =
  | string
  | { readonly secret: string; readonly file?: string; readonly prefix?: string };

export interface StdioServer {
  readonly transport: "stdio";
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

export interface HttpServer {
  readonly transport: "http";
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /** The program that offers this server on stdio and finds its secrets by itself; absolute. */
  readonly bridge?: string;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

/** What a client is told of one server; from the manifest. */
export type ClientServer = StdioServer | HttpServer;

/** A server that this client cannot have, and what to do about it. */
export interface Problem {
  readonly problem: string;
  readonly hint: string;
}

/**
 * The entry to write whole, with what its user should know; or why there is none. `bridged`: it starts the
 * server's bridge, and holds neither URL nor headers.
 */
export type Rendered =
  | { readonly entry: JsonObject; readonly notes?: readonly string[]; readonly bridged?: true }
  | Problem;

/** One AI client: where its configuration is and how a server looks in it. No disk, no merging. */
export interface Client {
  readonly id: ClientId;
  readonly title: string;
  /** The client's own documentation. */
  readonly docs: string;
  /**
   * The absolute path of its configuration, or null where it does not run on this platform. `exists` lets it
   * choose between the places of older and newer releases.
   */
  readonly file: (place: Place, exists: (path: string) => boolean) => string | null;
  readonly format: Format;
  readonly container: Container;
  readonly render: (server: ClientServer) => Rendered;
  /** What an entry of its file says, also one that we would not have written. */
  readonly read: (entry: JsonValue) => ReadServer | Unreadable;
  /** What a new file has to say besides its servers, for clients that refuse one without it. */
  readonly newFile?: string;
  /** Clients whose files this one also starts servers from: there a server would be started twice. */
  readonly alsoReads?: readonly ClientId[];
}
