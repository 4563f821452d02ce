import { type BuiltPackage, buildVersion, packument, tarballPath } from "./packument.ts";
import type { Signer } from "./signing.ts";
import type { FakePackage, FakeVersion, SignatureMode } from "./types.ts";

/** The packages of a fake registry and what changes them. */
export interface Store {
  publish(name: string, version: string, what: FakeVersion, tag: string): void;
  unpublish(name: string, version: string | undefined): void;
  get(name: string): BuiltPackage | undefined;
  names(): string[];
  packument(name: string, form: "full" | "abbreviated"): Record<string, unknown> | undefined;
  tarballAt(path: string): Buffer | undefined;
  tarball(name: string, version: string): Buffer;
  integrity(name: string, version: string): string;
}

export function makeStore(context: {
  readonly tarballBase: string;
  readonly signer: Signer;
  readonly signatures: SignatureMode;
}): Store {
  const packages = new Map<string, BuiltPackage>();

  function required(name: string, version: string) {
    const built = packages.get(name)?.versions.get(version);
    if (built === undefined) throw new Error(`the fake registry has no ${name}@${version}`);
    return built;
  }

  return {
    publish(name, version, what, tag) {
      const present = packages.get(name);
      const target: BuiltPackage = present ?? {
        name,
        versions: new Map(),
        distTags: new Map(),
        unpublished: false,
      };
      target.versions.set(version, buildVersion(name, version, what, context));
      target.unpublished = false;
      if (what.removed !== true) target.distTags.set(tag, version);
      packages.set(name, target);
    },
    unpublish(name, version) {
      const target = packages.get(name);
      if (target === undefined) throw new Error(`the fake registry has no ${name}`);
      if (version === undefined) {
        target.unpublished = true;
        return;
      }
      target.versions.set(version, { ...required(name, version), removed: true });
      for (const [tag, tagged] of target.distTags) if (tagged === version) target.distTags.delete(tag);
      const last = [...target.versions.values()].filter((built) => !built.removed).at(-1);
      if (last === undefined) target.unpublished = true;
      else if (!target.distTags.has("latest")) target.distTags.set("latest", last.version);
    },
    get: (name) => packages.get(name),
    names: () => [...packages.keys()],
    packument(name, form) {
      const target = packages.get(name);
      return target === undefined ? undefined : packument(target, form);
    },
    tarballAt(path) {
      for (const target of packages.values()) {
        if (target.unpublished || !path.startsWith(`/${target.name}/-/`)) continue;
        for (const built of target.versions.values()) {
          if (!built.removed && tarballPath(built.name, built.version) === path) return built.tarball;
        }
      }
      return undefined;
    },
    tarball: (name, version) => required(name, version).tarball,
    integrity: (name, version) => required(name, version).integrity,
  };
}

/** Fills a store with what a test declares. */
export function fillStore(store: Store, packages: Readonly<Record<string, FakePackage>>): void {
  for (const [name, declared] of Object.entries(packages)) {
    for (const [version, what] of Object.entries(declared.versions)) {
      store.publish(name, version, what, "latest");
    }
    const built = store.get(name);
    for (const [tag, version] of Object.entries(declared.distTags ?? {})) built?.distTags.set(tag, version);
    if (declared.unpublished === true) store.unpublish(name, undefined);
  }
}
