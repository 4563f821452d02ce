import type { Colors } from "./colors.ts";
import type { Tasks } from "./progress.ts";

/** What a command says besides its result; everything here goes to stderr. */
export interface Ui {
  /** For text that goes to stdout. */
  readonly colors: Colors;
  /** For text that goes to stderr. */
  readonly stderrColors: Colors;
  readonly verbosity: "quiet" | "normal" | "verbose";
  /** A line for the person at the terminal; nothing with `--quiet`. */
  info(text: string): void;
  /** A line only with `--verbose`. */
  detail(text: string): void;
  /** `warning: …`, also with `--quiet`; with `--json` it goes into the document's `warnings`. */
  warn(text: string): void;
  /** Starts a progress display; call `stop()` in a `finally`. */
  tasks(title?: string): Tasks;
}
