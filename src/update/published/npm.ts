import semver from "semver";
import { z } from "zod";
import { TARGET_NODE } from "../../registry/target.ts";
import { manifestSchema } from "../../sources/npm/manifest.ts";
import { fetchPackument } from "../../sources/npm/pick.ts";
import type { NpmSource } from "../../sources/npm/spec.ts";
import { isoOf } from "../age.ts";
import { downloadSize } from "../download-size.ts";
import { semverOrder } from "../order.ts";
import type { Candidate } from "../policy.ts";
import { type AskPublished, nothingKnown, type VersionDetail } from "../published.ts";
import { withVersion } from "../rewrite-source.ts";

const person = z.looseObject({ name: z.string() });

/** What the registry adds to a version of which nothing is in its tarball. */
const registryFieldsSchema = manifestSchema.extend({
  engines: z
    .looseObject({ node: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  maintainers: z.array(person).optional().catch(undefined),
  _npmUser: person.optional().catch(undefined),
  dist: z
    .looseObject({
      tarball: z.string().optional(),
      unpackedSize: z.number().optional().catch(undefined),
      attestations: z.unknown().optional(),
    })
    .optional(),
});

/** Versions of a package of npm's registry: its packument tells all of them. */
export const publishedOnNpm: AskPublished<"npm"> = async (source, { locked, fetchers, signal }) => {
  const registry = await fetchers.npm();
  const packument = await fetchPackument(source, registry.packuments);
  const tags = packument["dist-tags"];
  const tagged = source.wantedType === "tag" ? (tags[source.wanted] ?? null) : null;
  const before = cutOff(registry.config.flat.before);
  const time = (version: string) => millisecondsOf(packument.time?.[version]);
  const versions = Object.entries(packument.versions).flatMap(([version, manifest]): Candidate[] => {
    const { success, data } = registryFieldsSchema.safeParse(manifest);
    if (!success || semver.valid(version, true) === null) return [];
    const published = time(version);
    const isLate = before !== null && published !== null && published > before;
    return [
      {
        version,
        published,
        prerelease: semverOrder.isPrerelease(version) && !isNamed(source, version, tagged),
        withdrawn: null,
        deprecated: data.deprecated ?? null,
        unfit: isLate ? "npm's `before` or `min-release-age` excludes it" : unfitNode(data.engines?.node),
      },
    ];
  });
  const isOpen = source.wanted === "*";
  return {
    current: locked.version,
    versions,
    order: semverOrder,
    allows: (version) => {
      if (source.wantedType === "tag") return version === tagged;
      return isOpen || source.wantedType === "version" || satisfies(version, source.wanted);
    },
    range: source.wanted,
    ceiling: tags.latest ?? null,
    shown: (version) => version,
    pinned: (version) => ({ ...source, wanted: version, wantedType: "version" }),
    rewritten: (version) => (source.wantedType === "version" ? withVersion(source, version) : null),
    async detail(version): Promise<VersionDetail> {
      const { data } = registryFieldsSchema.safeParse(packument.versions[version]);
      const published = time(version);
      if (data === undefined) return { ...nothingKnown, published: isoOf(published) };
      const { dist, maintainers, _npmUser } = data;
      const { config } = registry;
      return {
        published: isoOf(published),
        download:
          dist?.tarball === undefined
            ? null
            : await downloadSize(config.downloadUrl(dist.tarball), {
                headers: config.headersFor,
                connection: config.connection,
                signal,
              }),
        unpacked: dist?.unpackedSize ?? null,
        maintainers: maintainers?.map(({ name }) => name).sort() ?? null,
        publisher: _npmUser?.name ?? null,
        provenance: dist === undefined ? null : dist.attestations !== undefined,
      };
    },
  };
};

function satisfies(version: string, range: string): boolean {
  return semver.satisfies(version, range, { loose: true, includePrerelease: true });
}

/** A pre-release that the user wrote, or whose range begins with one, is what they want. */
function isNamed(source: NpmSource, version: string, tagged: string | null): boolean {
  if (source.wantedType === "tag") return version === tagged;
  return source.wantedType === "range" && semver.satisfies(version, source.wanted, { loose: true });
}

function unfitNode(wanted: string | undefined): string | null {
  if (wanted === undefined || semver.validRange(wanted, true) === null) return null;
  return semver.satisfies(TARGET_NODE, wanted, true)
    ? null
    : `it wants Node ${wanted}, and this is for Node ${TARGET_NODE}`;
}

function cutOff(before: unknown): number | null {
  return before instanceof Date || typeof before === "string" ? millisecondsOf(String(before)) : null;
}

function millisecondsOf(text: unknown): number | null {
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
