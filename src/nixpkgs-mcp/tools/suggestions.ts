import { UserError } from "../../errors.ts";
import type { Catalog } from "../catalog/types.ts";
import type { Core } from "../core.ts";

/** Codes that say that there is no package of this name. */
const unknownPackage = new Set(["E_ATTR_UNKNOWN", "E_ATTR"]);

/** Does `work`; an error about an unknown package gets the names that sound alike. */
export async function explained<T>(attr: string, core: Core, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || !unknownPackage.has(error.code)) throw error;
    const similar = await core.services
      .catalogIfReady()
      .then((catalog) => catalog && suggestion(catalog, attr))
      .catch(() => null);
    throw new UserError(error.message, {
      code: error.code,
      where: error.where,
      hint: similar ?? error.hint,
      cause: error,
    });
  }
}

/** `E_ATTR_UNKNOWN` with the names that sound alike. */
export function unknownPackageError(catalog: Catalog, attr: string): UserError {
  return new UserError(`there is no package '${attr}'`, {
    code: "E_ATTR_UNKNOWN",
    hint: suggestion(catalog, attr) ?? "nixpkgs_search finds packages by what they do.",
  });
}

function suggestion(catalog: Catalog, attr: string): string | null {
  const names = catalog.similar(attr, 5);
  return names.length === 0 ? null : `Did you mean ${names.join(", ")}?`;
}
