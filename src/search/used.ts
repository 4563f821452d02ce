import { packageOfSource } from "../config/names.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { normalizeName } from "../python/names.ts";

/** What of servers.yaml a search may find: `npm:PACKAGE` → the name it has there. */
export function usedPackages(
  servers: Iterable<Pick<ServerSpec, "name" | "source">>,
): ReadonlyMap<string, string> {
  return new Map(
    [...servers].map(({ name, source }) => {
      const kind = source.slice(0, source.indexOf(":"));
      const written = packageOfSource(source);
      return [`${kind}:${kind === "pypi" ? normalizeName(written) : written}`, name];
    }),
  );
}
