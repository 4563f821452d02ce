import type { PythonSystem } from "../../config/lock-python-file-schema.ts";

/** The newest glibc symbols that wheels may want: those of nixpkgs 24.05 and later. */
const GLIBC_MINOR = 39;

/** nixpkgs' `darwinMinVersion`: newer than it no wheel may want macOS to be. */
const MACOS_MAJOR = 14;

/** What wheels for a system are called. */
export interface SystemFacts {
  /** `uv --python-platform`. */
  readonly uvPlatform: string;
  /** Platform tags of wheels that run there, the best first. */
  readonly platforms: readonly string[];
}

const FACTS: Readonly<Record<PythonSystem, SystemFacts>> = {
  "x86_64-linux": linux("x86_64"),
  "aarch64-linux": linux("aarch64"),
  "aarch64-darwin": darwin("arm64", "aarch64"),
  "x86_64-darwin": darwin("x86_64", "x86_64"),
};

/** The order in which systems are resolved: where the versions of one suit the next, they are kept. */
export const RESOLVING_ORDER: readonly PythonSystem[] = [
  "x86_64-linux",
  "aarch64-linux",
  "aarch64-darwin",
  "x86_64-darwin",
];

export function factsOf(system: PythonSystem): SystemFacts {
  return FACTS[system];
}

/**
 * Source: PEP 600 for manylinux (musl's wheels are not for nixpkgs' systems, which have glibc). The names before it are
 * aliases: manylinux1 of 2_5, 2010 of 2_12, 2014 of 2_17.
 */
function linux(machine: "x86_64" | "aarch64"): SystemFacts {
  const aliases: Readonly<Record<number, string>> = {
    17: "manylinux2014",
    12: "manylinux2010",
    5: "manylinux1",
  };
  // There was no glibc for aarch64 before 2.17.
  const oldest = machine === "x86_64" ? 5 : 17;
  const platforms: string[] = [];
  for (let minor = GLIBC_MINOR; minor >= oldest; minor--) {
    platforms.push(`manylinux_2_${minor}_${machine}`);
    const alias = aliases[minor];
    if (alias !== undefined) platforms.push(`${alias}_${machine}`);
  }
  return {
    uvPlatform: `${machine}-manylinux_2_${GLIBC_MINOR}`,
    platforms: [...platforms, `linux_${machine}`],
  };
}

/** Source: PyPA, "Platform compatibility tags", macOS: from 11 on minor versions are 0, and before 11 there is no arm64. */
function darwin(machine: "arm64" | "x86_64", nixMachine: string): SystemFacts {
  const formats =
    machine === "arm64"
      ? ["arm64", "universal2"]
      : ["x86_64", "intel", "fat64", "fat3", "universal2", "universal"];
  const releases: string[] = [];
  for (let major = MACOS_MAJOR; major >= 11; major--) releases.push(`macosx_${major}_0`);
  const old =
    machine === "arm64"
      ? []
      : [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((minor) => `macosx_10_${minor}`);
  const platforms = [...releases, ...old].flatMap((release) =>
    formats.map((format) => `${release}_${format}`),
  );
  // On arm64 the universal ones of macOS 10 run as well.
  const universal =
    machine === "arm64"
      ? [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((minor) => `macosx_10_${minor}_universal2`)
      : [];
  return {
    uvPlatform: `${nixMachine}-apple-darwin`,
    platforms: [...platforms, ...universal],
  };
}

/** `MACOSX_DEPLOYMENT_TARGET`, by which uv knows which wheels run. */
export const MACOS_TARGET = `${MACOS_MAJOR}.0`;
