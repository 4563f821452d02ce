import { z } from "zod";
import { serverNameSchema } from "./servers-schema.ts";

/**
 * The manifest, version 1: what the Home-Manager module installed, for `doctor`, `logs` and the clients'
 * configuration. It lies in the Nix store and holds no secret, only the names of the variables that are.
 * Made by `modules/config/manifest.nix`. Fields that a newer module adds are passed over.
 */
const path = z.string().regex(/^\//, "an absolute path");

const limits = z.record(z.string(), z.union([z.string(), z.number()]));

const common = {
  /** The wrapper. */
  command: path,
  /** Prints, for each secret, whether it can be had. */
  checkSecrets: path,
  /** The enabled clients that get it, sorted. */
  clients: z.array(z.string()),
  package: z.object({ name: z.string(), version: z.string().nullable(), path }),
  secrets: z.array(z.object({ name: z.string(), provider: z.string(), optional: z.boolean() })),
  /** By the options' names, as they were written: `{ memoryMax: "1G" }`. */
  limits: limits.default({}),
  /** How long clients wait for it. Missing: as long as they do by themselves. */
  timeoutMs: z.int().positive().exactOptional(),
};

/** `file` is where the secret lies as it is, where that is known. */
const header = z.union([
  z.string(),
  z.object({
    secret: z.string(),
    prefix: z.string().exactOptional(),
    file: path.exactOptional(),
  }),
]);

const stdioServer = z.object({
  transport: z.literal("stdio"),
  ...common,
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  /** Whether the wrapper makes a systemd scope where it can. */
  scope: z.boolean().default(true),
  /** Where its stderr is kept; may begin with `$XDG_STATE_HOME/`. */
  log: z.string().nullable().default(null),
});

const httpServer = z.object({
  transport: z.literal("http"),
  ...common,
  url: z.url({ protocol: /^https?$/ }),
  /** What clients send with every request. */
  headers: z.record(z.string(), header).default({}),
  /** Offers it on stdio, for clients that cannot have it as it is; finds the headers' secrets by itself. */
  bridge: path.exactOptional(),
  /** null where there is no systemd. */
  unit: z.string().nullable().default(null),
  /** null: it is not started by a socket. */
  socket: z.string().nullable().default(null),
  /** The file that it prints into, where that is not the journal: on macOS. */
  log: z.string().nullable().optional(),
});

export const installedServerSchema = z.discriminatedUnion("transport", [stdioServer, httpServer]);

/** The manifest but for its servers, each of which may be wrong by itself. */
export const manifestFrameSchema = z.object({
  version: z.literal(1),
  /** The unit that all servers lie in. */
  slice: z.string(),
  /** Limits of that unit, by the options' names as a server's are. */
  sliceLimits: limits.optional(),
  /** The enabled clients, sorted. */
  clients: z.array(z.string()),
  /** Clients that have each server in their own file, though they could find it in another client's. */
  ownEntries: z.array(z.string()).default([]),
  servers: z.record(z.string(), z.unknown()),
});

export const manifestSchema = manifestFrameSchema.extend({
  servers: z.record(serverNameSchema, installedServerSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type StdioServer = z.infer<typeof stdioServer>;
export type HttpServer = z.infer<typeof httpServer>;
export type ManifestServer = StdioServer | HttpServer;
