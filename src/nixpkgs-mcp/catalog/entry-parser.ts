/** What comes before the platforms of a package in JSON without spaces; within a string, its quotes would be escaped. */
const BEFORE_LIST = Buffer.from(',"platforms":');

const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** Stands in its place; nobody names a platform so. */
const CUT = "the list that was cut out";

/** A catalog has some hundred different ones. */
const MOST_LISTS = 4096;

/**
 * `JSON.parse` for the entries of a catalog, which are a third lists of platforms: these are cut out and read once for
 * all packages that have the same. Equal ones are one object.
 */
export class EntryParser {
  /** By their JSON text. */
  readonly #lists = new Map<string, unknown>();

  /** @throws SyntaxError */
  parse(entry: Buffer): unknown {
    const start = entry.indexOf(BEFORE_LIST) + BEFORE_LIST.length;
    if (start < BEFORE_LIST.length || entry[start] !== OPEN_LIST) return parsed(entry);
    const end = entry.indexOf(CLOSE_LIST, start) + 1;
    const list = this.#list(entry.toString("utf8", start, end));
    if (list === undefined) return parsed(entry);
    const json = JSON.parse(`${entry.toString("utf8", 0, start)}"${CUT}"${entry.toString("utf8", end)}`);
    // It may have been of something else within the entry.
    if (json?.meta?.platforms !== CUT) return parsed(entry);
    json.meta.platforms = list;
    return json;
  }

  /** Undefined where the text is no list as a whole, as when it has lists of its own. */
  #list(text: string): unknown {
    const known = this.#lists.get(text);
    if (known !== undefined) return known;
    if (this.#lists.size === MOST_LISTS) return undefined;
    try {
      const list = JSON.parse(text);
      this.#lists.set(text, list);
      return list;
    } catch {
      return undefined;
    }
  }
}

function parsed(entry: Buffer): unknown {
  return JSON.parse(entry.toString("utf8"));
}
