import { type DownloadRequest, download } from "../../cache/download.ts";
import { strongest } from "../../cache/integrity.ts";
import { UserError } from "../../errors.ts";
import { sri } from "../../prefetch/hash.ts";
import type { PackageJson, PublishedManifest } from "./manifest.ts";
import type { NpmRegistry } from "./npm-registry.ts";
import { type PublishedFiles, readPublishedFiles } from "./tarball.ts";

/** A published tarball: where it is, and what it hashes to (one SRI hash). */
interface PublishedTarball {
  readonly url: string;
  readonly integrity: string;
}

/**
 * The tarball's address and the strongest hash the registry states of it; md5 says nothing any more.
 *
 * @throws UserError `E_REGISTRY` when one of the two is missing
 */
export function tarballOf(manifest: PublishedManifest, where: string): PublishedTarball {
  const { tarball, integrity, shasum } = manifest.dist ?? {};
  const stated = integrity ?? (shasum === undefined ? undefined : sha1Sri(shasum));
  const hash = stated === undefined ? undefined : strongestSri(stated);
  if (tarball !== undefined && /^https?:/.test(tarball) && URL.canParse(tarball) && hash !== undefined) {
    return { url: tarball, integrity: hash };
  }
  const missing = hash === undefined ? "integrity that can be trusted" : "tarball address";
  throw new UserError(`the registry states no ${missing} for ${manifest.name}@${manifest.version}`, {
    code: "E_REGISTRY",
    where,
    hint: "Nothing unverified is packaged; choose another version.",
  });
}

function strongestSri(integrity: string): string | undefined {
  try {
    const [hash] = strongest(integrity);
    return hash.algorithm === "md5" ? undefined : sri(hash);
  } catch {
    return undefined;
  }
}

function sha1Sri(hex: string): string {
  return `sha1-${Buffer.from(hex, "hex").toString("base64")}`;
}

/** Downloads a tarball, or finds it in the cache, verified; and reads what it says about itself. */
export async function publishedFiles(
  tarball: PublishedTarball,
  where: string,
  registry: NpmRegistry,
  signal: AbortSignal | undefined,
): Promise<PublishedFiles> {
  return readPublishedFiles((await downloadTarball(tarball, registry, { signal })).path, where);
}

/**
 * Downloads a tarball, or finds it in the cache, verified.
 *
 * @returns the path of the `.tgz` in the cache
 * @throws UserError, see `download`
 */
export function downloadTarball(
  tarball: PublishedTarball,
  { config, cache }: NpmRegistry,
  options: Pick<DownloadRequest, "signal" | "onEvent">,
): ReturnType<typeof download> {
  return download({
    url: config.downloadUrl(tarball.url),
    headers: config.headersFor,
    connection: config.connection,
    integrity: tarball.integrity,
    cache,
    ...options,
  });
}

/**
 * The registry's metadata may differ from what is in the tarball; the name and version must not.
 *
 * @throws UserError `E_TARBALL`
 */
export function checkIdentity(packageJson: PackageJson, manifest: PublishedManifest, where: string): void {
  if (packageJson.name === manifest.name && packageJson.version.replace(/^v/, "") === manifest.version)
    return;
  throw new UserError(
    `the tarball says it is ${packageJson.name}@${packageJson.version}, the registry says ${manifest.name}@${manifest.version}`,
    { code: "E_TARBALL", where, hint: "Do not use this version: its metadata is not about its code." },
  );
}
