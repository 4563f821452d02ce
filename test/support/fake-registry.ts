import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { refusal } from "./fake-registry/auth.ts";
import { makeFaultTable, matches } from "./fake-registry/faults.ts";
import { tarballPath } from "./fake-registry/packument.ts";
import { type Answer, answer, json } from "./fake-registry/routes.ts";
import { send } from "./fake-registry/send.ts";
import { makeSigner } from "./fake-registry/signing.ts";
import { fillStore, makeStore } from "./fake-registry/store.ts";
import type { FakeRegistry, FakeRegistryOptions, LoggedRequest } from "./fake-registry/types.ts";

export { packTarball } from "./fake-registry/tarball.ts";
export type * from "./fake-registry/types.ts";

/**
 * A registry on the loopback interface that npm, pacote and arborist take for a real one, with
 * faults to switch on. Two origins: the registry, and another that redirects and foreign tarballs
 * lead to (a client must not carry its token there).
 *
 * Follows npm's registry documentation (npm/registry: REGISTRY-API.md, package-metadata.md) and RFC
 * 9110 for conditional and range requests.
 */
export async function startFakeRegistry(options: FakeRegistryOptions = {}): Promise<FakeRegistry> {
  const requests: LoggedRequest[] = [];
  const faults = makeFaultTable();
  const served = new Map<string, Answer>();
  const advisories = new Map<string, readonly unknown[]>();
  const timers = new Set<NodeJS.Timeout>();
  const basePath = `/${(options.basePath ?? "").replace(/^\/+|\/+$/g, "")}/`.replace("//", "/");
  const signer = makeSigner(options.keyExpires ?? null);

  const servers = {
    registry: await listen("127.0.0.1", (request, response) => handle("registry", request, response)),
    // Another host name too: npm's client takes a token along to another port of the same name.
    other: await listen("localhost", (request, response) => handle("other", request, response)),
  };
  const url = `http://127.0.0.1:${portOf(servers.registry)}${basePath}`;
  const otherUrl = `http://localhost:${portOf(servers.other)}${basePath}`;

  const store = makeStore({
    tarballBase: options.tarballOrigin === "other" ? otherUrl : url,
    signer,
    signatures: options.signatures ?? "valid",
  });
  fillStore(store, options.packages ?? {});
  const keys = [signer.key];

  async function handle(
    origin: "registry" | "other",
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const target = new URL(request.url ?? "/", url);
    const decoded = decodeURIComponent(target.pathname);
    const path = decoded.startsWith(basePath) ? `/${decoded.slice(basePath.length)}` : decoded;
    const method = request.method ?? "GET";
    const log: LoggedRequest = {
      method,
      path,
      url: request.url ?? "/",
      headers: request.headers,
      origin,
      status: 0,
      bytes: 0,
    };
    requests.push(log);
    const body = method === "POST" ? await posted(request) : "";
    if (method === "POST") log.body = body;
    else request.resume();
    const refused = decoded.startsWith(basePath)
      ? refusal(path, request.headers.authorization, origin === "registry" ? (options.auth ?? []) : [])
      : 404;
    const found =
      refused === undefined
        ? answer(
            { method, path, query: target.searchParams, accept: String(request.headers.accept ?? ""), body },
            {
              store,
              keys: options.keys === false ? null : keys,
              maxAge: options.maxAge ?? 300,
              served,
              advisories,
              downloads: options.downloads ?? {},
              extras: options.extras ?? true,
            },
          )
        : json(refused, { error: refused === 404 ? "Not found" : "not allowed" });
    // Faults are the registry's: what a redirect leads to must work.
    const fault = origin === "registry" ? faults.take(path) : undefined;
    send(found, fault, {
      request,
      response,
      log,
      gzip: options.gzip ?? true,
      elsewhere: `${otherUrl}${target.pathname.slice(basePath.length)}${target.search}`,
      timers,
    });
  }

  return {
    url,
    otherUrl,
    advisories,
    requests,
    keys,
    fault: (where, fault) => faults.add(where, fault),
    publish: (name, version, what = {}, publishOptions = {}) =>
      store.publish(name, version, what, publishOptions.tag ?? "latest"),
    unpublish: (name, version) => store.unpublish(name, version),
    serve(path, body, contentType = "application/octet-stream") {
      served.set(path, { status: 200, type: contentType, body: Buffer.from(body) });
    },
    packumentPath: (name) => `/${name}`,
    tarballPath,
    tarball: (name, version) => store.tarball(name, version),
    integrity: (name, version) => store.integrity(name, version),
    count: (path) => requests.filter((request) => matches(path, request.path)).length,
    forget() {
      requests.length = 0;
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(Object.values(servers).map(stop));
    },
  };
}

function listen(
  host: string,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handler);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, () => resolve(server));
  });
}

/** Unread, it would hold the connection. npm compresses what it posts. */
async function posted(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // The client went away.
  }
  const bytes = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString("utf8");
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
