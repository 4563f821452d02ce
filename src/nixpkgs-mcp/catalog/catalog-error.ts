import { messageOf, UserError } from "../../errors.ts";
import { CatalogSyntaxError } from "./json-entries.ts";

/** What a user reads when there is no catalog; other UserErrors keep their words under this code. */
export function catalogError(error: unknown, origin: string): UserError {
  if (error instanceof UserError && error.code === "E_CATALOG") return error;
  if (error instanceof UserError) {
    return new UserError(`there is no catalog of packages: ${error.message}`, {
      code: "E_CATALOG",
      where: error.where ?? origin,
      hint: error.hint ?? REMEDY,
      cause: error,
    });
  }
  const [message, hint] = isBroken(error)
    ? [
        `the catalog is broken: ${messageOf(error)}`,
        "Fetch it again; a local one must be packages.json or packages.json.br.",
      ]
    : [`there is no catalog of packages: ${messageOf(error)}`, REMEDY];
  return new UserError(message, { code: "E_CATALOG", where: origin, hint, cause: error });
}

const REMEDY = "Check the network and the channel's name, or name a local packages.json with --catalog.";

/** Whether a catalog's bytes are at fault: no JSON, no brotli, cut short. */
export function isBroken(error: unknown): boolean {
  if (error instanceof CatalogSyntaxError) return true;
  const { code = "" } = Object(error) as { code?: string };
  return /^(?:ERR_?_?ZLIB|ERR_BROTLI|ERR__ERROR_FORMAT|Z_|ERR_PADDING|ERR_BUFFER|ERR__ERROR)/.test(code);
}
