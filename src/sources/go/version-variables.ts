import { parse } from "yaml";
import { fileContents } from "../../prefetch/file-contents.ts";
import { filesOf } from "../../prefetch/go/module-tree.ts";
import type { TreeDirectory } from "../../prefetch/tree.ts";
import { stringLiteral } from "./go-file.ts";

/** A string variable that the author's builds set to the version (`go tool link -X`). */
export interface VersionVariable {
  /** `main.version`, `example.com/tool/internal/build.Version`. */
  readonly variable: string;
  /** `version` is `1.2.3`, `tag` is `v1.2.3`. */
  readonly value: "version" | "tag";
}

/**
 * The variables that hold the version: those that the author's goreleaser configuration sets, else those of the
 * program's own files that are named so and are plain strings (`var version = "dev"`).
 *
 * @param program name of the program, by which goreleaser's builds are told apart
 * @param sources the Go files of its package
 */
export async function versionVariables(
  tree: TreeDirectory,
  program: { readonly name: string; readonly folder: string },
  sources: Iterable<string>,
): Promise<VersionVariable[]> {
  const released = await releasedVariables(tree, program);
  const own = [...sources].flatMap(declaredIn);
  const found = released.length > 0 ? released : own;
  return [...new Map(found.map((one) => [one.variable, one])).values()].sort((a, b) =>
    a.variable < b.variable ? -1 : 1,
  );
}

async function releasedVariables(
  tree: TreeDirectory,
  program: { readonly name: string; readonly folder: string },
): Promise<VersionVariable[]> {
  const place = filesOf(tree).find(({ path }) => /^\.?goreleaser\.ya?ml$/.test(path));
  if (place === undefined) return [];
  let config: unknown;
  try {
    config = parse((await fileContents(place.file)).toString(), { logLevel: "silent" });
  } catch {
    // A template goreleaser itself would expand first; nothing depends on it.
    return [];
  }
  const { builds } = Object(config) as { builds?: unknown };
  const all = Array.isArray(builds) ? builds.map((one) => Object(one) as Record<string, unknown>) : [];
  const own = all.filter((build) => isOf(build, program));
  return (own.length > 0 ? own : all.length === 1 ? all : []).flatMap(({ ldflags }) =>
    [ldflags].flat().flatMap((flag) => (typeof flag === "string" ? setIn(flag) : [])),
  );
}

function isOf(
  build: Record<string, unknown>,
  program: { readonly name: string; readonly folder: string },
): boolean {
  const main = String(build.main ?? ".").replace(/^\.\/?|\/$|\/?main\.go$/g, "");
  return main === program.folder || (build.main === undefined && build.binary === program.name);
}

/** `-X main.version={{.Version}}`, quoted or not, with `=` or a blank after -X. */
function setIn(flags: string): VersionVariable[] {
  const found: VersionVariable[] = [];
  for (const [, variable, value] of flags.matchAll(
    /-X[=\s]+['"]?([\w./-]+\.\w+)=((?:\{\{[^}]*\}\}|[^\s'"])*)/g,
  )) {
    const text = value!.replace(/\{\{-?\s*\.(\w+)\s*-?\}\}/g, "{$1}");
    if (text === "{Version}") found.push({ variable: variable!, value: "version" });
    else if (text === "v{Version}" || text === "{Tag}") found.push({ variable: variable!, value: "tag" });
  }
  return found;
}

const NAMED = /^(?:(?:app|build|cli|server|program)_?)?version(?:string)?$/i;

/** Declarations at the top level, in a block or alone; -X sets only strings that no expression initialises. */
function declaredIn(text: string): VersionVariable[] {
  const found: VersionVariable[] = [];
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
  for (const [, body] of bare.matchAll(/^var\s*\(\s*\n([\s\S]*?)^\)/gm)) {
    for (const line of body!.split("\n")) found.push(...declared(line.trim()));
  }
  for (const [, line] of bare.matchAll(/^var\s+([^(\n].*)$/gm)) found.push(...declared(line!));
  return found;
}

function declared(line: string): VersionVariable[] {
  const match = /^(\w+)\s*(string)?\s*(?:=\s*("(?:[^"\\]|\\.)*"|`[^`]*`))?\s*(?:\/\/.*)?$/.exec(line);
  if (match === null || !NAMED.test(match[1]!)) return [];
  const [, name, type, literal] = match;
  if (type === undefined && literal === undefined) return [];
  const initial = literal === undefined ? "" : (stringLiteral(literal) ?? "");
  return [{ variable: `main.${name}`, value: /^v\d/.test(initial) ? "tag" : "version" }];
}
