import { Project, ts } from "ts-morph";

const KINDS: Readonly<Record<string, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  mts: ts.ScriptKind.TS,
  cts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
};

/**
 * Parses with ts-morph, without a disk, a program, types or libraries: names are resolved by `scopes.ts`, since a checker would hold
 * several times the memory of the trees. What does not parse is read as far as it does.
 */
export class Parser {
  readonly #project = new Project({
    useInMemoryFileSystem: true,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
    compilerOptions: { allowJs: true, noLib: true, noResolve: true, target: ts.ScriptTarget.Latest },
  });

  /** The compiler's own tree: wrappers of its nodes would cost as much memory again. */
  parse(path: string, text: string): ts.SourceFile {
    const ending = /\.(\w+)$/.exec(path)?.[1] ?? "js";
    return this.#project.createSourceFile(`/${path}`, text, {
      scriptKind: KINDS[ending] ?? ts.ScriptKind.JSX,
    }).compilerNode;
  }
}
