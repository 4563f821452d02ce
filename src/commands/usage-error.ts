import { UserError } from "../errors.ts";

/** A wrong command line: `E_USAGE`, exit code 2. */
export function usageError(message: string, hint?: string): UserError {
  return new UserError(message, { code: "E_USAGE", hint });
}
