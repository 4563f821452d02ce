import { UserError } from "../errors.ts";
import { mainProgram } from "../sources/npm/main-program.ts";

/**
 * The command that is the server, as `add` chooses it; null where that stays open: its code can be read all the same.
 *
 * @throws UserError `E_BIN` when the one asked for is missing
 */
export function mainProgramIfTold(
  packageName: string,
  bins: Readonly<Record<string, string>>,
  asked: string | undefined,
  where: string,
): string | null {
  try {
    return mainProgram({ packageName, bins, asked, where });
  } catch (error) {
    if (asked === undefined && error instanceof UserError) return null;
    throw error;
  }
}
