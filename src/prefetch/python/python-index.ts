/** A file of a project, as the index states it. */
export interface IndexFile {
  readonly name: string;
  /** SRI sha256; null where the index states none. */
  readonly hash: string | null;
  /** Reason, perhaps empty, of a withdrawn file (PEP 592); null: it is not. */
  readonly yanked: string | null;
  /** What a lock has to say of where it lies; null: nixpkgs' `fetchPypi` finds it by its name. */
  readonly lockedUrl: string | null;
}

/** What resolving needs of an index of Python projects. */
export interface PythonIndex {
  /** Simple API addresses, with login where one is needed: the tools are told them by their environment. */
  readonly addresses: readonly string[];
  /** What else the tools have to know to reach them (proxy, certificates), as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * All files of a project; empty where the index has none of that name.
   *
   * @param project PEP 503 name
   */
  files(project: string): Promise<readonly IndexFile[]>;
  /** File name → when it was uploaded, as ISO 8601; without those that the index does not tell. */
  uploadTimes(project: string): Promise<ReadonlyMap<string, string>>;
  /** Downloads a file and checks it against its hash. @returns where it lies, not to be changed */
  download(project: string, file: IndexFile): Promise<string>;
}
