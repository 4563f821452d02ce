/** The published code of a server: what is analysed, wherever it came from. */
export interface CodeTree {
  readonly package: string;
  readonly version: string;
  /** Commands → the file (JavaScript), the `module:function` (Python), or the folder of the main package (Go). */
  readonly programs: Readonly<Record<string, string>>;
  /** The program that is the server; a key of `programs`, null where none can be told. */
  readonly mainProgram: string | null;
  /** Regular files by their paths in the package, `/` between names. */
  readonly files: readonly CodeFile[];
}

export interface CodeFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Its whole text, as UTF-8; read when it is wanted, so that a tree is never in memory as a whole. */
  text(): Promise<string>;
}
