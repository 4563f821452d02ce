import { z } from "zod";
import { pypiFileSchema, systemsSchema } from "./lock-python-file-schema.ts";

/** One published file of a closure, and the systems that install it. */
const closureFileSchema = z.strictObject({
  /** PEP 503 name of its project. */
  name: z.string(),
  /** As its file's name writes it. */
  version: z.string(),
  src: pypiFileSchema,
  /** Sorted; null: all of the closure's. */
  systems: systemsSchema.nullable(),
});

/** A project that has no wheel for some system, and is built out of its source there. */
const closureBuildSchema = closureFileSchema.extend({
  /** Wheels that its build system needs, sorted by file; the same form, without builds of their own. */
  requires: z.array(closureFileSchema),
});

/** The build of a server out of its repository, which none of the files is. */
const ownBuildSchema = z.strictObject({
  /** Wheels that its build system needs, sorted by file. */
  requires: z.array(closureFileSchema),
  /** Environment of the build: what tells a version plugin the version that git would have. */
  env: z.record(z.string(), z.string()),
});

/**
 * Strategy `locked`: every file that the server is installed from, itself included unless it is built from a repository. A
 * project may have several versions, each for other systems.
 */
export const pythonClosureSchema = z.strictObject({
  /** The systems it can be installed on, sorted. */
  systems: systemsSchema.min(1),
  /** Sorted by file name. */
  wheels: z.array(closureFileSchema),
  /** Sorted by file name. */
  builds: z.array(closureBuildSchema),
  /** null: the server is one of the files. */
  ownBuild: ownBuildSchema.nullable(),
  /**
   * Libraries that the wheels for Linux expect of the system (`NEEDED` of their ELF files, C library excepted),
   * by soname, sorted: `libz.so.1`.
   */
  libraries: z.array(z.string()),
});

export type PythonClosure = z.infer<typeof pythonClosureSchema>;
export type ClosureFile = z.infer<typeof closureFileSchema>;
export type ClosureBuild = z.infer<typeof closureBuildSchema>;
