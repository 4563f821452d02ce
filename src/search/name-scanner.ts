/** What of a name's surroundings may fall between two chunks; longer ones are no entry of a list of projects. */
const LONGEST = 4096;

const forms = {
  /** PEP 691: `{"projects": [{"name": "…"}, …]}`. */
  json: /"name"\s*:\s*"([^"\\]{1,200})"/g,
  /** PEP 503: an anchor a project. */
  html: /<a\b[^>]*>\s*([^<]{1,200}?)\s*<\/a\s*>/gi,
} as const;

/**
 * Finds the names in an index's list of all projects, chunk by chunk: of tens of megabytes nothing is kept but the end of
 * the last chunk.
 */
export class NameScanner {
  readonly #onName: (name: string) => void;
  #form: keyof typeof forms | undefined;
  #rest = "";

  constructor(onName: (name: string) => void) {
    this.#onName = onName;
  }

  push(chunk: string): void {
    const text = this.#rest + chunk;
    this.#form ??= formOf(text);
    if (this.#form === undefined) {
      this.#rest = text.slice(-LONGEST);
      return;
    }
    let end = 0;
    for (const match of text.matchAll(forms[this.#form])) {
      this.#onName(match[1]!);
      end = match.index + match[0].length;
    }
    this.#rest = text.slice(Math.max(end, text.length - LONGEST));
  }

  /** Whether what came was such a list, and came whole. */
  get isWhole(): boolean {
    const rest = this.#rest.trimEnd();
    if (this.#form === "json") return rest.endsWith("}");
    return this.#form === "html";
  }
}

/** Told by the first sign; undefined: none has come. */
function formOf(text: string): keyof typeof forms | undefined {
  const [first] = text.replace(/^\uFEFF/, "").trimStart();
  if (first === undefined) return undefined;
  return first === "<" ? "html" : "json";
}
