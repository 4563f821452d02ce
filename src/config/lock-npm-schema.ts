import { z } from "zod";
import { sri, sriSha256, statedMeta } from "./lock-fields.ts";
import { npmStrategySchema } from "./servers-schema.ts";

export const installScriptSchema = z.strictObject({
  /** Package name, not its folder. */
  name: z.string(),
  version: z.string(),
  /** Optional dependencies may be left out of a platform's build. */
  optional: z.boolean(),
  /** preinstall, install, postinstall → command; `install: node-gyp rebuild` where npm implies it. */
  scripts: z.record(z.string(), z.string()),
});

export const lockedNpmServerSchema = z.strictObject({
  /** The `source` of servers.yaml this entry answers; another one makes the entry stale. */
  spec: z.string(),
  kind: z.literal("npm"),
  /** Package name with its scope: `@brave/brave-search-mcp-server`. */
  package: z.string(),
  version: z.string(),
  src: z.strictObject({
    /** The published tarball, as the registry names it; null in style overlay, which names no registry. */
    url: z.string().nullable(),
    /** The registry's own integrity (sha512); the flat hash of the tarball's bytes. */
    hash: sri,
  }),
  lockfile: z.strictObject({
    /**
     * shrinkwrap: the package's own; generated: made by us from its cleaned package.json;
     * broken-shrinkwrap: made by us, the package's own being no lockfile.
     */
    origin: z.enum(["shrinkwrap", "generated", "broken-shrinkwrap"]),
    /** SHA-256 of the exact bytes of the complete package-lock.json, as SRI. */
    digest: sriSha256,
    /** SHA-256 of the exact bytes of the cleaned package.json, as SRI. */
    manifestDigest: sriSha256,
    /** Packages in it, the root not counted. 0: no dependency at all. */
    packages: z.number().int().nonnegative(),
  }),
  strategy: npmStrategySchema,
  /** null where the strategy needs none or there is no dependency. */
  npmDeps: z
    .strictObject({ hash: sriSha256, fetcherVersion: z.union([z.literal(1), z.literal(2)]) })
    .nullable(),
  /** Files of the tarball's root that stdenv would build by, were it let: Makefile, configure. */
  buildFiles: z.array(z.string()),
  /** Packages that come out of the tarball's own node_modules, sorted; the registry is not asked for them. */
  bundled: z.array(z.string()),
  /** There are .npmignore or .gitignore files below the root, which `npm pack` in the build would obey. */
  ignoreFiles: z.boolean(),
  /** Command → path inside the package, sorted. */
  bins: z.record(z.string(), z.string()),
  /** The command that is the MCP server; a key of `bins`. */
  mainProgram: z.string(),
  installScripts: z.array(installScriptSchema),
  /** Those of `installScripts` that servers.yaml allows, sorted. */
  allowScripts: z.array(z.string()),
  /** `overrides` of servers.yaml. */
  overrides: z.record(z.string(), z.string()),
  /** Flags `npm ci` needs to take this lockfile: `--legacy-peer-deps` where peers conflict. */
  npmFlags: z.array(z.string()),
  meta: z.strictObject({
    ...statedMeta,
    /** engines.node, for the reader. */
    node: z.string().nullable(),
    /** package.json's `os` and `cpu`, npm's words (`linux`, `!win32`, `x64`); empty: any. */
    os: z.array(z.string()),
    cpu: z.array(z.string()),
    /** npm's deprecation message. */
    deprecated: z.string().nullable(),
  }),
});

export type LockedNpmServer = z.infer<typeof lockedNpmServerSchema>;
export type InstallScript = z.infer<typeof installScriptSchema>;
