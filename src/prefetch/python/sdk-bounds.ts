import { parseFileName } from "../../python/file-name.ts";
import { isPrerelease, isSameVersion } from "../../python/versions.ts";
import type { PythonIndex } from "./python-index.ts";

/** What servers are written with; a new major version of it is another programming interface. */
const SDKS = ["fastmcp", "mcp"];

/**
 * Bounds for the SDKs that a server is written with: the major version that was there when the server was published. Many
 * servers ask for `mcp>=1.2` and nothing more, and do not start with mcp 2.
 *
 * They are wishes: a server that asks for a later one gets it. Where the index does not tell when files were uploaded there are none.
 *
 * @param version the server's
 * @returns PEP 508
 */
export async function sdkBounds(project: string, version: string, index: PythonIndex): Promise<string[]> {
  const own = [...(await index.uploadTimes(project))].filter(([file]) =>
    isSameVersion(versionOf(file, project), version),
  );
  const published = Math.min(...own.map(([, time]) => Date.parse(time)));
  // Also when there is none, or one that is no time.
  if (!Number.isFinite(published)) return [];
  const bounds = await Promise.all(
    SDKS.filter((sdk) => sdk !== project).map(async (sdk) => {
      const versions = [...(await index.uploadTimes(sdk))].flatMap(([file, time]) =>
        Date.parse(time) <= published ? [versionOf(file, sdk)] : [],
      );
      const majors = versions
        .filter((one) => !isPrerelease(one))
        .map((one) => Number.parseInt(one, 10))
        .filter(Number.isSafeInteger);
      return majors.length === 0 ? [] : [`${sdk}<${Math.max(...majors) + 1}`];
    }),
  );
  return bounds.flat();
}

function versionOf(file: string, project: string): string {
  return parseFileName(file, project)?.version ?? "";
}
