/** Where text goes. A command's result goes out by `CommandResult`; this is for what must stream. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether a person watches stderr; progress is drawn there. */
  readonly stderrIsTerminal: boolean;
  /** Whether stdout is a terminal (tables may be cut to `columns`). */
  readonly stdoutIsTerminal: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
  /** Height of the terminal; 24 where there is none. */
  readonly rows: number;
}
