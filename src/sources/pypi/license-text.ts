/**
 * The file that has a project's licence: of several the one nearest to the root, then the first by name.
 *
 * @param folder only below this one, with a slash at its end; empty: anywhere in the root
 */
export function licenseFile(names: readonly string[], folder: string): string | undefined {
  const form = /^(?:licenses\/)?(?:licen[cs]e|copying)(?:[.-][\w.-]+)?$/i;
  return names
    .filter((name) => name.startsWith(folder) && form.test(name.slice(folder.length)))
    .toSorted((one, other) => one.length - other.length || (one < other ? -1 : 1))[0];
}
