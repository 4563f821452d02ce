import { editCanonical, type ResolvedEdit } from "./canonical-lock.ts";
import { conventionalTarballUrl, type RegistryOf } from "./conventional-url.ts";
import { applyEdits, type Edit, insertAfter, removeMember } from "./json-edits.ts";
import { type RegistryEntry, registryEntries } from "./registry-entries.ts";

/**
 * Writes the conventional tarball address into every registry entry that has an `integrity` but no
 * `resolved`, as npm leaves them with `omit-lockfile-registry-resolved`. Needs no network: the integrity
 * says already what the tarball must be. All else in the text stays as it is.
 *
 * @throws UserError `E_LOCK_PARSE`
 */
export function completeResolved(lock: string, registry: RegistryOf): string {
  return edited(lock, ({ name, version, resolved, integrity }) =>
    resolved === undefined && integrity !== undefined
      ? conventionalTarballUrl(registry, name, version)
      : undefined,
  );
}

/**
 * The inverse: removes `resolved` where it is the conventional address and an `integrity` says the same,
 * which makes a lockfile name no registry at all. Other addresses stay.
 *
 * @throws UserError `E_LOCK_PARSE`
 */
export function omitResolved(lock: string, registry: RegistryOf): string {
  return edited(lock, ({ name, version, resolved, integrity }) =>
    integrity !== undefined && resolved === conventionalTarballUrl(registry, name, version)
      ? null
      : undefined,
  );
}

function edited(lock: string, edit: ResolvedEdit): string {
  return editCanonical(lock, edit) ?? editText(lock, edit);
}

/** For any lockfile: only the places that change are touched. */
export function editText(lock: string, edit: ResolvedEdit): string {
  const edits = registryEntries(lock).flatMap((entry) => {
    const { version } = entry;
    return version === undefined ? [] : (textEdit(lock, entry, edit({ ...entry, version })) ?? []);
  });
  return applyEdits(lock, edits);
}

function textEdit(lock: string, entry: RegistryEntry, resolved: string | null | undefined): Edit | undefined {
  if (resolved === undefined) return undefined;
  if (resolved === null) return removeMember(entry.node, "resolved");
  return insertAfter(lock, entry.node, "version", [["resolved", resolved]]);
}
