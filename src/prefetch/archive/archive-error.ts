import { UserError } from "../../errors.ts";

/** An archive that is broken, unsafe, or of a kind that Nix's own unpackers would treat otherwise than we can. */
export function archiveError(message: string, hint?: string): UserError {
  return new UserError(message, { code: "E_ARCHIVE", hint });
}

/** A member's name as it may stand in a message. */
export function shownName(name: Uint8Array): string {
  return JSON.stringify(Buffer.from(name).toString());
}
