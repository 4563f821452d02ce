import type { z } from "zod";
import { didYouMean } from "../../config/similar-names.ts";
import { UserError } from "../../errors.ts";

/** Mistakes that are told; whoever made a thousand has made one. */
const mostLines = 20;

/**
 * A call's arguments, checked. Throws `E_ARGUMENTS`, one line for each mistake, each with its field's name; the
 * hint names the fields there are.
 */
export function parseArguments<Input extends z.ZodObject>(
  tool: string,
  input: Input,
  given: unknown,
): z.output<Input> {
  const parsed = input.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const fields = Object.keys(input.shape);
  const all = parsed.error.issues.flatMap((issue) => issueLines(issue, fields, given));
  const lines = all.length > mostLines ? [...all.slice(0, mostLines), `${all.length - mostLines} more`] : all;
  throw new UserError(`${tool}: ${lines.join("; ")}`, {
    code: "E_ARGUMENTS",
    hint: fields.length === 0 ? "It takes no arguments." : `Arguments: ${fields.join(", ")}.`,
  });
}

function issueLines(issue: z.core.$ZodIssue, fields: readonly string[], given: unknown): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      [`unknown argument '${key.slice(0, 100)}'`, didYouMean(key.slice(0, 100), fields)]
        .filter(Boolean)
        .join(". "),
    );
  }
  const field = fieldName(issue.path);
  if (issue.code === "invalid_type") {
    const missing = valueAt(given, issue.path) === undefined;
    return [`${field} ${missing ? "is missing" : `must be ${kinds[issue.expected] ?? issue.expected}`}`];
  }
  if (issue.code === "invalid_union") return [`${field} has a form that is not understood`];
  return [`${field}: ${issue.message[0]?.toLowerCase()}${issue.message.slice(1)}`];
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null)?.[key], given);
}

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the arguments";
  const shown = path.map((step, index) =>
    typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`,
  );
  return `'${shown.join("")}'`;
}

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  array: "an array",
  object: "an object",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};
