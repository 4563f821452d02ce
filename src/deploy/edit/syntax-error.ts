/**
 * A text that cannot be edited: it is not of its format, the servers' place holds something else, or it is
 * written in a way that an edit would break. `message` is one sentence for a person, without the place. Nothing
 * of the text is quoted but brackets and the like, neither here nor by a `cause`: it holds people's keys.
 */
export class ConfigSyntaxError extends Error {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units; a byte order mark does not count. */
  readonly column: number;

  constructor(message: string, place: { readonly line: number; readonly column: number }) {
    super(message);
    this.name = "ConfigSyntaxError";
    this.line = place.line;
    this.column = place.column;
  }

  /** `offset`: of the text, in UTF-16 code units. */
  static at(text: string, offset: number, message: string): ConfigSyntaxError {
    return new ConfigSyntaxError(message, placeOf(text, offset));
  }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = text.indexOf("\n", start);
    if (end === -1 || end >= offset) return { line, column: offset - start + 1 };
    line++;
    start = end + 1;
  }
}
