import { createHash } from "node:crypto";
import { type Files, tarGz, zip } from "./archives.ts";

/** What a project of the fake index says about itself. */
export interface FakeRelease {
  readonly name: string;
  readonly version: string;
  readonly requires?: readonly string[];
  readonly extras?: readonly string[];
  readonly requiresPython?: string;
  /** Command → object reference. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** `[build-system]` of its pyproject.toml; null: it has no pyproject.toml. */
  readonly build?: { readonly backend?: string; readonly requires: readonly string[] } | null;
  /** More lines of its metadata. */
  readonly metadata?: readonly string[];
  /** More files of its wheel. */
  readonly files?: Files;
}

export interface FakeFile {
  readonly filename: string;
  readonly bytes: Buffer;
  readonly requiresPython?: string | undefined;
  readonly yanked?: string | boolean;
  /** What the index states in place of the true sha256; null: nothing. */
  readonly sha256?: string | null;
  /** METADATA that is served by itself. */
  readonly metadata?: string;
}

export const sha256Hex = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

const stem = (name: string) => name.replace(/[-_.]+/g, "_").toLowerCase();

export function metadataText(release: FakeRelease): string {
  return [
    "Metadata-Version: 2.4",
    `Name: ${release.name}`,
    `Version: ${release.version}`,
    ...(release.requiresPython === undefined ? [] : [`Requires-Python: ${release.requiresPython}`]),
    ...(release.extras ?? []).map((extra) => `Provides-Extra: ${extra}`),
    ...(release.requires ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
    ...(release.metadata ?? ["Summary: A fake server", "License-Expression: MIT"]),
    "",
    "Its description.",
  ].join("\n");
}

function entryPoints({ scripts = {} }: FakeRelease): string {
  const lines = Object.entries(scripts).map(([name, reference]) => `${name} = ${reference}`);
  return `[console_scripts]\n${lines.join("\n")}\n`;
}

/** @param tags of the file's name */
export function wheel(release: FakeRelease, tags = "py3-none-any"): FakeFile {
  const name = stem(release.name);
  const info = `${name}-${release.version}.dist-info`;
  const bytes = zip({
    [`${name}/__init__.py`]: "",
    ...release.files,
    [`${info}/METADATA`]: metadataText(release),
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\n",
    [`${info}/entry_points.txt`]: entryPoints(release),
    [`${info}/RECORD`]: "",
  });
  const filename = `${name}-${release.version}-${tags}.whl`;
  return { filename, bytes, requiresPython: release.requiresPython };
}

export function sdist(release: FakeRelease, more: Files = {}): FakeFile {
  const root = `${stem(release.name)}-${release.version}`;
  const { backend = "hatchling.build", requires = ["hatchling"] } = release.build ?? {};
  const scripts = Object.entries(release.scripts ?? {}).map(
    ([key, value]) => `${JSON.stringify(key)} = "${value}"`,
  );
  const pyproject = [
    "[build-system]",
    `requires = ${JSON.stringify(requires)}`,
    `build-backend = "${backend}"`,
    "[project]",
    `name = "${release.name}"`,
    `version = "${release.version}"`,
    `dependencies = ${JSON.stringify(release.requires ?? [])}`,
    "[project.scripts]",
    ...scripts,
  ].join("\n");
  const bytes = tarGz({
    [`${root}/PKG-INFO`]: metadataText(release),
    ...(release.build === null ? { [`${root}/setup.py`]: "" } : { [`${root}/pyproject.toml`]: pyproject }),
    ...Object.fromEntries(Object.entries(more).map(([path, text]) => [`${root}/${path}`, text])),
  });
  return { filename: `${root}.tar.gz`, bytes, requiresPython: release.requiresPython };
}
