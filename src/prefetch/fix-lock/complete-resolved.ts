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
  return edited(lock, (entry) =>
    entry.resolved === undefined && entry.integrity !== undefined && entry.version !== undefined
      ? insertAfter(lock, entry.node, "version", [["resolved", conventional(entry, entry.version, registry)]])
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
  return edited(lock, (entry) =>
    entry.integrity !== undefined &&
    entry.version !== undefined &&
    entry.resolved === conventional(entry, entry.version, registry)
      ? removeMember(entry.node, "resolved")
      : undefined,
  );
}

function edited(lock: string, edit: (entry: RegistryEntry) => Edit | undefined): string {
  return applyEdits(
    lock,
    registryEntries(lock).flatMap((entry) => edit(entry) ?? []),
  );
}

function conventional(entry: RegistryEntry, version: string, registry: RegistryOf): string {
  return conventionalTarballUrl(registry, entry.name, version);
}
