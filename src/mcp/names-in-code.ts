import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";

/** Bundles are large; what is beyond this is not worth a made-up key. */
const MAX_BYTES = 32 * 1024 * 1024;

const NAME = "[A-Z][A-Z0-9_]+";

/** Patterns whose groups are names, by a file's extension. */
const patterns: Readonly<Record<string, readonly RegExp[]>> = {
  ...Object.fromEntries(
    [".js", ".cjs", ".mjs"].map((extension) => [
      extension,
      [new RegExp(`\\benv(?:\\.(${NAME})|\\[["'](${NAME})["']\\])`, "g")],
    ]),
  ),
  ".py": [
    new RegExp(`\\benviron(?:\\.(?:get|pop|setdefault)\\(|\\[)\\s*["'](${NAME})["']`, "g"),
    new RegExp(`\\bgetenv\\(\\s*["'](${NAME})["']`, "g"),
    // click's and typer's options, and the settings of pydantic.
    new RegExp(`\\b(?:envvar|env|(?:validation_)?alias)\\s*=\\s*["'](${NAME})["']`, "g"),
    new RegExp(`\\bAliasChoices\\(\\s*["'](${NAME})["'](?:\\s*,\\s*["'](${NAME})["'])?`, "g"),
  ],
};

/**
 * The environment variables a package's own code names, sorted; none where there is no such folder. JavaScript's
 * `process.env.NAME` and `process.env["NAME"]`; Python's `os.environ["NAME"]`, `os.environ.get("NAME")` and
 * `os.getenv("NAME")`, and what click and pydantic-settings are told by name. Reads only; dependencies of JavaScript are left out.
 *
 * @param place the installed package: a folder, or a Python module without its `.py`
 */
export async function environmentNamesIn(place: string): Promise<string[]> {
  const names = new Set<string>();
  let left = MAX_BYTES;
  for await (const file of scriptsIn(place)) {
    left -= (await stat(file)).size;
    if (left < 0) break;
    const text = await readFile(file, "utf8");
    for (const pattern of patterns[extname(file)] ?? []) {
      for (const [, ...groups] of text.matchAll(pattern)) {
        for (const name of groups) if (name !== undefined) names.add(name);
      }
    }
  }
  return [...names].sort();
}

async function* scriptsIn(place: string): AsyncGenerator<string> {
  const module = `${place}.py`;
  const entries = await readdir(place, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (entries === null) {
    if (
      await stat(module).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      yield module;
    return;
  }
  for (const entry of entries) {
    const path = join(place, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") yield* scriptsIn(path);
    else if (entry.isFile() && Object.hasOwn(patterns, extname(entry.name))) yield path;
  }
}
