import type { Colors } from "./colors.ts";
import type { Io } from "./io.ts";
import type { LiveArea } from "./live-area.ts";
import type { Task, Tasks } from "./progress.ts";
import { clip, oneLine, progressLines, type TaskState, type Unit } from "./progress-lines.ts";

interface LiveTasksOptions {
  readonly area: LiveArea;
  readonly io: Io;
  readonly colors: Colors;
  readonly unicode: boolean;
  readonly title: string | undefined;
}

const framesPerSecond = 10;
const mostLines = 12;

/** Tasks drawn on a terminal: finished ones scroll up as lines, running ones stay below. */
export class LiveTasks implements Tasks {
  readonly #options: LiveTasksOptions;
  readonly #running = new Map<string, TaskState>();
  readonly #timer: NodeJS.Timeout;
  #finished = 0;
  #failed = 0;
  #stopped = false;

  constructor(options: LiveTasksOptions) {
    this.#options = options;
    // Events come far faster than a person reads: only the timer draws.
    this.#timer = setInterval(() => this.#draw(), 1000 / framesPerSecond);
    this.#timer.unref();
  }

  start(name: string, text = ""): Task {
    const shown = oneLine(name);
    this.#running.set(shown, {
      name: shown,
      text,
      startedAt: Date.now(),
      done: undefined,
      total: undefined,
      unit: "packages",
    });
    return {
      update: (text, done, total, unit) => this.#update(shown, text, done, total, unit),
      done: (text) => this.#end(shown, true, text ?? ""),
      fail: (text) => this.#end(shown, false, text),
    };
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#options.area.clear();
  }

  #update(name: string, text: string, done?: number, total?: number, unit: Unit = "packages"): void {
    const state = this.#running.get(name);
    if (state !== undefined) this.#running.set(name, { ...state, text, done, total, unit });
  }

  #end(name: string, worked: boolean, text: string): void {
    if (!this.#running.delete(name)) return;
    this.#finished += worked ? 1 : 0;
    this.#failed += worked ? 0 : 1;
    const { area, io, colors, unicode } = this.#options;
    const mark = worked ? colors.green(unicode ? "✓" : "ok") : colors.red(unicode ? "✗" : "failed");
    const room = Math.max(0, io.columns - name.length - 10);
    const rest = text === "" ? "" : `  ${clip(oneLine(text), room)}`;
    area.interrupt(() => io.stderr(`${mark} ${name}${rest}\n`));
  }

  #draw(): void {
    const { area, io, colors, unicode, title } = this.#options;
    area.draw(
      progressLines({
        title,
        running: [...this.#running.values()],
        finished: this.#finished,
        failed: this.#failed,
        now: Date.now(),
        columns: io.columns,
        rows: Math.min(mostLines, io.rows - 2),
        colors,
        unicode,
      }),
    );
  }
}
