import { z } from "zod";
import { githubSrcSchema } from "./lock-github-schema.ts";
import { pythonClosureSchema } from "./lock-python-closure-schema.ts";
import { pypiFileSchema, systemsSchema } from "./lock-python-file-schema.ts";

/**
 * The lock entry of a Python server. Nothing in it depends on the day or the machine. Two things besides
 * servers.yaml do decide it: the configured index, and (strategy nixpkgs) the nixpkgs catalog it was
 * checked against, which is named in `nixpkgs.catalog`.
 */

/** A project in a repository: the folder that has its pyproject.toml or setup.py; empty for the root. */
const pythonRepositorySchema = githubSrcSchema.extend({ subfolder: z.string() });

const srcSchema = z.discriminatedUnion("type", [pypiFileSchema, pythonRepositorySchema]);

/** One requirement, as nixpkgs' Python packages answer it. */
const requirementSchema = z.strictObject({
  /** As `Requires-Dist` writes it: what pythonRelaxDeps has to name. */
  name: z.string(),
  /** Its attribute below `python3Packages`. */
  attr: z.string(),
  /** PEP 440 specifiers; empty: any version. */
  specifier: z.string(),
  /** The systems it is for; null: all. */
  systems: systemsSchema.nullable(),
});

/** How a project is built by nixpkgs' Python builders. */
const recipeSchema = z.strictObject({
  src: pypiFileSchema,
  /** Attributes below `python3Packages`; empty for a wheel, which is built already. */
  buildSystem: z.array(z.string()),
  /** Environment of the build: what tells a version plugin the version that git would have. */
  env: z.record(z.string(), z.string()),
  /** Sorted by attribute. */
  dependencies: z.array(requirementSchema),
  /** Names, as in `Requires-Dist`, whose version bounds nixpkgs' versions do not keep. */
  relax: z.array(z.string()),
  /** Modules that must be importable. */
  imports: z.array(z.string()),
});

/** A project that nixpkgs lacks, or has too old, packaged beside the server. */
const besideSchema = recipeSchema.extend({
  /** The attribute below `python3Packages` that it is, or takes the place of. */
  attr: z.string(),
  /** PEP 503 name. */
  package: z.string(),
  version: z.string(),
  /** "nixpkgs has none", "nixpkgs has 1.2.3". */
  reason: z.string(),
});

const pythonNixpkgsSchema = recipeSchema.extend({
  src: srcSchema,
  /** Projects packaged beside it, each after those it depends on. */
  beside: z.array(besideSchema),
  /** The nixpkgs that attributes and versions were checked against: its commit, else its list's sha256; null: none was. */
  catalog: z.string().nullable(),
});

export const lockedPythonServerSchema = z.strictObject({
  /** The `source` of servers.yaml this entry answers; another one makes the entry stale. */
  spec: z.string(),
  kind: z.literal("python"),
  /** The project's name, normalised (PEP 503). */
  package: z.string(),
  /** As PEP 440 writes it. */
  version: z.string(),
  /** Where the server itself comes from. In strategy `locked` a wheel where there is one that fits. */
  src: srcSchema,
  /** Extras that were asked for, sorted. */
  extras: z.array(z.string()),
  /** The Python it is resolved for, as nixpkgs' `python3` has it: `3.13`. */
  python: z.string().regex(/^3\.\d+$/),
  /** Whether servers.yaml names that Python; otherwise it is nixpkgs' default. */
  pythonAsked: z.boolean(),
  strategy: z.enum(["nixpkgs", "locked"]),
  /** Why this strategy: one sentence for the reader. */
  strategyReason: z.string(),
  /** Command → object reference (`package.module:function`), sorted. */
  bins: z.record(z.string(), z.string()),
  /** The command that is the MCP server; a key of `bins`. */
  mainProgram: z.string(),
  /** Strategy nixpkgs. */
  nixpkgs: pythonNixpkgsSchema.nullable(),
  /** Strategy locked. */
  closure: pythonClosureSchema.nullable(),
  meta: z.strictObject({
    description: z.string(),
    homepage: z.string().nullable(),
    changelog: z.string().nullable(),
    /** SPDX expression or what the author wrote; null when nothing was said. */
    license: z.string().nullable(),
    /** `Requires-Python`, for the reader. */
    requiresPython: z.string().nullable(),
    /** Why its author withdrew it (PEP 592); empty text: no reason given; null: not withdrawn. */
    yanked: z.string().nullable(),
  }),
});

export type LockedPythonServer = z.infer<typeof lockedPythonServerSchema>;
export type PythonNixpkgs = z.infer<typeof pythonNixpkgsSchema>;
/** The server's own, or that of a project beside it. */
export type PythonRecipe = Omit<PythonNixpkgs, "beside" | "catalog">;
export type PythonSrc = z.infer<typeof srcSchema>;
export type PythonBeside = z.infer<typeof besideSchema>;
export type PythonRequirement = z.infer<typeof requirementSchema>;
