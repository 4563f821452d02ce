import type { PythonRequirement } from "../config/lock-python-schema.ts";
import { type Nix, n } from "../nix/ast.ts";

/** A set of Python packages, as a path: `["python", "pkgs"]`. */
export type PackageSet = readonly [string, ...string[]];

export function attributeNix([base, ...steps]: PackageSet, attr: string): Nix {
  return n.get(base, ...steps, attr);
}

/** `[ packages.a packages.b ]` */
export function attributesNix(packages: PackageSet, attrs: readonly string[]): Nix {
  return n.list(attrs.map((attr) => attributeNix(packages, attr)));
}

/** The requirements for all systems, and after them those for some: `++ lib.optionals stdenv.hostPlatform.isLinux […]`. */
export function requirementsNix(packages: PackageSet, requirements: readonly PythonRequirement[]): Nix {
  const groups = new Map<string, { systems: PythonRequirement["systems"]; attrs: string[] }>();
  for (const { systems, attr } of requirements) {
    const key = systems?.join(" ") ?? "";
    const group = groups.get(key) ?? { systems, attrs: [] };
    group.attrs.push(attr);
    groups.set(key, group);
  }
  const lists = [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { systems, attrs }]) => {
      const list = attributesNix(packages, attrs);
      return systems === null ? list : n.call(n.get("lib", "optionals"), conditionNix(systems), list);
    });
  const [first, second, ...rest] = lists as [Nix, ...Nix[]];
  return second === undefined ? first : n.op("++", first, second, ...rest);
}

/** nixpkgs' names for sets of systems that the four of a lock divide into. */
const named: Readonly<Record<string, string>> = {
  "aarch64-linux x86_64-linux": "isLinux",
  "aarch64-darwin x86_64-darwin": "isDarwin",
  "x86_64-darwin x86_64-linux": "isx86_64",
  "aarch64-darwin aarch64-linux": "isAarch64",
};

function conditionNix(systems: readonly string[]): Nix {
  const name = named[systems.join(" ")];
  if (name !== undefined) return n.get("stdenv", "hostPlatform", name);
  const list = n.list(systems.map((system) => n.str(system)));
  return n.call(n.get("lib", "elem"), n.get("stdenv", "hostPlatform", "system"), list);
}
