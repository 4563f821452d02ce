import { z } from "zod";
import { messageOf } from "../../errors.ts";
import { normalizeName } from "../../python/names.ts";
import { type Scripts, scriptsOf } from "./entry-points.ts";

/** What a pyproject.toml says about building and running a project. */
export interface Pyproject {
  /** `build-system.build-backend`; null: none is named, which means setuptools. */
  readonly backend: string | null;
  /** `build-system.requires`, as written. */
  readonly requires: readonly string[];
  /** The backend lies in the project itself (`backend-path`). */
  readonly isInTree: boolean;
  readonly name: string | null;
  readonly version: string | null;
  readonly requiresPython: string | null;
  /** `[project]` lists its dependencies here (PEP 621); null: they are dynamic, or there is no such table. */
  readonly dependencies: readonly string[] | null;
  readonly optionalDependencies: Readonly<Record<string, readonly string[]>>;
  readonly scripts: Scripts;
  readonly description: string | null;
  /** SPDX (PEP 639), or the free text of before. */
  readonly license: string | null;
  readonly classifiers: readonly string[];
  /** Label → address, in their order. */
  readonly urls: ReadonlyMap<string, string>;
  /** `tool.poetry`, for projects of before Poetry 2, which have no `[project]`; null: there is none. */
  readonly poetry: Poetry | null;
  /** Files that setuptools reads the dependencies from, where they are dynamic. */
  readonly dependencyFiles: readonly string[];
  /** Projects that uv does not take from an index: another folder of the repository, or of git; normalised. */
  readonly sources: readonly string[];
}

export type Poetry = z.infer<typeof poetrySchema>;

const texts = z.array(z.string()).catch([]);
const optionalText = z.string().nullable().catch(null);
const table = z.record(z.string(), z.unknown()).catch({});

const poetrySchema = z.looseObject({
  name: optionalText.default(null),
  description: optionalText.default(null),
  license: optionalText.default(null),
  homepage: optionalText.default(null),
  repository: optionalText.default(null),
  dependencies: table.default({}),
  scripts: table.default({}),
});

const schema = z.looseObject({
  "build-system": z
    .looseObject({
      requires: texts.default([]),
      "build-backend": optionalText.default(null),
      "backend-path": texts.default([]),
    })
    .optional(),
  project: z
    .looseObject({
      name: optionalText.default(null),
      version: optionalText.default(null),
      "requires-python": optionalText.default(null),
      dependencies: texts.optional(),
      "optional-dependencies": z.record(z.string(), texts).catch({}).default({}),
      dynamic: texts.default([]),
      scripts: table.default({}),
      "gui-scripts": table.default({}),
      description: optionalText.default(null),
      license: z
        .union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)])
        .nullable()
        .catch(null)
        .default(null),
      classifiers: texts.default([]),
      urls: z.record(z.string(), z.string()).catch({}).default({}),
    })
    .optional(),
  tool: z
    .looseObject({
      poetry: poetrySchema.optional(),
      setuptools: z
        .looseObject({
          dynamic: z
            .looseObject({
              dependencies: z.looseObject({ file: z.union([z.string(), z.array(z.string())]) }).optional(),
            })
            .optional(),
        })
        .optional()
        .catch(undefined),
      uv: z
        .looseObject({ sources: table.default({}) })
        .optional()
        .catch(undefined),
    })
    .catch({})
    .optional(),
});

/**
 * Reads a pyproject.toml.
 *
 * Source: PEP 517, PEP 518, PEP 621; Poetry documentation, `[tool.poetry.scripts]`.
 *
 * @throws SyntaxError for what is no TOML, or no pyproject
 */
export async function parsePyproject(text: string): Promise<Pyproject> {
  const { parseTOML, getStaticTOMLValue } = await import("toml-eslint-parser");
  let whole: unknown;
  try {
    whole = getStaticTOMLValue(parseTOML(text.replace(/^\uFEFF/, "")));
  } catch (error) {
    throw new SyntaxError(messageOf(error), { cause: error });
  }
  const parsed = schema.safeParse(whole);
  if (!parsed.success) throw new SyntaxError(z.prettifyError(parsed.error).split("\n")[0]);
  const { "build-system": build, project, tool } = parsed.data;
  const isDynamic = (field: string) => project?.dynamic.includes(field) === true;
  return {
    backend: build?.["build-backend"] ?? null,
    requires: build?.requires ?? [],
    isInTree: (build?.["backend-path"].length ?? 0) > 0,
    name: project?.name ?? null,
    version: project?.version ?? null,
    requiresPython: project?.["requires-python"] ?? null,
    dependencies: project === undefined || isDynamic("dependencies") ? null : (project.dependencies ?? []),
    optionalDependencies: project?.["optional-dependencies"] ?? {},
    description: project?.description ?? null,
    license: project?.license ?? null,
    classifiers: project?.classifiers ?? [],
    urls: new Map(Object.entries(project?.urls ?? {})),
    poetry: tool?.poetry ?? null,
    dependencyFiles: isDynamic("dependencies")
      ? [tool?.setuptools?.dynamic?.dependencies?.file ?? []].flat()
      : [],
    sources: Object.entries(tool?.uv?.sources ?? {}).flatMap(([name, source]) =>
      ["git", "path", "url", "workspace"].some((key) => key in Object([source].flat()[0]))
        ? [normalizeName(name)]
        : [],
    ),
    scripts: scriptsOf([
      ...Object.entries(tool?.poetry?.scripts ?? {}),
      ...Object.entries(project?.["gui-scripts"] ?? {}),
      ...Object.entries(project?.scripts ?? {}),
    ]),
  };
}
