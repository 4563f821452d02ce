import type { ServerSpec } from "../../config/servers-schema.ts";
import { UnresolvableDependency } from "./lockfile.ts";
import type { NpmRegistry } from "./npm-registry.ts";
import { type ResolvedNpm, type ResolveOptions, resolveNpm } from "./resolve.ts";
import type { NpmSource } from "./spec.ts";

/** A server that resolves, with what servers.yaml has to say for it beyond its source. */
export interface SettledNpm {
  readonly server: ServerSpec;
  readonly resolved: ResolvedNpm;
  readonly notes: readonly string[];
}

/** More dependencies than these gone from the registry: the package is beyond repair. */
const MAX_REPAIRS = 8;

/**
 * Resolves a server that is about to be added, and settles what it needs to build at all, as fields of
 * its servers.yaml entry, where the user sees them and can change them: `overrides` where the
 * registry lacks every version its author asked for, `allowScripts` where a native addon must be compiled.
 */
export async function settleNpm(
  source: NpmSource,
  asked: ServerSpec,
  registry: NpmRegistry,
  options: ResolveOptions = {},
): Promise<SettledNpm> {
  const notes: string[] = [];
  let server = asked;
  for (let repairs = 0; ; repairs += 1) {
    try {
      const resolved = await resolveNpm(source, server, registry, options);
      if (asked.allowScripts === undefined) {
        const { plain, others } = resolved.nativeBuilds;
        if (plain.length > 0) {
          server = { ...server, allowScripts: [...plain] };
          notes.push(`allowScripts: ${plain.join(", ")} (native code, compiled in the build)`);
        }
        for (const [name, reason] of Object.entries(others)) {
          notes.push(`the native code of ${name} is not compiled: ${reason}`);
        }
      }
      return { server, resolved, notes: [...notes, ...resolved.notes] };
    } catch (error) {
      if (!(error instanceof UnresolvableDependency) || error.suggestion === undefined) throw error;
      // It has been tried already.
      if (repairs === MAX_REPAIRS || Object.hasOwn(server.overrides ?? {}, error.dependency)) throw error;
      const { dependency, suggestion } = error;
      server = { ...server, overrides: { ...server.overrides, [dependency]: suggestion } };
      notes.push(
        `${error.message.replace(/^its /, "")}; written to overrides: ${dependency} ${suggestion}, which it may or may not work with`,
      );
    }
  }
}
