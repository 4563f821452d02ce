/**
 * Where `require` in a folder of a lockfile looks for a package, the nearest first. Source: Node's documentation,
 * "Loading from node_modules folders".
 *
 * @param folder a key of the lockfile's `packages`; empty: the root
 */
export function requirePlaces(folder: string, name: string): string[] {
  const places: string[] = [];
  for (let at = folder; at !== ""; at = parentOf(at)) places.push(`${at}/node_modules/${name}`);
  return [...places, `node_modules/${name}`];
}

/** The folder whose node_modules a package lies in; of what lies in none, the root. */
function parentOf(folder: string): string {
  const end = folder.lastIndexOf("/node_modules/");
  return end < 0 ? "" : folder.slice(0, end);
}
