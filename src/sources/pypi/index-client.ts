import pLimit from "p-limit";
import type { ContentCache } from "../../cache/content-cache.ts";
import { type Downloaded, download } from "../../cache/download.ts";
import { UserError } from "../../errors.ts";
import type { PypiConfig, PypiIndex } from "../../registry/pypi-config.ts";
import { fetchPage, type Patience } from "./fetch-page.ts";
import type { IndexFile, ProjectPage } from "./project-page.ts";
import { isAbout } from "./project-page.ts";
import { uploadTimesOfJson } from "./upload-times.ts";

/** A project, and the index it comes from. */
export interface FoundProject {
  readonly page: ProjectPage;
  readonly index: PypiIndex;
}

/** Wheels with models or browsers in them have some hundred megabytes; nothing larger is a server. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** The indexes as one run sees them: each project's page is asked for once. */
export class PypiIndexClient {
  readonly config: PypiConfig;
  readonly cache: ContentCache;
  readonly #signal: AbortSignal | undefined;
  readonly #patience: Patience | undefined;
  readonly #limit = pLimit(12);
  readonly #projects = new Map<string, Promise<FoundProject | null>>();

  constructor(
    config: PypiConfig,
    cache: ContentCache,
    options: { readonly signal?: AbortSignal | undefined; readonly patience?: Patience | undefined } = {},
  ) {
    this.config = config;
    this.cache = cache;
    this.#signal = options.signal;
    this.#patience = options.patience;
  }

  /**
   * The page of a project, of the first index that has it; null where none has.
   *
   * @param name normalised
   * @throws as `fetchPage`; UserError `E_REGISTRY` when an index answers for another project
   */
  project(name: string): Promise<FoundProject | null> {
    let project = this.#projects.get(name);
    if (project === undefined) {
      project = this.#limit(() => this.#find(name));
      this.#projects.set(name, project);
      // A failure is not remembered: the next who asks tries again.
      project.catch(() => this.#projects.delete(name));
    }
    return project;
  }

  /**
   * The file, downloaded into the cache and checked against the hash that the index states.
   *
   * @throws as `download`; UserError `E_REGISTRY` where no hash is stated
   */
  async file(file: IndexFile, where: string): Promise<Downloaded> {
    if (file.hash === null) throw noHash(file, where);
    return this.#limit(() => this.#download(file.url, file.hash ?? undefined));
  }

  /**
   * The METADATA of a wheel, where the index serves it by itself (PEP 658, PEP 714).
   *
   * @throws as `download`
   */
  async metadata(file: IndexFile): Promise<string | null> {
    const { metadata } = file;
    if (metadata === null) return null;
    const { integrity } = await this.#limit(() =>
      this.#download(`${file.url}.metadata`, metadata.hash ?? undefined),
    );
    return (await this.cache.bytesOf(integrity))?.toString("utf8") ?? null;
  }

  /**
   * File name → when it was uploaded, as ISO 8601: what the project's page tells (PEP 700), else PyPI's own JSON, which most
   * mirrors of it have too. Empty where neither does.
   *
   * Source: PyPI documentation, "JSON API".
   *
   * @throws as `download`, except that there is none
   */
  async uploadTimes(name: string): Promise<ReadonlyMap<string, string>> {
    const found = await this.project(name);
    if (found === null) return new Map();
    const told = found.page.files.flatMap((file) =>
      file.uploaded === null ? [] : [[file.name, file.uploaded] as const],
    );
    if (told.length === found.page.files.length || !/\/simple\/$/.test(found.index.url)) return new Map(told);
    const url = `${found.index.url.replace(/simple\/$/, "pypi/")}${name}/json`;
    try {
      const { integrity } = await this.#limit(() => this.#download(url, undefined));
      return uploadTimesOfJson((await this.cache.bytesOf(integrity))?.toString("utf8") ?? "");
    } catch (error) {
      if (error instanceof UserError && ["E_NOT_FOUND", "E_FORBIDDEN"].includes(error.code))
        return new Map(told);
      throw error;
    }
  }

  async #find(name: string): Promise<FoundProject | null> {
    for (const index of this.config.indexes) {
      const page = await fetchPage(`${index.url}${name}/`, {
        config: this.config,
        cache: this.cache,
        signal: this.#signal,
        patience: this.#patience,
      });
      if (page === null) continue;
      if (isAbout(page, name)) return { page, index };
      throw new UserError(`the index answers for ${page.name} where ${name} was asked for`, {
        code: "E_REGISTRY",
        where: index.url,
        hint: "Do not use this index before it has been repaired.",
      });
    }
    return null;
  }

  #download(url: string, integrity: string | undefined): Promise<Downloaded> {
    return download({
      url,
      headers: this.config.headersFor,
      connection: this.config.connectionFor(url),
      integrity,
      cache: this.cache,
      signal: this.#signal,
      maxBytes: MOST_BYTES,
      ...this.#patience,
    });
  }
}

function noHash(file: IndexFile, where: string): UserError {
  return new UserError(`the index states no sha256 of ${file.name}`, {
    code: "E_REGISTRY",
    where,
    hint: "Nothing unverified is packaged; choose another version or index.",
  });
}
