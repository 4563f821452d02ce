import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type FakeFile, sha256Hex } from "./fake-index/project.ts";

export {
  type FakeFile,
  type FakeRelease,
  metadataText,
  sdist,
  sha256Hex,
  wheel,
} from "./fake-index/project.ts";

/** An index of Python projects in this process, in JSON (PEP 691) or HTML (PEP 503). */
export interface FakeIndex {
  /** The root of its simple API. */
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: { path: string; headers: IncomingMessage["headers"] }[];
  /** Project (normalised) → its files; may be changed at any time. */
  readonly projects: Map<string, readonly FakeFile[]>;
  form: "json" | "html";
  /** PyPI's JSON API: `NAME/json` or `NAME/VERSION/json` → what it says. Empty: this index has none. */
  readonly json: Map<string, unknown>;
  /** Answers in place of the index, where it returns true. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

export async function startFakeIndex(
  projects: Readonly<Record<string, readonly FakeFile[]>> = {},
): Promise<FakeIndex> {
  const server = createServer((request, response) => {
    index.requests.push({ path: request.url ?? "", headers: request.headers });
    if (!index.instead(request, response)) answer(index, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const index: FakeIndex = {
    url: `http://127.0.0.1:${port}/simple/`,
    requests: [],
    projects: new Map(Object.entries(projects)),
    form: "json",
    json: new Map(),
    instead: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return index;
}

function answer(index: FakeIndex, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(request.url ?? "");
  const project = /^\/simple\/([^/]+)\/$/.exec(path)?.[1];
  const files = project === undefined ? undefined : index.projects.get(project);
  if (project !== undefined && files !== undefined) {
    const text = index.form === "json" ? jsonPage(project, files) : htmlPage(files);
    const etag = `"${sha256Hex(text).slice(0, 16)}"`;
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304).end();
      return;
    }
    const type = index.form === "json" ? "application/vnd.pypi.simple.v1+json" : "text/html";
    response.writeHead(200, { "content-type": type, etag }).end(text);
    return;
  }
  const told = index.json.get(path.replace(/^\/pypi\//, ""));
  if (told !== undefined) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told));
    return;
  }
  if (path === "/simple/") {
    answerNames(index, request, response);
    return;
  }
  const name = /^\/files\/(.+)$/.exec(path)?.[1];
  const file = [...index.projects.values()]
    .flat()
    .find((one) => one.filename === name?.replace(/\.metadata$/, ""));
  const body = name?.endsWith(".metadata") === true ? file?.metadata : file?.bytes;
  if (body === undefined) response.writeHead(404).end("no such thing");
  else response.writeHead(200).end(body);
}

/** The list of all projects (PEP 691, PEP 503), compressed for who takes it so. */
function answerNames(index: FakeIndex, request: IncomingMessage, response: ServerResponse): void {
  const names = [...index.projects.keys()];
  const text =
    index.form === "json"
      ? JSON.stringify({
          meta: { "_last-serial": 1, "api-version": "1.1" },
          projects: names.map((name) => ({ "_last-serial": 1, name })),
        })
      : `<!DOCTYPE html>\n<html><body>\n${names.map((name) => `<a href="/simple/${name}/">${name}</a>`).join("\n")}\n</body></html>\n`;
  const etag = `"${sha256Hex(text).slice(0, 16)}"`;
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304).end();
    return;
  }
  const gzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  response
    .writeHead(200, {
      "content-type": index.form === "json" ? "application/vnd.pypi.simple.v1+json" : "text/html",
      etag,
      ...(gzip ? { "content-encoding": "gzip" } : {}),
    })
    .end(gzip ? gzipSync(text) : text);
}

function jsonPage(name: string, files: readonly FakeFile[]): string {
  return JSON.stringify({
    meta: { "api-version": "1.1" },
    name,
    versions: [],
    files: files.map((file) => ({
      filename: file.filename,
      url: `../../files/${encodeURIComponent(file.filename)}`,
      hashes: file.sha256 === null ? {} : { sha256: file.sha256 ?? sha256Hex(file.bytes) },
      ...(file.requiresPython === undefined ? {} : { "requires-python": file.requiresPython }),
      yanked: file.yanked ?? false,
      "core-metadata": file.metadata === undefined ? false : { sha256: sha256Hex(file.metadata) },
      size: file.bytes.length,
    })),
  });
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[sign]};`);

function htmlPage(files: readonly FakeFile[]): string {
  const anchors = files.map((file) => {
    const hash = file.sha256 === null ? "" : `#sha256=${file.sha256 ?? sha256Hex(file.bytes)}`;
    const attributes = [
      `href="../../files/${encodeURIComponent(file.filename)}${hash}"`,
      ...(file.requiresPython === undefined
        ? []
        : [`data-requires-python="${escaped(file.requiresPython)}"`]),
      ...(file.yanked === undefined || file.yanked === false
        ? []
        : [`data-yanked="${file.yanked === true ? "" : escaped(file.yanked)}"`]),
      ...(file.metadata === undefined ? [] : [`data-core-metadata="sha256=${sha256Hex(file.metadata)}"`]),
    ];
    return `    <a ${attributes.join(" ")}>${escaped(file.filename)}</a><br/>`;
  });
  return `<!DOCTYPE html>\n<html><body>\n${anchors.join("\n")}\n</body></html>\n`;
}
