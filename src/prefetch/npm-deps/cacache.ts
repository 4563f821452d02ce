import { createHash } from "node:crypto";
import { directory, file, type Tree, type TreeDirectory, type TreeFile } from "../tree.ts";

/** One response in npm's cache: the request's URL, and the content it is answered with. */
export interface CacheEntry {
  /** WHATWG-normalised; the entry's key is made from it. */
  readonly url: string;
  /** The request's Accept header, where the answer depends on it. */
  readonly accept?: string;
  /** Exactly one hash, SRI. */
  readonly integrity: string;
  readonly content: TreeFile;
}

/**
 * npm's cache folder (`_cacache`) for these responses, as nixpkgs' `fetchNpmDeps` lays it out: content by
 * its hash under `content-v2`, an index bucket for each key under `index-v5`. Both folders exist even when
 * there is no entry. Entries of one key keep the order given here.
 *
 * Source: nixpkgs `fetch-npm-deps/src/cacache.rs`; npm's cacache, `lib/entry-index.js`.
 */
export function cacacheTree(entries: Iterable<CacheEntry>): TreeDirectory {
  const content = new Branch();
  const index = new Map<string, string[]>();
  for (const entry of entries) {
    const dash = entry.integrity.indexOf("-");
    const hex = Buffer.from(entry.integrity.slice(dash + 1), "base64").toString("hex");
    content.place([entry.integrity.slice(0, dash), ...segments(hex)], {
      type: "file",
      executable: false,
      size: entry.content.size,
      read: () => entry.content.read(),
    });
    const key = `make-fetch-happen:request-cache:${entry.url}`;
    const lines = index.get(key) ?? [];
    lines.push(indexLine(key, entry));
    index.set(key, lines);
  }
  const buckets = new Branch();
  for (const [key, lines] of index) {
    buckets.place(segments(createHash("sha256").update(key).digest("hex")), file(lines.join("\n")));
  }
  return directory({ "content-v2": content.tree(), "index-v5": buckets.tree() });
}

function indexLine(key: string, { url, accept, integrity, content }: CacheEntry): string {
  const json = JSON.stringify({
    key,
    integrity,
    time: 0,
    size: content.size,
    metadata: {
      url,
      ...(accept === undefined ? {} : { reqHeaders: { accept } }),
      options: { compress: true },
    },
  });
  return `${createHash("sha1").update(json).digest("hex")}\t${json}`;
}

/** Two levels of folders keep each of them small. */
function segments(hex: string): string[] {
  return [hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)];
}

/** A directory while it is being filled. */
class Branch {
  readonly #children = new Map<string, Branch | TreeFile>();

  place([name, ...rest]: readonly string[], leaf: TreeFile): void {
    if (name === undefined) return;
    if (rest.length === 0) {
      this.#children.set(name, leaf);
      return;
    }
    const known = this.#children.get(name);
    const child = known instanceof Branch ? known : new Branch();
    this.#children.set(name, child);
    child.place(rest, leaf);
  }

  tree(): TreeDirectory {
    return directory(
      [...this.#children].map(([name, child]): [string, Tree] => [
        name,
        child instanceof Branch ? child.tree() : child,
      ]),
    );
  }
}
