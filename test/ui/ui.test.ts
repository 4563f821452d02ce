import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { colorsFor } from "../../src/ui/colors.ts";
import { fileDiff } from "../../src/ui/diff.ts";
import { PlainTasks } from "../../src/ui/plain-tasks.ts";
import { progressLines } from "../../src/ui/progress-lines.ts";
import { table } from "../../src/ui/table.ts";
import { createUi } from "../../src/ui/terminal-ui.ts";
import { wrap } from "../../src/ui/wrap.ts";

const plain = colorsFor(false);
const colored = colorsFor(true);

describe("a table", () => {
  it("aligns by what is seen", () => {
    const rows = [
      [colored.red("a"), "1"],
      ["long", "200"],
    ];
    const text = table([{ title: "NAME" }, { title: "N", align: "right" }], rows);
    expect(stripVTControlCharacters(text)).toBe("NAME    N\na       1\nlong  200");
  });

  it("is cut to the terminal's width, colours ended", () => {
    const text = table([{ title: "A" }], [[colored.red("abcdefgh")], ["ij"]], { width: 5 });
    expect(stripVTControlCharacters(text)).toBe("A\nabcd…\nij");
    expect(text).toContain(`abcd…\u001b[39m`);
  });
});

describe("a diff", () => {
  it("is unified, with /dev/null for a file that is not there", () => {
    expect(fileDiff("f", "a\nb\nc\n", "a\nB\nc\n", plain)).toBe(
      "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c",
    );
    expect(fileDiff("f", null, "a\n", plain)).toBe("--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a");
    expect(fileDiff("f", "a\n", null, plain)).toContain("+++ /dev/null");
    expect(fileDiff("f", "a", "a", plain)).toBe("");
  });

  it("of two large strangers is told in numbers, soon", () => {
    const lines = (prefix: string) =>
      Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}\n`).join("");
    const started = performance.now();
    expect(fileDiff("f", lines("a"), lines("b"), plain)).toContain(
      "(20000 lines become 20000; too different to show)",
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("wrapping", () => {
  it("keeps every word and the width", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^\S{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 12, max: 60 }),
        (words, width) => {
          const text = wrap(words.join(" "), width);
          expect(text.split(/\s/).join(" ")).toBe(words.join(" "));
          for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe("progress lines", () => {
  const view = { title: "Prefetch", finished: 1, failed: 1, now: 10_000, colors: plain, unicode: false };
  const task = (name: string, text = "", done?: number, total?: number) => ({
    name,
    text,
    startedAt: 0,
    done,
    total,
    unit: "packages" as const,
  });

  it("say what runs and how far it is", () => {
    const lines = progressLines({ ...view, running: [task("a", "fetching", 3, 9)], columns: 60, rows: 5 });
    expect(lines).toEqual(["| a  fetching  3/9 packages  10s", "Prefetch: 1 done, 1 failed, 1 running"]);
  });

  it("fit into the terminal, whatever the tasks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.stringMatching(/^[!-~]{1,80}$/), text: fc.string() }), {
          maxLength: 30,
        }),
        fc.integer({ min: 50, max: 200 }),
        fc.integer({ min: 2, max: 20 }),
        (tasks, columns, rows) => {
          const running = tasks.map(({ name, text }) => task(name, text, 1));
          const lines = progressLines({ ...view, running, columns, rows });
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) {
            expect(line).not.toMatch(/\p{Cc}/u);
            expect(line.length).toBeLessThan(columns);
          }
        },
      ),
    );
  });
});

describe("plain progress", () => {
  it("says how each ended, and something of the long ones in between", () => {
    let now = 0;
    const lines: string[] = [];
    const tasks = new PlainTasks(
      (line) => lines.push(line),
      undefined,
      () => now,
    );
    const one = tasks.start("one");
    const two = tasks.start("two");
    now = 5_000;
    one.update("fetching", 1, 2);
    one.done("3 packages");
    now = 12_000;
    two.update("fetching", 5_000_000, 8_000_000, "bytes");
    two.update("fetching", 6_000_000, 8_000_000, "bytes");
    two.fail("no\u001b[31m network\n");
    two.done("too late");
    expect(lines).toEqual(["one: 3 packages", "two: fetching (5.0/8.0 MB)", "two: failed: no network "]);
  });
});

describe("live progress", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const csi = "\u001b\\[";
  const codes = new RegExp(`(${csi}\\?25[lh]|${csi}\\d+F|${csi}J|\n)`);
  const upwards = new RegExp(`^${csi}(\\d+)F$`);

  /** A terminal of one column of lines, as far as the display uses it. */
  function screen() {
    let lines: string[] = [""];
    let cursorShown = true;
    const write = (text: string) => {
      for (const part of text.split(codes)) {
        const up = upwards.exec(part);
        if (part === "\n") lines.push("");
        else if (part === "\u001b[?25l") cursorShown = false;
        else if (part === "\u001b[?25h") cursorShown = true;
        else if (up !== null) lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ""];
        else if (part !== "\u001b[J") lines[lines.length - 1] += stripVTControlCharacters(part);
      }
    };
    return { write, lines: () => lines, cursorShown: () => cursorShown };
  }

  it("is drawn below what is printed, and leaves the terminal as it was", () => {
    const terminal = screen();
    const ui = createUi(
      {
        stdout: terminal.write,
        stderr: terminal.write,
        stdoutIsTerminal: true,
        stderrIsTerminal: true,
        columns: 60,
        rows: 24,
      },
      {
        colors: plain,
        stderrColors: plain,
        verbosity: "normal",
        keepWarnings: false,
        live: true,
        unicode: true,
      },
    );
    const tasks = ui.tasks("Prefetch");
    const one = tasks.start("one");
    tasks.start("two").update("fetching", 1, 2);
    vi.advanceTimersByTime(100);
    expect(terminal.cursorShown()).toBe(false);
    expect(terminal.lines()).toEqual([
      expect.stringMatching(/^\S one/),
      expect.stringMatching(/^\S two {2}fetching {2}1\/2 packages$/),
      "Prefetch: 0 done, 2 running",
      "",
    ]);
    ui.warn("careful");
    one.done("ok");
    ui.io.stdout("result\n");
    vi.advanceTimersByTime(100);
    expect(terminal.lines()).toEqual([
      "warning: careful",
      "✓ one  ok",
      "result",
      expect.stringMatching(/^\S two/),
      "Prefetch: 1 done, 1 running",
      "",
    ]);
    ui.close();
    vi.advanceTimersByTime(1000);
    expect(terminal.lines()).toEqual(["warning: careful", "✓ one  ok", "result", ""]);
    expect(terminal.cursorShown()).toBe(true);
    expect(process.listenerCount("exit")).toBeLessThan(10);
  });
});
