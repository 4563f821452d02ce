import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { ManyErrors, messageOf, UserError } from "../../errors.ts";
import { outputPage } from "../execution/output-page.ts";
import type { ExecutionResult, Output } from "../execution/types.ts";
import type { JsonSchema } from "./json-schema.ts";

/** Text for every client, and the same as an object for those that take one. */
export function result(text: string, structured: Record<string, unknown>): CallToolResult {
  return { content: [{ type: "text", text }], structuredContent: structured };
}

/** What `structuredContent` of every execution has. The other tools that run something have the same. */
export const executionOutput: JsonSchema = {
  type: "object",
  properties: {
    stdout: { type: "string" },
    stderr: { type: "string" },
    exitCode: { type: ["integer", "null"] },
    durationMs: { type: "number" },
  },
  required: ["stdout", "stderr", "exitCode", "durationMs"],
};

/**
 * A finished program. An exit code other than 0 is an answer (grep found nothing, diff found something), and
 * no error; ended by a time limit or a signal is one.
 */
export function executionResult(run: ExecutionResult, more: Record<string, unknown> = {}): CallToolResult {
  return {
    content: [{ type: "text", text: executionText(run) }],
    structuredContent: { ...executionObject(run), ...more },
    ...(run.timedOut || run.cancelled || run.signal !== null ? { isError: true } : {}),
  };
}

/** The object of one execution; what is as usual is left out, but for the four that are always there. */
export function executionObject(run: ExecutionResult): Record<string, unknown> {
  return {
    stdout: run.stdout.text,
    stderr: run.stderr.text,
    exitCode: run.exitCode,
    durationMs: Math.round(run.durationMs),
    ...(run.signal === null ? {} : { signal: run.signal }),
    ...(run.timedOut ? { timedOut: true } : {}),
    ...(run.cancelled ? { cancelled: true } : {}),
    ...outputFacts("stdout", run.stdout),
    ...outputFacts("stderr", run.stderr),
  };
}

function outputFacts(name: "stdout" | "stderr", output: Output): Record<string, unknown> {
  if (!output.cut && !output.binary && output.resource === undefined) return {};
  return {
    [`${name}Bytes`]: output.bytes,
    ...(output.cut ? { [`${name}Cut`]: true } : {}),
    ...(output.binary ? { [`${name}Binary`]: true } : {}),
    ...(output.resource === undefined ? {} : { [`${name}Resource`]: output.resource }),
    ...(output.saved === undefined ? {} : { [`${name}Saved`]: output.saved }),
  };
}

/** The same as text: stdout, stderr under a heading, and a last line with exit code and duration. */
export function executionText(run: ExecutionResult): string {
  const parts = [];
  if (run.stdout.text !== "") parts.push(withoutLastNewline(run.stdout.text));
  if (run.stderr.text !== "") parts.push(`[stderr]\n${withoutLastNewline(run.stderr.text)}`);
  parts.push(...whereKept("stdout", run.stdout), ...whereKept("stderr", run.stderr));
  return [...parts, `[${ending(run)}, ${Math.round(run.durationMs)} ms]`].join("\n");
}

/** Where an output is that the text has not, or not all of it. */
function whereKept(name: string, { binary, bytes, resource, saved }: Output): string[] {
  const which = binary ? `binary ${name}` : name;
  if (resource === undefined) return binary ? [`[${bytes} bytes of ${which} that could not be kept]`] : [];
  const what = saved === undefined ? `all ${bytes}` : `the first ${saved} of ${bytes}`;
  const pages =
    (saved ?? bytes) > outputPage ? `, ${outputPage} at a time: ?offset=${outputPage} goes on` : "";
  return [`[${what} bytes of ${which}: ${resource}${pages}]`];
}

function ending(run: ExecutionResult): string {
  if (run.timedOut) return "ended: time limit reached";
  if (run.cancelled) return "ended: cancelled";
  return run.signal === null ? `exit code ${run.exitCode}` : `ended by ${run.signal}`;
}

const withoutLastNewline = (text: string) => text.replace(/\n$/, "");

/** What was thrown, as a result that the model reads: what happened, and what to do. */
export function errorResult(thrown: unknown): CallToolResult {
  const object = errorObject(thrown);
  if (thrown instanceof UserError) {
    const place = thrown.where === undefined ? "" : ` (${thrown.where})`;
    const hint = object.hint === undefined ? "" : `\n${object.hint}`;
    return failed(`${object.message}${place}${hint}`, object);
  }
  if (thrown instanceof ManyErrors) {
    return failed(bounded(thrown.message), { code: "E_SEVERAL", errors: thrown.errors.map(errorObject) });
  }
  return failed(`something failed inside nixpkgs-mcp: ${object.message}`, { code: "E_INTERNAL", ...object });
}

/** The same as an object. */
export function errorObject(thrown: unknown): Record<string, unknown> {
  const object = thrown instanceof UserError ? thrown.toJSON() : { message: messageOf(thrown) };
  return Object.fromEntries(Object.entries(object).map(([key, text]) => [key, bounded(text)]));
}

/** Characters of an error's text: a builder's last lines, which it quotes, may be of any length. */
const longestError = 8_000;

/** Its beginning and its end. */
function bounded(text: string): string {
  if (text.length <= longestError) return text;
  return `${text.slice(0, longestError / 2)}\n[…]\n${text.slice(-longestError / 2)}`;
}

/** Without `structuredContent`: an error has not the form that the tool's output schema says. */
function failed(text: string, error: Record<string, unknown>): CallToolResult {
  return { content: [{ type: "text", text }], isError: true, _meta: { "nixpkgs-mcp/error": error } };
}
