import { z } from "zod";
import { messageOf } from "../../errors.ts";
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
}

const texts = z.array(z.string()).catch([]);
const optionalText = z.string().nullable().catch(null);
const table = z.record(z.string(), z.unknown()).catch({});

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
    })
    .optional(),
  tool: z
    .looseObject({ poetry: z.looseObject({ scripts: table.default({}) }).optional() })
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
    scripts: scriptsOf([
      ...Object.entries(tool?.poetry?.scripts ?? {}),
      ...Object.entries(project?.["gui-scripts"] ?? {}),
      ...Object.entries(project?.scripts ?? {}),
    ]),
  };
}
