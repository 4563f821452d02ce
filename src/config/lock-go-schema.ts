import { z } from "zod";
import { sriSha256, statedMeta } from "./lock-fields.ts";
import { githubSrcSchema } from "./lock-github-schema.ts";
import { goStrategySchema } from "./servers-schema.ts";

/** Files of a module, out of a module proxy. */
export const goModuleSourceSchema = z.strictObject({
  type: z.literal("go-module"),
  /** Module path. */
  path: z.string(),
  /** The zip's address at the configured proxy; null in style overlay, which names none. */
  url: z.string().nullable(),
  /** NAR hash of the module's files; with an address, of what fetchzip makes of the zip. */
  hash: sriSha256,
  /** The module's hash as go.sum has it: `h1:…`. */
  sum: z.string().regex(/^h1:[A-Za-z0-9+/]{43}=$/, "a hash of go.sum"),
});

export const lockedGoServerSchema = z.strictObject({
  /** The `source` of servers.yaml this entry answers; another one makes the entry stale. */
  spec: z.string(),
  kind: z.literal("go"),
  /** Module path. */
  package: z.string(),
  /** Without the `v` that Go's versions begin with. */
  version: z.string(),
  src: z.discriminatedUnion("type", [goModuleSourceSchema, githubSrcSchema]),
  /** Folder of its go.mod inside `src`; empty for the root. */
  modRoot: z.string(),
  strategy: goStrategySchema,
  /** null: no dependencies, or they come with the source. */
  vendorHash: sriSha256.nullable(),
  /** Modules that come with it. */
  modules: z.number().int().nonnegative(),
  /** The source has a vendor folder that is not whole and has to go. */
  deleteVendor: z.boolean(),
  /** The source has a go.work, which names folders that it has not. */
  workspace: z.boolean(),
  /** Program → folder of its package below `modRoot`, sorted; empty for the root. */
  bins: z.record(z.string(), z.string()),
  /** The program that is the MCP server; a key of `bins`, and the only one that is built. */
  mainProgram: z.string(),
  /** Variables that get the version: `version` is 1.2.3, `tag` is v1.2.3. Sorted. */
  versionVariables: z.array(z.strictObject({ variable: z.string(), value: z.enum(["version", "tag"]) })),
  /** Packages that are C in part, sorted; empty: it is built with CGO_ENABLED = 0. */
  cgo: z.array(z.string()),
  meta: z.strictObject({
    ...statedMeta,
    /** Least version of Go, as go.mod says it; null where it says none. */
    go: z.string().nullable(),
    /** The author's deprecation message. */
    deprecated: z.string().nullable(),
  }),
});

export type LockedGoServer = z.infer<typeof lockedGoServerSchema>;
export type GoSourceLock = LockedGoServer["src"];
