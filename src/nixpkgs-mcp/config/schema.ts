import { z } from "zod";
import { checkedFlake, normalAttr } from "../execution/attr.ts";
import { definitionSchema } from "../tools/definitions.ts";
import { logLevels } from "./log-levels.ts";

const port = z.number().int().min(0).max(65_535);
const address = z.url({ protocol: /^https?$/, error: "an http or https address" });
const isAttr = (text: string) => passes(() => normalAttr(text));
const isFlake = (text: string) => passes(() => checkedFlake(text));
const flakeWanted = "a flake reference, such as github:NixOS/nixpkgs or path:/folder, without '#' and spaces";

const attr = z.string().refine(isAttr, "an attribute path, such as ripgrep or python313Packages.black");
const attrs = z.array(attr);
/** A tool of such a name would hide one of the server's own. */
const commonAttr = attr.refine(
  (name) => !/^"?nixpkgs_/.test(name),
  "the server's own tools begin with nixpkgs_",
);
const hostName = z
  .string()
  .regex(/^(?:[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]?)$/, "a name without port");
const origin = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\s?#]+$/, "an origin, such as https://app.example");

/** `config.yaml`. Every key can be left out; flags of the command line go before it. */
export const configSchema = z.strictObject({
  channel: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "the name of a channel, such as nixos-unstable")
    .optional()
    .describe("The channel whose list of packages is the catalog."),
  base_url: address.optional().describe("Where channels are."),
  catalog: z.string().min(1).optional().describe("A packages.json or packages.json.br instead of a channel."),
  flake: z.string().refine(isFlake, flakeWanted).optional().describe("The flake whose packages are run."),
  tier1_only: z.boolean().optional().describe("Leave the common tools out."),
  tools: z
    .array(commonAttr)
    .optional()
    .describe("The common tools, by attribute; instead of the built-in list."),
  definitions: z
    .record(z.string().min(1), definitionSchema)
    .optional()
    .describe("How packages are run, by attribute."),
  policy: z.string().min(1).optional().describe("The file that grants and denies."),
  sandbox: z.enum(["none", "bubblewrap"]).optional().describe("What enforces the policy."),
  roots: z
    .array(z.string().min(1))
    .optional()
    .describe("Folders that tools work in, for clients without roots of their own."),
  timeout: z.number().positive().max(86_400).optional().describe("Seconds until a tool is ended."),
  concurrency: z.number().int().min(1).max(64).optional().describe("Tools that run at once."),
  prewarm: z
    .union([attrs, z.literal("common")])
    .optional()
    .describe("Packages to build in the background, or 'common'."),
  versions: z
    .strictObject({
      url: address
        .optional()
        .describe("A service with the API of nixhub.io; by default the one behind that."),
      flake: z
        .string()
        .includes("{revision}", "must hold {revision}")
        .optional()
        .describe(
          "The flake of a revision; {revision} stands for the commit. By default github:NixOS/nixpkgs/{revision}.",
        ),
    })
    .optional()
    .describe("Where versions of the past are."),
  metrics: z.boolean().optional().describe("Count calls; a resource, and a JSON line at the end."),
  log_level: z.enum(logLevels).optional().describe("What is told on stderr."),
  http: z
    .strictObject({
      port: port.optional().describe("Serve streamable HTTP there instead of stdio."),
      host: z.string().min(1).optional().describe("The address to listen on."),
      token_file: z.string().min(1).optional().describe("A file with the bearer token that is asked for."),
      allowed_hosts: z.array(hostName).optional().describe("Names in the Host header besides loopback."),
      allowed_origins: z
        .array(origin)
        .optional()
        .describe(
          "Origins besides those on loopback. Pages of these, and of no other, are answered through a browser (CORS).",
        ),
      max_sessions: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .describe("Sessions at once; one more takes the place of one that nobody used for two seconds."),
      idle_minutes: z
        .number()
        .positive()
        .max(10_080)
        .optional()
        .describe("Minutes until a session that nobody uses is ended."),
    })
    .optional()
    .describe("Streamable HTTP."),
});

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

export type Config = z.infer<typeof configSchema>;
