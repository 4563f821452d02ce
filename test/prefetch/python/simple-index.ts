import { execa } from "execa";
import type { ContentCache } from "../../../src/cache/content-cache.ts";
import { download } from "../../../src/cache/download.ts";
import { hashOf, parseHash, sri } from "../../../src/prefetch/hash.ts";
import type { IndexFile, PythonIndex } from "../../../src/prefetch/python/python-index.ts";
import { uploadTimesOfJson } from "../../../src/sources/pypi/upload-times.ts";

/** An index in HTML (PEP 503), read with as little as will do. */
export class SimpleIndex implements PythonIndex {
  readonly addresses: readonly string[];
  readonly environment = {};
  readonly #cache: ContentCache;
  readonly #pages = new Map<string, Promise<readonly (IndexFile & { url: string })[]>>();

  constructor(address: string, cache: ContentCache) {
    this.addresses = [address];
    this.#cache = cache;
  }

  files(project: string): Promise<readonly (IndexFile & { url: string })[]> {
    let page = this.#pages.get(project);
    if (page === undefined) {
      page = this.#read(project);
      this.#pages.set(project, page);
    }
    return page;
  }

  async download(project: string, { name }: IndexFile): Promise<string> {
    const file = (await this.files(project)).find((one) => one.name === name);
    if (file === undefined || file.hash === null) throw new Error(`no ${name} with a hash`);
    const { path } = await download({ url: file.url, integrity: file.hash, cache: this.#cache });
    return path;
  }

  async uploadTimes(project: string): Promise<ReadonlyMap<string, string>> {
    const answer = await fetch(`${this.addresses[0]?.replace(/simple\/?$/, "pypi/")}${project}/json`);
    return answer.ok ? uploadTimesOfJson(await answer.text()) : new Map();
  }

  async #read(project: string) {
    const page = `${this.addresses[0]?.replace(/\/$/, "")}/${project}/`;
    const answer = await fetch(page, { headers: { accept: "text/html" } });
    if (answer.status === 404) return [];
    if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
    const anchors = (await answer.text()).matchAll(/<a\s([^>]*)>([^<]*)<\/a>/g);
    return [...anchors].map(([, attributes = "", name = ""]) => {
      const [, address = "", hex] = /href="([^"#]*)(?:#sha256=([0-9a-f]*))?"/.exec(attributes) ?? [];
      return {
        name: name.trim(),
        url: new URL(address, page).href,
        hash: hex === undefined ? null : sri(parseHash(hex, "sha256")),
        yanked: /data-yanked(?:="([^"]*)")?/.exec(attributes) === null ? null : "",
        lockedUrl: null,
      };
    });
  }
}

/** Where pip looks when it is told nothing. */
export async function builtInIndex(): Promise<string> {
  const program = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)";
  const { stdout } = await execa("python3", ["-I", "-c", program]);
  return stdout.trim();
}

export const sha256 = (bytes: Uint8Array) => sri(hashOf("sha256", bytes));
