import { mkdir } from "node:fs/promises";
import type { PythonSystem } from "../../config/lock-python-file-schema.ts";
import { parseFileName } from "../../python/file-name.ts";
import { compareVersions, isPrerelease } from "../../python/versions.ts";
import { pickWheel } from "./pick-files.ts";
import type { IndexFile, PythonIndex } from "./python-index.ts";
import { type SdistFacts, sdistFacts } from "./sdist-facts.ts";
import { writeStubWheel } from "./stub-wheel.ts";

/** Of a project without wheels that many versions, the newest, are offered to the resolver. */
const OFFERED = 3;

/** A source archive, and what it says. */
export interface SourceOnly {
  readonly file: IndexFile;
  readonly facts: SdistFacts;
}

/** A project that is on no index in this form: it is built from a repository. */
export interface OwnProject {
  /** PEP 503 name. */
  readonly project: string;
  /** One that no file of an index has, since an index may have the project too. */
  readonly version: string;
  readonly facts: SdistFacts;
}

/**
 * The projects of a closure that have to be built from source: what is found out about each, and a folder of stub
 * wheels by which the resolver knows them.
 */
export class SourceOnlyProjects {
  /** For the tools' `--find-links`; empty as long as nothing was offered. */
  readonly folder: string;
  readonly #index: PythonIndex;
  readonly #found = new Map<string, SourceOnly>();
  readonly #asked = new Set<string>();
  #own: OwnProject | null = null;

  constructor(folder: string, index: PythonIndex) {
    this.folder = folder;
    this.#index = index;
  }

  get isEmpty(): boolean {
    return this.#found.size === 0 && this.#own === null;
  }

  /** null: everything is on the index. */
  get own(): OwnProject | null {
    return this.#own;
  }

  async offerOwn(own: OwnProject): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeStubWheel(this.folder, own.project, own.version, own.facts);
    this.#own = own;
  }

  /** By its archive's file name. */
  get(file: string): SourceOnly | undefined {
    return this.#found.get(file);
  }

  /**
   * Offers the newest releases of a project that have a source archive and no wheel for the system.
   *
   * @returns whether the resolver now knows more than before
   */
  async offer(project: string, system: PythonSystem, python: string): Promise<boolean> {
    const key = `${project} ${system}`;
    if (this.#asked.has(key)) return false;
    this.#asked.add(key);
    const files = await this.#index.files(project);
    const candidates = files
      .flatMap((file) => {
        const name = file.yanked !== null ? null : parseFileName(file.name, project);
        return name?.kind !== "sdist" || isPrerelease(name.version) ? [] : [{ file, version: name.version }];
      })
      .filter(({ version }) => pickWheel(files, project, version, system, python) === null)
      .toSorted((a, b) => compareVersions(b.version, a.version));
    await mkdir(this.folder, { recursive: true });
    let isNew = false;
    for (const { file, version } of candidates.slice(0, OFFERED)) {
      if (this.#found.has(file.name)) continue;
      const path = await this.#index.download(project, file);
      const facts = await sdistFacts(path, file.name);
      await writeStubWheel(this.folder, project, version, facts);
      this.#found.set(file.name, { file, facts });
      isNew = true;
    }
    return isNew;
  }
}
