import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type Arborist from "@npmcli/arborist";
import { firstLineOf } from "../../errors.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { arboristOptions, onAnyPlatform } from "./arborist-options.ts";
import { inScratchFolder, isOfDisk } from "./scratch-folder.ts";

/**
 * Does `npm ci --offline` accept a lockfile? What nixpkgs' npmConfigHook will do in the build, done
 * without Nix: npm looks a package up in the registry when the lockfile's tree does not satisfy it
 * (an override, an odd peer), and in the build only a cache of fetcher version 2 can answer.
 *
 * Follows `lib/commands/ci.js` of npm: load the virtual tree, build the ideal one from it, compare.
 */
export async function npmCiOffline(input: OfflineCheck): Promise<OfflineAnswer> {
  return inScratchFolder(input.where, async (folder) => {
    try {
      return await installed(input, folder);
    } catch (error) {
      if (isOfDisk(error)) throw error;
      return { ok: false, reason: firstLineOf(error) };
    }
  });
}

type OfflineAnswer = { readonly ok: true } | { readonly ok: false; readonly reason: string };

async function installed(input: OfflineCheck, folder: string): Promise<OfflineAnswer> {
  const { default: ArboristClass } = await import("@npmcli/arborist");
  const project = join(folder, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify(input.manifest, null, 2));
  await writeFile(join(project, "package-lock.json"), input.lockText);
  const options = {
    ...arboristOptions(project, input.config, input.packuments),
    force: input.npmFlags.includes("--force"),
    legacyPeerDeps: input.npmFlags.includes("--legacy-peer-deps"),
    offline: true,
    cache: join(folder, "empty-cache"),
  };
  const virtual: Arborist.Node = await new ArboristClass(options).loadVirtual();
  const locked = new Map([...virtual.inventory].map(([place, node]) => [place, node.version]));
  const arborist = new ArboristClass(options);
  const ideal = await onAnyPlatform(arborist, () => arborist.buildIdealTree());
  for (const [place, node] of ideal.inventory) {
    if (locked.get(place) !== node.version) {
      return { ok: false, reason: `${node.name}@${node.version} is not what is locked at ${place}` };
    }
  }
  return { ok: true };
}

interface OfflineCheck {
  /** For messages: the server's spec. */
  readonly where: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly lockText: string;
  readonly npmFlags: readonly string[];
  readonly config: NpmConfig;
  /** What the build's npm cache holds besides tarballs: nothing (fetcher version 1) or packuments. */
  readonly packuments: Map<string, unknown>;
}

/**
 * The packuments a cache of fetcher version 2 holds for a lockfile: each reduced to the versions the
 * lockfile names.
 */
export function cachedPackuments(
  packuments: ReadonlyMap<string, unknown>,
  locked: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, unknown> {
  const cached = new Map<string, unknown>();
  for (const [key, document] of packuments) {
    const { name, versions } = Object(document) as { name?: string; versions?: Record<string, unknown> };
    const kept = name === undefined ? undefined : locked.get(name);
    if (kept === undefined) continue;
    cached.set(key, {
      name,
      versions: Object.fromEntries(Object.entries(versions ?? {}).filter(([version]) => kept.has(version))),
    });
  }
  return cached;
}
