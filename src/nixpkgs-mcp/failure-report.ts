import { SourceError } from "../config/source-place.ts";
import { ManyErrors, messageOf, UserError } from "../errors.ts";

/** Tells a person what went wrong before the server ran; the exit code. */
export function reportFailure(thrown: unknown, print: (text: string) => void): 1 | 2 {
  const errors: readonly unknown[] = thrown instanceof ManyErrors ? thrown.errors : [thrown];
  for (const error of errors) print(textOf(error));
  return thrown instanceof UserError && thrown.code === "E_USAGE" ? 2 : 1;
}

function textOf(error: unknown): string {
  if (!(error instanceof UserError)) {
    return `nixpkgs-mcp: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`;
  }
  const lines = [`nixpkgs-mcp: ${error.message}`];
  if (error.where !== undefined) lines.push(`  --> ${error.where}`);
  if (error instanceof SourceError) lines.push(...error.excerpt.split("\n").map((line) => `   ${line}`));
  if (error.hint !== undefined) lines.push(`  hint: ${error.hint}`);
  return `${lines.join("\n")}\n`;
}
