import type { CodeFile } from "../code-tree.ts";

/** Where the modules of a distribution lie: in a wheel, an sdist, or a repository. */
export class Layout {
  readonly #files = new Map<string, CodeFile>();
  readonly #roots: readonly string[];

  /** @param entries dotted names of modules that are known to be there */
  constructor(files: readonly CodeFile[], entries: readonly string[]) {
    for (const file of files) if (file.path.endsWith(".py")) this.#files.set(file.path, file);
    const roots = new Set(entries.flatMap((entry) => this.#rootsOf(entry)));
    // Without entries: the folders whose packages are in no package themselves.
    if (roots.size === 0) for (const path of this.#files.keys()) roots.add(this.#topOf(path));
    this.#roots = [...roots].sort((one, other) => one.length - other.length);
  }

  /** The file of a module or a package's `__init__.py`, by its dotted name. */
  fileOf(module: string): { readonly file: CodeFile; readonly isPackage: boolean } | null {
    const path = module.replaceAll(".", "/");
    for (const root of this.#roots) {
      const own = this.#files.get(`${root}${path}.py`);
      if (own !== undefined) return { file: own, isPackage: false };
      const init = this.#files.get(`${root}${path}/__init__.py`);
      if (init !== undefined) return { file: init, isPackage: true };
    }
    return null;
  }

  /** Dotted names of the modules below a package, or of all; tests left out. */
  modulesBelow(packageName: string): string[] {
    const names = [...this.#files.keys()].flatMap((path) => {
      const root = this.#roots.findLast((one) => path.startsWith(one));
      if (root === undefined || isTest(path.slice(root.length))) return [];
      const dotted = path
        .slice(root.length, -".py".length)
        .replace(/(?:^|\/)__init__$/, "")
        .replaceAll("/", ".");
      return dotted !== "" && (packageName === "" || dotted.startsWith(`${packageName}.`)) ? [dotted] : [];
    });
    return names.sort();
  }

  #rootsOf(module: string): string[] {
    const path = module.replaceAll(".", "/");
    const ends = [`${path}.py`, `${path}/__init__.py`];
    return [...this.#files.keys()].flatMap((file) =>
      ends.filter((end) => file === end || file.endsWith(`/${end}`)).map((end) => file.slice(0, -end.length)),
    );
  }

  #topOf(path: string): string {
    const folders = path.split("/").slice(0, -1);
    while (folders.length > 0 && this.#files.has(`${folders.join("/")}/__init__.py`)) folders.pop();
    return folders.length === 0 ? "" : `${folders.join("/")}/`;
  }
}

/** Files of tests and of what surrounds a package, which no server imports. */
export function isTest(path: string): boolean {
  const names = path.split("/");
  const file = names.at(-1)!;
  return (
    names
      .slice(0, -1)
      .some((name) => /^(?:tests?|testing|docs?|examples?|benchmarks?|scripts)$/.test(name)) ||
    /^(?:test_.*|.*_test|conftest|setup|noxfile)\.py$/.test(file)
  );
}
