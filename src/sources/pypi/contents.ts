import { UserError } from "../../errors.ts";
import type { SdistName, WheelName } from "../../python/file-name.ts";
import { normalizeName } from "../../python/names.ts";
import { normalVersion } from "../../python/versions.ts";
import type { CoreMetadata } from "./core-metadata.ts";
import type { PypiIndexClient } from "./index-client.ts";
import { readSdist, type SdistContents } from "./read-sdist.ts";
import { readWheel, type WheelContents } from "./read-wheel.ts";
import type { Published, Usable } from "./release.ts";

/** What a release's files say about it. At least one of `wheel` and `sdist` is there. */
export interface ReleaseContents {
  readonly metadata: CoreMetadata;
  /** As written, with markers. */
  readonly requirements: readonly string[];
  readonly wheel: { readonly file: Published<WheelName>; readonly contents: WheelContents } | null;
  readonly sdist: { readonly file: Published<SdistName>; readonly contents: SdistContents } | null;
  readonly notes: readonly string[];
}

/**
 * Downloads a release's sdist and one of its wheels, checks them, and reads what they say. A broken one of the two is a
 * note where the other is sound.
 *
 * @param where for errors: the server's spec
 * @throws UserError `E_SDIST`, `E_WHEEL`, `E_METADATA`; as `PypiIndexClient.file`
 */
export async function releaseContents(
  project: string,
  version: string,
  { sdist, pure, wheels }: Usable,
  client: PypiIndexClient,
  where: string,
): Promise<ReleaseContents> {
  const chosen = pure ?? wheels[0];
  const [wheel, source] = await Promise.allSettled([
    chosen === undefined ? null : wheelOf(chosen, client, where),
    sdist === null ? null : sdistOf(sdist, client, where),
  ]);
  const notes: string[] = [];
  const found = {
    wheel: settled(wheel, source, notes),
    sdist: settled(source, wheel, notes),
  };
  const metadata = found.wheel?.contents.metadata ?? found.sdist?.contents.metadata;
  const requirements = found.wheel?.contents.metadata.requiresDist ?? found.sdist?.contents.requirements;
  if (metadata === undefined || metadata === null || requirements === undefined || requirements === null) {
    throw new UserError(`${project} ${version} does not say what it requires: only its build would tell`, {
      code: "E_METADATA",
      where,
      hint: "Nothing of a package is run to look it up; a version with a wheel says it.",
    });
  }
  checkIdentity(metadata, project, version, where);
  return { metadata, requirements, ...found, notes };
}

/** What was read; null for what is not there, or is broken where the other is sound. */
function settled<Value>(
  one: PromiseSettledResult<Value | null>,
  other: PromiseSettledResult<unknown>,
  notes: string[],
): Value | null {
  if (one.status === "fulfilled") return one.value;
  const isBroken = one.reason instanceof UserError && /^E_(?:SDIST|WHEEL)$/.test(one.reason.code);
  if (!isBroken || other.status === "rejected" || other.value === null) throw one.reason;
  notes.push(one.reason.message);
  return null;
}

async function wheelOf(file: Published<WheelName>, client: PypiIndexClient, where: string) {
  const { path } = await client.file(file.file, where);
  return { file, contents: await readWheel(path, `${where}: ${file.file.name}`) };
}

async function sdistOf(file: Published<SdistName>, client: PypiIndexClient, where: string) {
  const { path } = await client.file(file.file, where);
  return { file, contents: await readSdist(path, `${where}: ${file.file.name}`) };
}

/** An index's page may list files that are not what their names say. */
function checkIdentity(metadata: CoreMetadata, project: string, version: string, where: string): void {
  if (normalizeName(metadata.name) === project && normalVersion(metadata.version) === version) return;
  throw new UserError(
    `the file says it is ${metadata.name} ${metadata.version}, the index says ${project} ${version}`,
    {
      code: "E_METADATA",
      where,
      hint: "Do not use this version: its metadata is not about its code.",
    },
  );
}
