import { z } from "zod";
import { type GoRunner, runGo } from "./run-go.ts";

/** What of C goes into a program. */
export interface CgoUse {
  /** Packages beyond Go's own library that are C in part, sorted; empty: CGO_ENABLED may be 0. */
  readonly packages: readonly string[];
  /** pkg-config modules that they name, sorted. */
  readonly pkgConfig: readonly string[];
}

const listed = z.object({
  ImportPath: z.string(),
  Standard: z.boolean().optional(),
  Dir: z.string().optional(),
  CgoFiles: z.array(z.string()).optional(),
  CgoPkgConfig: z.array(z.string()).optional(),
});

/**
 * The packages of a program that use cgo on Linux or macOS, whatever this machine is. Go's own (`net`, `os/user`) have
 * versions without C.
 *
 * @param folder of the go.mod; its dependencies are in `vendor`, or there are none
 * @param program folder of the program's package below it; empty for the root
 * @throws UserError, see `runGo`
 */
export async function cgoUse(
  runner: GoRunner,
  folder: string,
  program: string,
  where: string,
): Promise<CgoUse> {
  const packages = new Set<string>();
  const pkgConfig = new Set<string>();
  for (const GOOS of ["linux", "darwin"]) {
    const env = { GOOS, GOARCH: "amd64", CGO_ENABLED: "1" };
    const fields = "-json=ImportPath,Standard,CgoFiles,CgoPkgConfig";
    const text = await runGo(runner, ["list", "-e", "-deps", fields, `./${program}`], {
      cwd: folder,
      where,
      env,
    });
    for (const one of objectsIn(text).map((object) => listed.parse(object))) {
      if (one.Standard === true || (one.CgoFiles ?? []).length === 0) continue;
      packages.add(one.ImportPath);
      for (const name of one.CgoPkgConfig ?? []) if (!name.startsWith("-")) pkgConfig.add(name);
    }
  }
  return { packages: [...packages].sort(), pkgConfig: [...pkgConfig].sort() };
}

/** `go list -json` prints one object after the other, each ending with a brace at the line's start. */
function objectsIn(text: string): unknown[] {
  return text
    .split(/(?<=^\}\n)/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(part));
}
