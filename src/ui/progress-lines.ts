import { stripVTControlCharacters } from "node:util";
import { maskSecrets } from "../mask-secrets.ts";
import type { Colors } from "./colors.ts";

/** What is known of a task that runs. */
export interface TaskState {
  readonly name: string;
  readonly text: string;
  /** Milliseconds; the clock of `now`. */
  readonly startedAt: number;
  readonly done: number | undefined;
  readonly total: number | undefined;
  readonly unit: Unit;
}

export type Unit = "bytes" | "packages" | "files";

interface ProgressView {
  readonly title: string | undefined;
  readonly running: readonly TaskState[];
  readonly finished: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly now: number;
  readonly columns: number;
  /** Lines that may be used; tasks beyond are counted. */
  readonly rows: number;
  readonly colors: Colors;
  readonly unicode: boolean;
}

/** The live lines: one a running task (the oldest first), then a summary. */
export function progressLines(view: ProgressView): string[] {
  const { colors, running } = view;
  const room = Math.max(1, view.rows - 1);
  const shown = running.slice(0, running.length > room ? room - 1 : room);
  const nameWidth = Math.min(40, Math.max(0, ...shown.map((task) => task.name.length)));
  const lines = shown.map((task) => taskLine(task, nameWidth, view));
  if (shown.length < running.length) lines.push(colors.dim(`  and ${running.length - shown.length} more`));
  return [...lines, summaryLine(view)];
}

function taskLine(task: TaskState, nameWidth: number, view: ProgressView): string {
  const { colors } = view;
  const name = clip(task.name, nameWidth).padEnd(nameWidth);
  const amount = amountText(task);
  const seconds = Math.floor((view.now - task.startedAt) / 1000);
  const rest = [oneLine(task.text), amount, seconds >= 3 ? `${seconds}s` : ""].filter((part) => part !== "");
  // One column stays free: a full line makes some terminals wrap.
  const room = Math.max(0, view.columns - 1 - 3 - name.length - 1);
  return `${colors.cyan(spinner(view))} ${colors.bold(name)}  ${clip(rest.join("  "), room - 1)}`;
}

function summaryLine(view: ProgressView): string {
  const parts = [`${view.finished} done`];
  if (view.failed > 0) parts.push(`${view.failed} failed`);
  if (view.running.length > 0) parts.push(`${view.running.length} running`);
  const text = `${view.title === undefined ? "" : `${view.title}: `}${parts.join(", ")}`;
  return view.colors.dim(clip(text, view.columns - 1));
}

function spinner(view: ProgressView): string {
  const frames = view.unicode ? "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" : "|/-\\";
  return [...frames][Math.floor(view.now / 100) % [...frames].length]!;
}

/** `12/140 packages`, `3.1/8.0 MB`; empty where nothing was counted. */
export function amountText(task: Pick<TaskState, "done" | "total" | "unit">): string {
  if (task.done === undefined) return "";
  if (task.unit === "bytes") {
    const total = task.total === undefined ? "" : `/${megabytes(task.total)}`;
    return `${megabytes(task.done)}${total} MB`;
  }
  return `${task.done}${task.total === undefined ? "" : `/${task.total}`} ${task.unit}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/**
 * Text from outside, safe to draw: no line breaks, no terminal control, no secrets. To be called before a text
 * is cut, since half a secret is not recognised.
 */
export function oneLine(text: string): string {
  return maskSecrets(stripVTControlCharacters(text).replace(/\p{Cc}+/gu, " "));
}

/** Cuts plain text to `width` columns; wide characters are not expected in it. */
export function clip(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 1 ? "" : `${text.slice(0, width - 1)}…`;
}
