import { z } from "zod";
import { clientIds } from "./clients.ts";
import { headersSchema } from "./header-schema.ts";
import { limitsSchema } from "./limits-schema.ts";
import { hostSchema } from "./listen-address.ts";
import { nixText, someText } from "./nix-text.ts";
import { secretSchema } from "./secret-schema.ts";
import { secretVariableName, variableName } from "./variable-name.ts";

/**
 * How a server runs: what `generate` puts into home.nix, in the words of the module's options below
 * `programs.mcp-nixgen.servers.<name>`. Nothing here changes the package.
 */
const port = z.int().min(1).max(65_535);

export const clientsSchema = z
  .array(z.enum(clientIds))
  .superRefine((clients, context) => {
    for (const [index, client] of clients.entries())
      if (clients.indexOf(client) < index)
        context.addIssue({ code: "custom", message: `'${client}' is in the list already`, path: [index] });
  })
  .meta({ uniqueItems: true });

/** What a directive of a unit may be: one line of it, or several. */
const directive = z.union([z.boolean(), z.int(), nixText]);

const socketActivation = z.strictObject({
  enable: z.boolean().optional().describe("Start the server at the first connection. Default: false."),
  mode: z
    .enum(["proxy", "native"])
    .optional()
    .describe(
      "proxy: systemd-socket-proxyd stands before any server. native: the server itself takes systemd's socket. Default: proxy.",
    ),
  backendPort: port
    .optional()
    .describe("Where the server listens behind the proxy. Default: 10000 above or below the port."),
  idleTimeout: z
    .string()
    .regex(
      /^(?:\d+(?: ?(?:us|ms|sec|s|min|m|hr|h|d) ?| {1,2}|$))+$/,
      "a time is written 90s, 10min or 1h 30min",
    )
    .optional()
    .describe("Stop it after so long without a connection: 10min. Default: never."),
});

const service = z.strictObject({
  hardening: z
    .boolean()
    .optional()
    .describe("Run the service with systemd's sandbox settings. Default: true."),
  readyTimeout: z
    .int()
    .min(1)
    .optional()
    .describe("Seconds from the start until the port must answer. Default: 60."),
  settings: z
    .record(
      someText.regex(/^[A-Z][A-Za-z0-9]*$/, "a directive's name has only letters and digits: ReadWritePaths"),
      z.union([directive, z.array(directive)]),
    )
    .optional()
    .describe(
      "Directives of the unit's [Service] section, which win over the module's: { ProtectSystem: strict }. A list is a directive given several times.",
    ),
});

export const runFields = {
  enable: z.boolean().optional().describe("Whether Home-Manager sets it up. Default: true."),
  args: z
    .array(nixText)
    .optional()
    .describe("Arguments the server is started with; {port} and {host} are replaced for http."),
  env: z.record(variableName, nixText).optional().describe("Environment variables that are not secret."),
  secrets: z
    .record(secretVariableName, secretSchema)
    .optional()
    .describe(
      "Environment variables whose values are secret: where each comes from when the server starts. The values never enter the Nix store.",
    ),
  secretTimeout: z.int().min(1).optional().describe("Seconds to wait for each secret. Default: 30."),
  timeout: z
    .int()
    .min(1)
    .max(2_147_483)
    .optional()
    .describe(
      "Seconds that clients wait for this server, where they have a time limit that can be set. Default: the client's own.",
    ),
  limits: limitsSchema.optional().describe("Resource limits of this server, under those of the slice."),
  clients: clientsSchema.optional().describe("The clients that get this server. Default: all enabled ones."),
  transport: z
    .enum(["stdio", "http"])
    .optional()
    .describe(
      "stdio: each client starts its own. http: one systemd user service that clients reach by URL. Default: stdio.",
    ),
  host: hostSchema.optional().describe("Where an http server listens. Default: 127.0.0.1."),
  port: port.optional().describe("The port of an http server."),
  path: nixText
    .regex(/^\/\S*$/, "a path begins with '/'")
    .optional()
    .describe("The path of an http server's endpoint. Default: /mcp."),
  url: z
    .url({ protocol: /^https?$/, error: "an address is written http://HOST:PORT/PATH" })
    .optional()
    .describe(
      "The URL that clients get for an http server, where it is another than that of host, port and path: behind a reverse proxy.",
    ),
  headers: headersSchema
    .optional()
    .describe(
      "Headers that clients send to an http server: a text, or { secret: VAR, prefix: 'Bearer ' } where VAR is one of this server's secrets.",
    ),
  socketActivation: socketActivation.optional().describe("An http server that starts when it is needed."),
  service: service.optional().describe("The systemd service of an http server."),
  parentDeath: z
    .enum(["guard", "pdeathsig", "none"])
    .optional()
    .describe(
      "How a stdio server ends with its client: guard watches the client's process, pdeathsig is the kernel's signal, none leaves it to the server. Default: guard.",
    ),
  scope: z
    .boolean()
    .optional()
    .describe("Run a stdio server in a systemd scope of its own, which limits need. Default: true."),
  requireScope: z
    .boolean()
    .optional()
    .describe("Refuse to start where there is no systemd to make the scope. Default: false."),
  log: z
    .boolean()
    .optional()
    .describe("Keep what a stdio server says on stderr in a file too (mcp-nixgen logs). Default: true."),
};
