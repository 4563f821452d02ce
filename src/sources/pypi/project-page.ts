import { z } from "zod";
import { parseHash, sri } from "../../prefetch/hash.ts";
import { normalizeName } from "../../python/names.ts";

/** A file that an index lists. */
export interface IndexFile {
  readonly name: string;
  /** Absolute, without a fragment. */
  readonly url: string;
  /** The sha256 that the index states, as SRI; null: it states none. */
  readonly hash: string | null;
  /** `Requires-Python`; null: any. */
  readonly requiresPython: string | null;
  /** Reason, perhaps empty, of a withdrawn file (PEP 592); null: it is not. */
  readonly yanked: string | null;
  /** The wheel's METADATA at this file's URL with `.metadata` behind it (PEP 658, PEP 714); null: there is none. */
  readonly metadata: { readonly hash: string | null } | null;
  /** When it was uploaded (PEP 700), as ISO 8601; null: not said. */
  readonly uploaded: string | null;
  /** Bytes; null: not said. */
  readonly size: number | null;
  /** Address of what tells where it was built (PEP 740); null: there is none; undefined: the index does not say. */
  readonly provenance?: string | null | undefined;
}

/** A project as an index tells it. */
export interface ProjectPage {
  /** As the index writes it; null: it does not say (HTML). */
  readonly name: string | null;
  readonly files: readonly IndexFile[];
}

const hashes = z.record(z.string(), z.string());
const metadataField = z.union([z.boolean(), hashes]).optional();

const fileSchema = z.object({
  filename: z.string(),
  url: z.string(),
  hashes: hashes.default({}),
  "requires-python": z.string().nullish(),
  yanked: z.union([z.boolean(), z.string()]).default(false),
  "core-metadata": metadataField,
  "dist-info-metadata": metadataField,
  size: z.number().nullish(),
  "upload-time": z.string().nullish(),
  provenance: z.string().nullable().optional().catch(undefined),
});

const pageSchema = z.object({
  meta: z.looseObject({ "api-version": z.string().optional() }).optional(),
  name: z.string(),
  files: z.array(z.unknown()),
});

/**
 * Reads a project's page of the simple API in JSON.
 *
 * Source: PEP 691, PEP 700; what is wrong with one file costs that file only.
 *
 * @param base the page's own address
 * @throws z.ZodError, SyntaxError
 */
export function pageOfJson(text: string, base: string): ProjectPage {
  const page = pageSchema.parse(JSON.parse(text));
  const files = page.files.flatMap((entry) => {
    const { data } = fileSchema.safeParse(entry);
    return data === undefined ? [] : fileOf(data, base);
  });
  return { name: page.name, files };
}

function fileOf(entry: z.infer<typeof fileSchema>, base: string): IndexFile[] {
  if (!URL.canParse(entry.url, base)) return [];
  const url = new URL(entry.url, base);
  url.hash = "";
  const metadata = entry["core-metadata"] ?? entry["dist-info-metadata"] ?? false;
  return [
    {
      name: entry.filename,
      url: url.href,
      hash: sha256Of(entry.hashes.sha256),
      requiresPython: entry["requires-python"]?.trim() || null,
      yanked: entry.yanked === false ? null : entry.yanked === true ? "" : entry.yanked,
      metadata: metadata === false ? null : { hash: metadata === true ? null : sha256Of(metadata.sha256) },
      uploaded: entry["upload-time"] ?? null,
      size: entry.size ?? null,
      ...(entry.provenance === undefined ? {} : { provenance: entry.provenance }),
    },
  ];
}

const anchor = /<a\b((?:[^>"']|"[^"]*"|'[^']*')*)>(.*?)<\/a\s*>/gis;
const attribute = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/**
 * Reads a project's page of the simple API in HTML: one anchor a file, hash in the fragment.
 *
 * Source: PEP 503, PEP 592, PEP 658, PEP 714.
 *
 * @param base the page's own address; a `<base href>` in it counts first
 */
export function pageOfHtml(text: string, base: string): ProjectPage {
  const html = text.replace(/<!--.*?-->/gs, "");
  const baseHref = /<base\b[^>]*\bhref\s*=\s*["']([^"']*)["']/i.exec(html)?.[1];
  const root = baseHref !== undefined && URL.canParse(baseHref, base) ? new URL(baseHref, base).href : base;
  const files = [...html.matchAll(anchor)].flatMap(([, tag = "", inner = ""]) =>
    anchorFile(attributesOf(tag), inner, root),
  );
  return { name: null, files };
}

function anchorFile(attributes: ReadonlyMap<string, string>, inner: string, base: string): IndexFile[] {
  const href = attributes.get("href");
  if (href === undefined || !URL.canParse(href, base)) return [];
  const url = new URL(href, base);
  const fragment = url.hash;
  url.hash = "";
  const shown = plain(inner.replace(/<[^>]*>/g, "")).trim();
  const metadata = attributes.get("data-core-metadata") ?? attributes.get("data-dist-info-metadata");
  return [
    {
      // The anchor's text is the file's name, the address need not end with it.
      name: shown || decodeURIComponent(url.pathname.split("/").at(-1) ?? ""),
      url: url.href,
      hash: sha256Of(/(?:^#|&)sha256=([0-9a-fA-F]+)/.exec(fragment)?.[1]),
      requiresPython: attributes.get("data-requires-python")?.trim() || null,
      yanked: attributes.get("data-yanked") ?? null,
      metadata: metadata === undefined ? null : { hash: sha256Of(/^sha256=(.*)$/.exec(metadata)?.[1]) },
      // No PEP has it for HTML; mirrors that show the time of JSON do it so.
      uploaded: attributes.get("data-upload-time") ?? null,
      size: null,
    },
  ];
}

function attributesOf(tag: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", double, single, bare] of tag.matchAll(attribute)) {
    found.set(name.toLowerCase(), plain(double ?? single ?? bare ?? ""));
  }
  return found;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function sha256Of(hex: string | undefined): string | null {
  if (hex === undefined || !/^[0-9a-fA-F]{64}$/.test(hex)) return null;
  return sri(parseHash(hex.toLowerCase(), "sha256"));
}

/** Whether a page is about the project that was asked for. */
export function isAbout(page: ProjectPage, project: string): boolean {
  return page.name === null || normalizeName(page.name) === project;
}
