import { isDeepStrictEqual } from "node:util";
import type { LockedNpmServer } from "../config/lock-npm-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import { npmPackageFiles } from "../emit/npm-files.ts";
import { omitResolved } from "../prefetch/fix-lock/complete-resolved.ts";
import { lockedFiles } from "./locked-files.ts";
import { quickOmit } from "./quick-addresses.ts";
import type { Recipe } from "./recipe.ts";

/** A published tarball of npm. */
export const npmRecipe: Recipe<LockedNpmServer> = {
  stale,
  missing: async (locked, places) =>
    (await lockedFiles(locked, places)) === null
      ? "its lockfile is in neither the cache nor the generated package"
      : null,
  async files(name, locked, places, style) {
    // What was locked for style overlay has no address that fetchurl could take.
    if (locked.src.url === null && style !== "overlay") return null;
    const files = await lockedFiles(locked, places);
    if (files === null) return null;
    const registry = style === "overlay" ? await places.defaultRegistry() : "";
    return npmPackageFiles(
      name,
      locked,
      { packageJson: text(files.manifest), packageLock: text(files.lockfile) },
      {
        style,
        omitResolved: (lockfile) =>
          files.neutral ?? quickOmit(lockfile, registry) ?? omitResolved(lockfile, registry),
      },
    );
  },
  dependencies: (locked) => locked.lockfile.packages,
  dependenciesHash: (locked) => locked.npmDeps?.hash ?? `(${locked.strategy})`,
  code: (locked) => `lib/node_modules/${locked.package}`,
};

function stale(server: ServerSpec, locked: LockedNpmServer, style: Settings["style"]): string | null {
  const { strategy = "npm-deps", allowScripts = [], overrides = {} } = server;
  if ((locked.src.url === null) !== (style === "overlay")) return `style is now ${style}`;
  if (locked.strategy !== strategy) return `strategy was ${locked.strategy}`;
  if (server.fetcherVersion !== undefined && strategy === "npm-deps") {
    const version = locked.npmDeps?.fetcherVersion;
    if (version !== server.fetcherVersion) return `fetcherVersion was ${version ?? "none"}`;
  }
  if (!isDeepStrictEqual(locked.allowScripts, [...new Set(allowScripts)].sort()))
    return "allowScripts changed";
  if (!isDeepStrictEqual(locked.overrides, { ...overrides })) return "overrides changed";
  return null;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
