import { UserError } from "../../errors.ts";
import { releaseContents } from "./contents.ts";
import { parseCoreMetadata } from "./core-metadata.ts";
import type { PypiIndexClient } from "./index-client.ts";
import { type PickedRelease, pickRelease } from "./pick.ts";
import { type PypiSource, pinnedPypi } from "./spec.ts";

/** A dependency's version, chosen as for a server. */
export function pickDependency(
  name: string,
  specifier: string,
  client: PypiIndexClient,
  python: string,
  where: string,
): Promise<PickedRelease> {
  return pickRelease(dependencySource(name, specifier, where), client, python);
}

function dependencySource(name: string, specifier: string, where: string): PypiSource {
  return {
    kind: "pypi",
    spec: `${where}: its dependency ${name}`,
    name,
    called: name,
    extras: [],
    specifier,
  };
}

/**
 * What a dependency requires in turn, of the version that nixpkgs has where the index still has that, else of the newest
 * that is allowed. Where the index serves a wheel's metadata by itself nothing else is downloaded.
 *
 * @param known nixpkgs' version
 */
export async function dependencyRequirements(
  name: string,
  specifier: string,
  known: string | null,
  client: PypiIndexClient,
  python: string,
  where: string,
): Promise<readonly string[]> {
  const source = dependencySource(name, specifier, where);
  const picked =
    (known === null ? null : await pickIfThere(pinnedPypi(source, known), client, python)) ??
    (await pickRelease(source, client, python));
  const wheel = picked.usable.pure ?? picked.usable.wheels[0];
  const text = wheel === undefined ? null : await client.metadata(wheel.file);
  const metadata = text === null ? null : parseCoreMetadata(text);
  if (metadata !== null) return metadata.requiresDist;
  const { release, usable } = picked;
  return (await releaseContents(name, release.version, usable, client, source.spec)).requirements;
}

async function pickIfThere(
  source: PypiSource,
  client: PypiIndexClient,
  python: string,
): Promise<PickedRelease | null> {
  try {
    return await pickRelease(source, client, python);
  } catch (error) {
    if (error instanceof UserError && /^E_(?:VERSION|PYTHON|PLATFORM|YANKED)$/.test(error.code)) return null;
    throw error;
  }
}
