import { SourceError } from "../config/source-place.ts";
import { ManyErrors, messageOf, UserError } from "../errors.ts";
import type { Colors } from "../ui/colors.ts";

/** What was thrown, as the errors a user reads; a defect of ours becomes one `E_INTERNAL`. */
export function userErrorsOf(thrown: unknown): readonly UserError[] {
  if (thrown instanceof UserError) return [thrown];
  if (thrown instanceof ManyErrors) return thrown.errors;
  if (thrown instanceof AggregateError) return thrown.errors.flatMap(userErrorsOf);
  const { code, syscall } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (typeof code === "string" && typeof syscall === "string") {
    return [new UserError(messageOf(thrown), { code: "E_SYSTEM", cause: thrown })];
  }
  return [
    new UserError(messageOf(thrown) || "something failed without a message", {
      code: "E_INTERNAL",
      hint: "This is a defect of mcp-nixgen; --verbose shows where it happened.",
      cause: thrown,
    }),
  ];
}

/** An error for the terminal: message, place, excerpt, remedy. Ends with a newline. */
export function errorText(error: UserError, colors: Colors): string {
  const [first = "", ...more] = error.message.split("\n");
  const lines = [`${colors.red(colors.bold("error:"))} ${first}`, ...more.map((line) => `  ${line}`)];
  if (error.where !== undefined) lines.push(`  ${colors.dim("-->")} ${error.where}`);
  if (error instanceof SourceError) lines.push(...error.excerpt.split("\n").map((line) => `   ${line}`));
  if (error.hint !== undefined) lines.push(`  ${colors.cyan("hint:")} ${error.hint}`);
  return `${lines.join("\n")}\n`;
}

/** The form of `--json`. */
export function errorJson(error: UserError): ReturnType<UserError["toJSON"]> {
  return error.toJSON();
}
