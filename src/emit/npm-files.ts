import type { LockedNpmServer } from "../config/lock-npm-schema.ts";
import type { GeneratedFile } from "./generated-files.ts";
import { lockTraits } from "./lock-traits.ts";
import { npmNix } from "./npm-nix.ts";
import type { Style } from "./style.ts";

/** The two files of npm that stand beside a server's package.nix, complete. */
export interface NpmFiles {
  readonly packageJson: string;
  readonly packageLock: string;
}

export interface NpmFilesOptions {
  readonly style: Style;
  /** Takes the addresses that npm's own registry has by convention out of a lockfile (style overlay). */
  readonly omitResolved: (lockfile: string) => string;
}

/** The generated package of a server of npm, relative to its folder. */
export function npmPackageFiles(
  name: string,
  server: LockedNpmServer,
  { packageJson, packageLock }: NpmFiles,
  { style, omitResolved }: NpmFilesOptions,
): GeneratedFile[] {
  return [
    { path: "package.nix", contents: npmNix(name, server, { style, ...lockTraits(packageLock) }) },
    { path: "package.json", contents: packageJson },
    { path: "package-lock.json", contents: style === "overlay" ? omitResolved(packageLock) : packageLock },
  ];
}
