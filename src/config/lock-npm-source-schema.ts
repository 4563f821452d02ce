import { z } from "zod";
import { sriSha256, statedMeta } from "./lock-fields.ts";
import { githubSrcSchema } from "./lock-github-schema.ts";

/** A repository of JavaScript that is built with its own package manager. */
export const lockedNpmSourceServerSchema = z.strictObject({
  /** The `source` of servers.yaml this entry answers; another one makes the entry stale. */
  spec: z.string(),
  kind: z.literal("npm-source"),
  /** `name` of its package.json. */
  package: z.string(),
  version: z.string(),
  src: githubSrcSchema,
  /** Folder of the lockfile in the repository; "" is the root. */
  root: z.string(),
  /** The server's package, relative to `root`; "": it is there itself, else it is a member of the workspace. */
  folder: z.string(),
  /** What installs the dependencies: nixpkgs' buildNpmPackage, pnpmConfigHook or yarnConfigHook. */
  strategy: z.enum(["npm", "pnpm", "yarn"]),
  lockfile: z.strictObject({
    /**
     * repository: as it is there; completed: with the addresses and hashes it lacks, generated: made by us, both of which
     * stand beside package.nix.
     */
    origin: z.enum(["repository", "completed", "generated"]),
    /** SHA-256 of its exact bytes, as SRI. */
    digest: sriSha256,
    /** Packages in it, those of the repository not counted. */
    packages: z.number().int().nonnegative(),
  }),
  deps: z.strictObject({
    /** npmDepsHash, or `hash` of fetchPnpmDeps or fetchYarnDeps. */
    hash: sriSha256,
    /** null: the fetcher has no versions (yarn). */
    fetcherVersion: z.number().int().nullable(),
  }),
  /** What is run to build, in this order: a script of the package.json in a folder relative to `root`. */
  builds: z.array(z.strictObject({ folder: z.string(), package: z.string(), script: z.string() })),
  /** package: as npm or yarn install a package; tree: the whole built repository, for workspaces and pnpm. */
  install: z.enum(["package", "tree"]),
  /** npm would leave out of a package what .gitignore names, and so what was built. */
  ignoreFiles: z.boolean(),
  /** Command → path inside the server's package, sorted. */
  bins: z.record(z.string(), z.string()),
  /** The command that is the MCP server; a key of `bins`. */
  mainProgram: z.string(),
  /** Packages whose install scripts servers.yaml allows, sorted. */
  allowScripts: z.array(z.string()),
  /** Flags `npm ci` needs to take the lockfile. */
  npmFlags: z.array(z.string()),
  meta: z.strictObject({
    ...statedMeta,
    /** engines.node, for the reader. */
    node: z.string().nullable(),
  }),
});

export type LockedNpmSourceServer = z.infer<typeof lockedNpmSourceServerSchema>;
