import { maskSecrets } from "../mask-secrets.ts";
import type { Colors } from "./colors.ts";
import type { Io } from "./io.ts";
import { LiveArea } from "./live-area.ts";
import { LiveTasks } from "./live-tasks.ts";
import { PlainTasks, silentTasks } from "./plain-tasks.ts";
import type { Tasks } from "./progress.ts";
import type { Ui } from "./ui.ts";

interface UiOptions {
  readonly colors: Colors;
  readonly stderrColors: Colors;
  readonly verbosity: Ui["verbosity"];
  /** Warnings are kept for the JSON document instead of being printed. */
  readonly keepWarnings: boolean;
  /** Whether stderr can be redrawn. */
  readonly live: boolean;
  readonly unicode: boolean;
}

/** The Ui together with what the framework needs to end it. */
export interface TerminalUi extends Ui {
  /** Writes that do not tear the progress display. */
  readonly io: Io;
  readonly warnings: readonly string[];
  /** Ends every progress display. */
  close(): void;
}

/** The Ui of one run. */
export function createUi(io: Io, options: UiOptions): TerminalUi {
  const { stderrColors, verbosity } = options;
  const area = options.live ? new LiveArea((text) => io.stderr(text)) : undefined;
  const quiet = verbosity === "quiet";
  const warnings: string[] = [];
  const open = new Set<Tasks>();
  const between = (write: () => void) => (area === undefined ? write() : area.interrupt(write));
  const line = (text: string) => between(() => io.stderr(`${maskSecrets(text)}\n`));
  const guarded: Io = {
    stdout: (text) => between(() => io.stdout(text)),
    stderr: (text) => between(() => io.stderr(maskSecrets(text))),
    stdoutIsTerminal: io.stdoutIsTerminal,
    stderrIsTerminal: io.stderrIsTerminal,
    get columns() {
      return io.columns;
    },
    get rows() {
      return io.rows;
    },
  };
  const newTasks = (title: string | undefined): Tasks => {
    if (quiet) return silentTasks;
    if (area === undefined) return new PlainTasks(line, title);
    return new LiveTasks({ area, io, colors: stderrColors, unicode: options.unicode, title });
  };
  return {
    colors: options.colors,
    stderrColors,
    verbosity,
    io: guarded,
    warnings,
    info: (text) => {
      if (!quiet) line(text);
    },
    detail: (text) => {
      if (verbosity === "verbose") line(stderrColors.dim(text));
    },
    warn: (text) => {
      if (options.keepWarnings) warnings.push(maskSecrets(text));
      else line(`${stderrColors.yellow("warning:")} ${text}`);
    },
    tasks: (title) => {
      const tasks = newTasks(title);
      open.add(tasks);
      return tasks;
    },
    close: () => {
      for (const tasks of open) tasks.stop();
      open.clear();
    },
  };
}
