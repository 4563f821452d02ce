import { createHash } from "node:crypto";
import { z } from "zod";
import { nearNames } from "./search.ts";
import type { Store } from "./store.ts";
import type { RegistryKey } from "./types.ts";

/** A whole answer before it meets the client's wishes (range, compression, not-modified). */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteRequest {
  readonly method: string;
  /** Decoded, below the base path. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** What was posted, decompressed. */
  readonly body: string;
}

export interface RouteContext {
  readonly store: Store;
  /** null: this registry publishes none. */
  readonly keys: readonly RegistryKey[] | null;
  readonly maxAge: number;
  readonly served: ReadonlyMap<string, Answer>;
  readonly advisories: ReadonlyMap<string, readonly unknown[]>;
  readonly downloads: Readonly<Record<string, number>>;
  /** Whether there are text search and advisories. */
  readonly extras: boolean;
}

type Route = (request: RouteRequest, context: RouteContext) => Answer | undefined;

const abbreviatedType = "application/vnd.npm.install-v1+json";

/** Asked in order; the first that has something to say answers. */
const routes: readonly Route[] = [
  served,
  ping,
  keys,
  search,
  advisories,
  tarball,
  packumentRoute,
  versionRoute,
];

export function answer(request: RouteRequest, context: RouteContext): Answer {
  for (const route of routes) {
    const found = route(request, context);
    if (found !== undefined) return found;
  }
  return json(404, { error: "Not found" });
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  const body = Buffer.from(JSON.stringify(value));
  return { status, type: "application/json", body, headers };
}

function served(request: RouteRequest, context: RouteContext): Answer | undefined {
  return context.served.get(request.path);
}

function ping(request: RouteRequest): Answer | undefined {
  return request.path === "/-/ping" ? json(200, {}) : undefined;
}

function keys(request: RouteRequest, context: RouteContext): Answer | undefined {
  if (request.path !== "/-/npm/v1/keys") return undefined;
  return context.keys === null ? json(404, { error: "Not found" }) : json(200, { keys: context.keys });
}

function search(request: RouteRequest, context: RouteContext): Answer | undefined {
  if (request.path !== "/-/v1/search") return undefined;
  const size = Number(request.query.get("size") ?? 20);
  const from = Number(request.query.get("from") ?? 0);
  if (!context.extras) return json(404, { error: "Not found" });
  const found = nearNames(request.query.get("text") ?? "", context.store.names()).flatMap((name) => {
    const latest = context.store.get(name);
    const version = latest?.distTags.get("latest");
    if (latest === undefined || latest.unpublished || version === undefined) return [];
    const { description = "", keywords = [] } = latest.versions.get(version)?.full ?? {};
    const weekly = context.downloads[name];
    return [
      {
        ...(weekly === undefined ? {} : { downloads: { weekly, monthly: weekly * 4 } }),
        package: { name, version, description, keywords, date: "2026-01-02T03:04:05.000Z" },
        score: { final: 1, detail: { popularity: 1, quality: 1, maintenance: 1 } },
        searchScore: 1,
      },
    ];
  });
  return json(200, { objects: found.slice(from, from + size), total: found.length });
}

const bulkSchema = z.record(z.string(), z.array(z.string()));

/** Only those of the versions asked for, as npm's registry does. */
function advisories({ method, path, body }: RouteRequest, context: RouteContext): Answer | undefined {
  if (!path.startsWith("/-/npm/v1/security/")) return undefined;
  if (!context.extras || path !== "/-/npm/v1/security/advisories/bulk" || method !== "POST")
    return json(404, { error: "Not found" });
  const asked = bulkSchema.parse(JSON.parse(body));
  const found = Object.keys(asked).flatMap((name) => {
    const known = context.advisories.get(name);
    return known === undefined ? [] : [[name, known] as const];
  });
  return json(200, Object.fromEntries(found));
}

function tarball(request: RouteRequest, context: RouteContext): Answer | undefined {
  if (!request.path.includes("/-/")) return undefined;
  const body = context.store.tarballAt(request.path);
  if (body === undefined) return json(404, { error: "Not found" });
  const headers = { etag: etagOf(body), "cache-control": "public, immutable, max-age=31557600" };
  return { status: 200, type: "application/octet-stream", body, headers };
}

function packumentRoute(request: RouteRequest, context: RouteContext): Answer | undefined {
  const short = request.accept.includes(abbreviatedType) && !request.accept.startsWith("application/json");
  const found = context.store.packument(request.path.slice(1), short ? "abbreviated" : "full");
  if (found === undefined) return undefined;
  const body = Buffer.from(JSON.stringify(found));
  return {
    status: 200,
    type: short ? abbreviatedType : "application/json",
    body,
    headers: {
      etag: etagOf(body),
      vary: "accept-encoding, accept",
      "cache-control": `public, max-age=${context.maxAge}`,
    },
  };
}

/** `/NAME/VERSION` and `/NAME/TAG`. */
function versionRoute(request: RouteRequest, context: RouteContext): Answer | undefined {
  const match = /^\/((?:@[^/]+\/)?[^/]+)\/([^/]+)$/.exec(request.path);
  const built = context.store.get(match?.[1] ?? "");
  const wanted = match?.[2] ?? "";
  if (built === undefined || built.unpublished) return undefined;
  const version = built.versions.get(built.distTags.get(wanted) ?? wanted);
  if (version === undefined || version.removed) return json(404, `version not found: ${wanted}`);
  return json(200, version.full, { etag: etagOf(Buffer.from(JSON.stringify(version.full))) });
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}
