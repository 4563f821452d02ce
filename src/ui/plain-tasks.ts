import type { Task, Tasks } from "./progress.ts";
import { amountText, oneLine, type Unit } from "./progress-lines.ts";

const secondsBetweenLines = 10;

/** Tasks as lines for a log: how each ended, and now and then how far the long ones are. */
export class PlainTasks implements Tasks {
  readonly #line: (text: string) => void;
  readonly #title: string | undefined;
  readonly #lastLine = new Map<string, number>();
  readonly #now: () => number;

  /** `now` in milliseconds. */
  constructor(line: (text: string) => void, title?: string, now: () => number = Date.now) {
    this.#line = line;
    this.#title = title;
    this.#now = now;
  }

  start(name: string, _text?: string): Task {
    const shown = oneLine(name);
    this.#lastLine.set(shown, this.#now());
    return {
      update: (text, done, total, unit) => this.#update(shown, text, done, total, unit),
      done: (text) => this.#end(shown, text === undefined || text === "" ? "done" : text),
      fail: (text) => this.#end(shown, `failed: ${text}`),
    };
  }

  stop(): void {
    this.#lastLine.clear();
  }

  #update(name: string, text: string, done?: number, total?: number, unit: Unit = "packages"): void {
    const last = this.#lastLine.get(name);
    if (last === undefined || this.#now() - last < secondsBetweenLines * 1000) return;
    this.#lastLine.set(name, this.#now());
    const amount = amountText({ done, total, unit });
    this.#say(name, amount === "" ? text : `${text} (${amount})`);
  }

  #end(name: string, text: string): void {
    if (this.#lastLine.delete(name)) this.#say(name, text);
  }

  #say(name: string, text: string): void {
    this.#line(`${this.#title === undefined ? "" : `${this.#title}: `}${name}: ${oneLine(text)}`);
  }
}

/** For `--quiet`. */
export const silentTasks: Tasks = {
  start: () => ({ update: () => {}, done: () => {}, fail: () => {} }),
  stop: () => {},
};
