import { posix } from "node:path";
import { z } from "zod";
import { auditSchema } from "./audit-schema.ts";
import { limitsSchema } from "./limits-schema.ts";
import { nixText } from "./nix-text.ts";
import { clientsSchema, runFields } from "./run-schema.ts";
import { keepassxcSchema } from "./secret-schema.ts";
import { type UpdateRule, updateSchema } from "./update-schema.ts";

/**
 * `servers.yaml`, the one file a user edits. This schema is also what editors get as JSON Schema
 * (`schemas/servers.schema.json`), so every field carries a description.
 */

/** A server's wrapper is `mcp-NAME`, and these are programs already: `mcp-nixgen`, `mcp-guard`. */
export const reservedNames: readonly string[] = ["nixgen", "guard"];

/** A name that is at once a Nix attribute, a folder and a key in a client's file. */
export const serverNameSchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]*$/,
    "a server's name starts with a letter and has only letters, digits, '.', '_' and '-'",
  )
  .max(100)
  .refine((name) => !reservedNames.includes(name.toLowerCase()), {
    message: "mcp-NAME would be the name of one of mcp-nixgen's own programs",
  });

/** Where servers come from; a source begins with one of these and a colon. */
export const sourceKinds = ["npm", "pypi", "go", "github"] as const;

export const sourceSchema = z
  .string()
  .regex(
    new RegExp(`^(?:${sourceKinds.join("|")}):.+`),
    "a source is written npm:NAME, pypi:NAME, go:MODULE or github:OWNER/REPO, each with @VERSION after it or not",
  )
  .describe(
    "Where the server comes from: npm:NAME, npm:@scope/name@RANGE-OR-TAG, pypi:NAME, pypi:NAME[EXTRA]@VERSION, go:MODULE/PACKAGE@VERSION, github:OWNER/REPO@TAG.",
  );

export const npmStrategySchema = z.enum(["npm-deps", "import-npm-lock"]);

export const pythonStrategySchema = z.enum(["nixpkgs", "locked"]);

export const goStrategySchema = z.enum(["vendor", "proxy-vendor"]);

export const strategySchema = z
  .enum([...npmStrategySchema.options, ...pythonStrategySchema.options, ...goStrategySchema.options])
  .describe(
    "How dependencies reach the build. npm: npm-deps is one fixed-output derivation checked against npmDepsHash, import-npm-lock fetches each tarball by the lockfile's own integrity and needs no npmDepsHash. Python: nixpkgs takes nixpkgs' Python packages, locked takes every file by its own hash and nothing of nixpkgs' packages. Go: vendor is a vendor folder, proxy-vendor the modules' zips (buildGoModule's proxyVendor), which some C and some file names need. Default: npm-deps; for Python and Go what will work.",
  );

/** What servers in a repository are built by. */
export const languageSchema = z.enum(["javascript", "python", "go"]);

export const serverEntrySchema = z
  .strictObject({
    source: sourceSchema,
    bin: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Which of the package's commands is the MCP server; needed only when it has several and none is named like the package.",
      ),
    strategy: strategySchema.optional(),
    fetcherVersion: z
      .union([z.literal(1), z.literal(2)])
      .optional()
      .describe(
        "npmDepsFetcherVersion: 2 also caches package metadata, which npm needs for some lockfiles. Default: 1 where that is enough.",
      ),
    allowScripts: z
      .array(z.string().min(1))
      .optional()
      .describe(
        "Dependencies whose install scripts may run inside the build (native addons); the server's own package name stands for its own scripts. None run by default.",
      ),
    python: z
      .string()
      .regex(/^3\.\d+$/, "a Python as nixpkgs has it, like 3.12")
      .optional()
      .describe(
        "Which of nixpkgs' Pythons a Python server runs on, in quotes: \"3.12\". Default: nixpkgs' python3.",
      ),
    language: languageSchema
      .optional()
      .describe(
        "Which language a server from a repository (github:) is built by; needed only where the repository has manifests of several.",
      ),
    buildScript: z
      .string()
      .regex(/^[A-Za-z0-9:._-]*$/, "a script's name, or an empty text for none")
      .optional()
      .describe(
        "Which script of its package.json builds a server from a repository (github:); an empty text: none. Default: build, else the one that seems to make its command's file.",
      ),
    overrides: z
      .record(z.string().min(1), z.string().min(1))
      .optional()
      .describe(
        "Other versions of dependencies than the packages ask for: name to version or range, as npm's `overrides`; also for the server's own direct dependencies.",
      ),
    update: updateSchema.optional(),
    ...runFields,
  })
  .describe("One MCP server.");

export const settingsSchema = z
  .strictObject({
    output: z
      .string()
      .min(1)
      .optional()
      .describe("Folder that generated Nix is written to, relative to this file. Default: overlays."),
    style: z
      .enum(["nixpkgs", "overlay"])
      .optional()
      .describe(
        "nixpkgs: fetchurl and a complete package-lock.json, ready to send upstream. overlay: registry-neutral, with fetchFromNpm. Default: nixpkgs.",
      ),
    pythonIndex: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        "Index of Python projects (the root of its simple API) in the place of what uv and pip are configured with. Logins come from netrc.",
      ),
    home: z
      .union([
        z.literal(false),
        nixText
          .regex(/^[^/].*\.nix$/, "a path of a .nix file, relative to this file; or false for none")
          .refine((path) => !posix.normalize(path).startsWith("../"), {
            message: "it is outside of the folder of this file, where mcp-nixgen writes nothing",
          }),
      ])
      .optional()
      .describe(
        "File of the Home-Manager module that says what this file says, relative to it; false: none is written. Default: home.nix.",
      ),
    update: updateSchema
      .optional()
      .describe(
        "What 'mcp-nixgen update' may do, for servers that do not say it themselves. Default: major.",
      ),
  })
  .describe("Settings for all servers.");

export const serversFileSchema = z
  .strictObject({
    settings: settingsSchema.nullish(),
    slice: limitsSchema.nullish().describe("Resource limits of all servers together (mcp-servers.slice)."),
    clients: clientsSchema.nullish().describe("The AI clients on this machine that get the servers."),
    keepassxc: keepassxcSchema
      .nullish()
      .describe("The KeePassXC database that secrets come from where they name only an entry."),
    audit: auditSchema.nullish().describe("What 'mcp-nixgen audit' passes over."),
    servers: z.record(serverNameSchema, serverEntrySchema).nullish().describe("The servers by name."),
  })
  .describe("mcp-nixgen: MCP servers to package with Nix.")
  // Top-level keys that begin with x- are passed over (check-document.ts): a place for YAML's anchors.
  .meta({ patternProperties: { "^x-": {} } });

export type ServerEntry = z.infer<typeof serverEntrySchema>;
export type ServersFile = z.infer<typeof serversFileSchema>;
export type Language = z.infer<typeof languageSchema>;
export type Strategy = z.infer<typeof strategySchema>;

/** Settings with every default filled in. */
export interface Settings {
  readonly output: string;
  readonly style: "nixpkgs" | "overlay";
  /** The Home-Manager module's file, relative to servers.yaml; false: none. */
  readonly home: string | false;
  /** In the place of what uv and pip are configured with. */
  readonly pythonIndex?: string | undefined;
  /** For servers without an `update` of their own. */
  readonly update?: UpdateRule | undefined;
}

/** What servers.yaml says about all servers together. */
export type SharedOptions = Pick<
  { [K in keyof ServersFile]?: NonNullable<ServersFile[K]> },
  "slice" | "clients" | "keepassxc" | "audit"
>;

/** A server as the user asked for it: the first type on the road. */
export interface ServerSpec extends ServerEntry {
  readonly name: string;
}
