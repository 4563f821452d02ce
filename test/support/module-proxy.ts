import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { goModSum, moduleSum } from "../../src/prefetch/go/dirhash.ts";
import { directory, file, type Tree, type TreeDirectory } from "../../src/prefetch/tree.ts";
import { escapeCase } from "../../src/sources/go/module-path.ts";
import { zipOf } from "./zip-writer.ts";

/** A version of a made module: path → text, go.mod among them. */
export type ModuleFiles = Readonly<Record<string, string>>;

export interface ModuleProxyServer {
  readonly url: string;
  /** `GET /path` of every request. */
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Publishes `path@version`. */
  add(module: string, version: string, files: ModuleFiles): void;
  /** What is answered to paths that contain `part`, instead. */
  answer(part: string, how: (response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** A module proxy (Go Modules Reference, "GOPROXY protocol") on the loopback interface. */
export async function startModuleProxy(): Promise<ModuleProxyServer> {
  const files = new Map<string, Buffer | string>();
  const versions = new Map<string, string[]>();
  const special: [string, (response: ServerResponse) => void][] = [];
  const requests: ModuleProxyServer["requests"] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/").slice(1);
    requests.push({ path, headers: request.headers });
    const own = special.findLast(([part]) => path.includes(part));
    if (own !== undefined) return own[1](response);
    const content = files.get(path);
    if (content === undefined) return response.writeHead(404).end("not found");
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    add(module, version, content) {
      const base = escapeCase(module);
      const at = `${base}/@v/${escapeCase(version)}`;
      versions.set(module, [...(versions.get(module) ?? []), version]);
      files.set(`${base}/@v/list`, `${versions.get(module)!.join("\n")}\n`);
      files.set(`${at}.info`, JSON.stringify({ Version: version, Time: "2025-01-02T03:04:05Z" }));
      files.set(`${at}.mod`, content["go.mod"] ?? `module ${module}\n`);
      files.set(`${at}.zip`, zipOf(prefixed(module, version, content)));
    },
    answer: (part, how) => void special.push([part, how]),
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

function prefixed(module: string, version: string, files: ModuleFiles): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${module}@${version}/${path}`, text]),
  );
}

/** The two lines of go.sum for a made module. */
export async function sumLines(module: string, version: string, files: ModuleFiles): Promise<string> {
  const sum = await moduleSum(treeOf(files), module, version);
  return `${module} ${version} ${sum}\n${module} ${version}/go.mod ${goModSum(files["go.mod"]!)}\n`;
}

/** Files by path as a tree. */
export function treeOf(files: ModuleFiles): TreeDirectory {
  const folders = new Map<string, [string, Tree][]>([["", []]]);
  const folder = (path: string): [string, Tree][] => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const entries: [string, Tree][] = [];
    folders.set(path, entries);
    const slash = path.lastIndexOf("/");
    folder(path.slice(0, Math.max(0, slash))).push([path.slice(slash + 1), lazily(entries)]);
    return entries;
  };
  for (const [path, text] of Object.entries(files)) {
    const slash = path.lastIndexOf("/");
    folder(path.slice(0, Math.max(0, slash))).push([path.slice(slash + 1), file(text)]);
  }
  return lazily(folders.get("")!);
}

function lazily(entries: [string, Tree][]): TreeDirectory {
  return {
    type: "directory",
    get entries() {
      return directory(entries).entries;
    },
  };
}
