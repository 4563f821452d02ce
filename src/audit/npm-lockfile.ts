import { z } from "zod";
import { UserError } from "../errors.ts";
import { requirePlaces } from "../sources/npm/require-places.ts";
import type { Closure, ClosureNode, Need } from "./closure.ts";

const ranges = z.record(z.string(), z.string()).optional().catch(undefined);

const entrySchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional().catch(undefined),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  dependencies: ranges,
  optionalDependencies: ranges,
  peerDependencies: ranges,
});
type Entry = z.infer<typeof entrySchema>;

interface OldEntry {
  version: string;
  dev?: boolean | undefined;
  requires?: Record<string, string> | undefined;
  dependencies?: Record<string, OldEntry> | undefined;
}

const oldEntrySchema: z.ZodType<OldEntry> = z.object({
  version: z.string(),
  dev: z.boolean().optional(),
  requires: ranges,
  get dependencies() {
    return z.record(z.string(), oldEntrySchema).optional();
  },
});

const lockSchema = z.object({
  packages: z.record(z.string(), entrySchema).optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
});

interface Self {
  readonly name: string;
  readonly version: string;
  /** Folder of the server's package in the lockfile; empty for its root. */
  readonly folder?: string;
}

/**
 * The closure that a package-lock.json (version 1, 2 or 3) stands for: a node a folder, and who finds what where as
 * Node looks for modules. What is there for development alone is left out.
 *
 * Source: npm's documentation, "package-lock.json".
 * @param self the server, whose own entry says less
 * @throws UserError `E_LOCK_PARSE`
 */
export function closureOfLockfile(text: string, self: Self, where: string): Closure {
  const lock = parse(text, where);
  const packages = new Map(Object.entries(lock.packages ?? oldPackages(lock.dependencies ?? {}, where)));
  const nodes = new Map<string, ClosureNode>();
  const root = self.folder ?? "";
  for (const [folder, entry] of packages) {
    const name = folder === root ? self.name : (entry.name ?? nameOf(folder));
    const version = folder === root ? self.version : entry.version;
    if (entry.link === true || (entry.dev === true && folder !== root) || version === undefined) continue;
    nodes.set(folder, {
      ecosystem: "npm",
      name,
      version,
      fromRegistry: folder.includes("node_modules/") ? isFromRegistry(entry.resolved) : folder === root,
      needs: needsOf(folder, entry, packages),
    });
  }
  if (!nodes.has(root))
    nodes.set(root, {
      ecosystem: "npm",
      name: self.name,
      version: self.version,
      fromRegistry: true,
      needs: [],
    });
  const others = [...nodes.values()].filter((node) => !node.fromRegistry).length;
  const notes =
    others === 0 ? [] : [`${others} of its packages come from no registry: no advisories are known of them`];
  return { root, nodes, notes };
}

function needsOf(folder: string, entry: Entry, packages: ReadonlyMap<string, Entry>): Need[] {
  const groups = [
    [entry.dependencies, false],
    [entry.peerDependencies, false],
    [entry.optionalDependencies, true],
  ] as const;
  return groups.flatMap(([wanted, optional]) =>
    Object.entries(wanted ?? {}).flatMap(([name, range]) => {
      const found = lookUp(folder, name, packages);
      return found === undefined ? [] : [{ to: found, range: range.replace(/^npm:.+@/, ""), optional }];
    }),
  );
}

/** Where `require` in a folder finds a package; where that is a link, what it leads to. */
function lookUp(folder: string, name: string, packages: ReadonlyMap<string, Entry>): string | undefined {
  for (const place of requirePlaces(folder, name)) {
    const found = packages.get(place);
    if (found !== undefined) return found.link === true ? found.resolved : place;
  }
  return undefined;
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** Bundled packages have no address; their authors took them from a registry as well. */
function isFromRegistry(resolved: string | undefined): boolean {
  return resolved === undefined || /^https?:/.test(resolved);
}

function oldPackages(dependencies: Record<string, unknown>, where: string): Record<string, Entry> {
  const parsed = z.record(z.string(), oldEntrySchema).safeParse(dependencies);
  if (!parsed.success) throw broken(where, z.prettifyError(parsed.error));
  const packages: Record<string, Entry> = {
    "": { dependencies: Object.fromEntries(Object.keys(parsed.data).map((name) => [name, "*"])) },
  };
  const put = (entries: Record<string, OldEntry>, above: string) => {
    for (const [name, entry] of Object.entries(entries)) {
      const folder = `${above}node_modules/${name}`;
      // Version 1 has the address of what comes from outside the registry in the version's place.
      const outside = /^[a-z+]+:/.test(entry.version) && !entry.version.startsWith("npm:");
      const alias = /^npm:(.+)@([^@]+)$/.exec(entry.version);
      packages[folder] = {
        ...(alias === null ? {} : { name: alias[1]! }),
        version: alias?.[2] ?? entry.version,
        resolved: outside ? entry.version : undefined,
        dev: entry.dev,
        dependencies: entry.requires,
      };
      put(entry.dependencies ?? {}, `${folder}/`);
    }
  };
  put(parsed.data, "");
  return packages;
}

function parse(text: string, where: string): z.infer<typeof lockSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken(where, "it is no JSON", cause);
  }
  const parsed = lockSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw broken(where, z.prettifyError(parsed.error).split("\n")[0] ?? "", parsed.error);
}

function broken(where: string, why: string, cause?: unknown): UserError {
  return new UserError(`the lockfile cannot be read: ${why}`, {
    code: "E_LOCK_PARSE",
    where,
    hint: "mcp-nixgen prefetch --refresh makes it anew.",
    cause,
  });
}
