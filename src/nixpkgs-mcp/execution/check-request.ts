import { UserError } from "../../errors.ts";
import type { Limits } from "./options.ts";

/** The kernel's limit for one argument (`MAX_ARG_STRLEN`), its end included. */
const LONGEST_ARGUMENT = 131_071;

/**
 * Refuses what no process can be given.
 *
 * @throws UserError `E_STDIN`, `E_ARGS`
 */
export function checkInput(words: readonly string[], stdin: Uint8Array | undefined, limits: Limits): void {
  if (stdin !== undefined && stdin.length > limits.stdinBytes) {
    throw new UserError(`the input has ${stdin.length} bytes; ${limits.stdinBytes} is the most`, {
      code: "E_STDIN",
      hint: "Write it to a file and hand over its path.",
    });
  }
  if (words.some((word) => word.includes("\0"))) {
    throw new UserError("an argument holds a NUL character, which no program can be given", {
      code: "E_ARGS",
    });
  }
  const sizes = words.map((word) => Buffer.byteLength(word));
  const total = sizes.reduce((sum, size) => sum + size + 1, 0);
  if (total > limits.argumentBytes || sizes.some((size) => size > LONGEST_ARGUMENT)) {
    throw new UserError(`the arguments are too long (${total} bytes)`, {
      code: "E_ARGS",
      hint: "Hand long input over on stdin.",
    });
  }
}
