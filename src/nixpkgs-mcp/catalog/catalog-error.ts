import { messageOf, UserError } from "../../errors.ts";
import { CatalogSyntaxError } from "./json-entries.ts";

/**
 * What a user reads when there is no catalog; other UserErrors keep their words under this code.
 *
 * @param cacheDir where catalogs are kept: a disk that is full, or may not be written, is no fault of the origin
 */
export function catalogError(error: unknown, origin: string, cacheDir: string): UserError {
  if (error instanceof UserError && error.code === "E_CATALOG") return error;
  const disk = troubleOfCache(error, cacheDir);
  if (disk !== undefined) {
    return new UserError(`there is no catalog of packages: ${disk}`, {
      code: "E_CATALOG",
      where: cacheDir,
      hint: disk.includes("is full") || disk.includes("is used up") ? `Free some space. ${MOVE}` : MOVE,
      cause: error,
    });
  }
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
const MOVE = "Set XDG_CACHE_HOME to a folder with room that you may write to.";

/** Reading never throws these, whatever is read. */
const ofWriting: Readonly<Record<string, string>> = {
  ENOSPC: "the disk of the cache is full",
  EDQUOT: "the disk quota of the cache is used up",
  EROFS: "the cache lies on a read-only disk",
};

/** What is wrong with the cache's disk, if that is what threw; the codes of a local catalog can be the same. */
function troubleOfCache(error: unknown, cacheDir: string): string | undefined {
  const { code = "", syscall, path } = systemErrorOf(error);
  if (syscall === "mkdir") {
    const why = ofWriting[code] ?? messageOf(error);
    return code === "ENOSPC" || code === "EDQUOT" ? why : `the folder of the cache cannot be made: ${why}`;
  }
  if (ofWriting[code] !== undefined) return ofWriting[code];
  const place = error instanceof UserError ? error.where : path;
  const isDenied = ["EACCES", "EPERM", "ENOTDIR"].includes(code);
  return isDenied && place?.startsWith(cacheDir) ? "the folder of the cache may not be written" : undefined;
}

/** The first of an error and its causes that the system threw. */
function systemErrorOf(error: unknown): Pick<NodeJS.ErrnoException, "code" | "syscall" | "path"> {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code } = each as NodeJS.ErrnoException;
    if (!(each instanceof UserError) && typeof code === "string") return each as NodeJS.ErrnoException;
  }
  return {};
}

/** What was asked for lies in a part of the index that is not as it was written. */
export function damagedError(origin: string, failure: UserError | undefined): UserError {
  const what = "the index of the catalog is damaged";
  const [message, hint] =
    failure === undefined
      ? [`${what}; it is being built anew`, "Ask again in a few seconds."]
      : [`${what} and could not be built anew: ${failure.message}`, failure.hint];
  return new UserError(message, { code: "E_CATALOG", where: failure?.where ?? origin, hint, cause: failure });
}

/** Whether a catalog's bytes are at fault: no JSON, no brotli, cut short. */
export function isBroken(error: unknown): boolean {
  if (error instanceof CatalogSyntaxError) return true;
  const { code = "" } = Object(error) as { code?: string };
  return /^(?:ERR_?_?ZLIB|ERR_BROTLI|ERR__ERROR_FORMAT|Z_|ERR_PADDING|ERR_BUFFER|ERR__ERROR)/.test(code);
}
