import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

/** What stands in a file; `link`: a symlink to that. */
export type FakeFile = string | { readonly link: string } | { readonly program: string };

export interface FakeRepository {
  /** Commits all files anew, those before are gone. Returns the commit. */
  commit(files: Readonly<Record<string, FakeFile>>): Promise<string>;
  /** @param annotated an object of its own stands between the tag and its commit */
  tag(name: string, annotated?: boolean): Promise<void>;
  /** The tag that `releases/latest` leads to. */
  release(tag: string | null): void;
}

/** Answers in the place of the server; true: it has. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface FakeGithub {
  /** Without a slash at its end. */
  readonly url: string;
  /** Another origin, where archives are, as on GitHub. */
  readonly archives: string;
  /** Every request: method, host as `web` or `archives`, path, and whether it came with a login. */
  readonly requests: { readonly at: string; readonly path: string; readonly login: string | undefined }[];
  /** Looked at before anything else; replaced by a test. */
  fault: Fault | null;
  repository(name: string, options?: { token?: string }): Promise<FakeRepository>;
  /** From now on the first name leads to the second. */
  rename(from: string, to: string): void;
  close(): Promise<void>;
}

const EPOCH = "1700000000 +0000";

/** A server that answers as GitHub does, over real repositories that the machine's own git makes and packs. */
export async function startFakeGithub(): Promise<FakeGithub> {
  const root = await mkdtemp(join(tmpdir(), "fake-github-"));
  const repositories = new Map<
    string,
    { folder: string; latest: string | null; token: string | undefined }
  >();
  const moved = new Map<string, string>();
  const requests: FakeGithub["requests"][number][] = [];

  const web = await listen((request, response) => answer("web", request, response));
  const codeload = await listen((request, response) => answer("archives", request, response));

  async function answer(at: "web" | "archives", request: IncomingMessage, response: ServerResponse) {
    const path = decodeURIComponent(new URL(request.url ?? "/", web.url).pathname);
    requests.push({ at, path, login: request.headers.authorization });
    if (github.fault?.(request, response) === true) return;
    const handler = at === "web" ? fromWeb : fromArchives;
    await handler(path, request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  }

  async function fromWeb(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const api = /^\/api\/v3\/repos\/([^/]+\/[^/]+)\/(.*)$/.exec(path);
    if (api !== null) return fromApi(api[1]!, api[2]!, request, response);
    const [, named = "", rest = ""] = /^\/([^/]+\/[^/]+?)(?:\.git(?=\/))?\/(.*)$/.exec(path) ?? [];
    const target = moved.get(named);
    if (target !== undefined) {
      const location = `${web.url}${(request.url ?? "").replace(named, target)}`;
      return redirect(response, location, 301);
    }
    const repository = repositories.get(named);
    if (repository === undefined) return missing(response, rest.startsWith("info/refs") ? 401 : 404);
    if (repository.token !== undefined) {
      const login = `Basic ${Buffer.from(`x-access-token:${repository.token}`).toString("base64")}`;
      const isGit = rest === "info/refs";
      if (!isGit || request.headers.authorization !== login) return missing(response, isGit ? 401 : 404);
    }
    if (rest === "info/refs") return refs(repository.folder, response);
    if (rest === "releases/latest") {
      const { latest } = repository;
      const to = latest === null ? "releases" : `releases/tag/${encodeURIComponent(latest)}`;
      return redirect(response, `${web.url}/${named}/${to}`, 302);
    }
    if (/^releases(\/tag\/|$)/.test(rest)) return void response.end("<html>");
    const [, ref] = /^archive\/(?:refs\/tags\/)?(.+)\.tar\.gz$/.exec(rest) ?? [];
    if (ref !== undefined) return redirect(response, `${codeload.url}/${named}/tar.gz/${ref}`, 302);
    return missing(response, 404);
  }

  async function fromApi(named: string, rest: string, request: IncomingMessage, response: ServerResponse) {
    const repository = repositories.get(named);
    const allowed =
      repository?.token === undefined || request.headers.authorization === `Bearer ${repository.token}`;
    if (repository === undefined || !allowed) return missing(response, 404);
    if (rest === "releases/latest" && repository.latest !== null) {
      return void response.end(JSON.stringify({ tag_name: repository.latest }));
    }
    const [, ref] = /^tarball\/(?:refs\/tags\/)?(.+)$/.exec(rest) ?? [];
    if (ref !== undefined) return redirect(response, `${codeload.url}/${named}/tar.gz/${ref}?token=x`, 302);
    return missing(response, 404);
  }

  async function fromArchives(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const [, named = "", ref = ""] = /^\/([^/]+\/[^/]+)\/tar\.gz\/(.+)$/.exec(path) ?? [];
    const repository = repositories.get(named);
    if (repository === undefined) return missing(response, 404);
    const prefix = `--prefix=${named.split("/")[1]}-${ref.replaceAll("/", "-")}/`;
    const { stdout, failed } = await git(repository.folder, ["archive", "--format=tar.gz", prefix, ref], {
      reject: false,
      encoding: "buffer",
    });
    if (failed) return missing(response, 404);
    const bytes = stdout as unknown as Uint8Array;
    const etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
    response.setHeader("etag", etag);
    if (request.headers["if-none-match"] === etag) {
      response.statusCode = 304;
      return void response.end();
    }
    response.setHeader("content-type", "application/x-gzip");
    response.end(bytes);
  }

  const github: FakeGithub = {
    url: web.url,
    archives: codeload.url,
    requests,
    fault: null,
    async repository(name, { token } = {}) {
      const folder = join(root, name);
      const entry = { folder, latest: null as string | null, token };
      repositories.set(name, entry);
      await mkdir(folder, { recursive: true });
      await git(folder, ["init", "--quiet", "--initial-branch=main"]);
      return {
        async commit(files) {
          await git(folder, ["rm", "-rqf", "--ignore-unmatch", "."]);
          for (const [path, content] of Object.entries(files)) await write(join(folder, path), content);
          await git(folder, ["add", "--all", "--force"]);
          await git(folder, ["commit", "--quiet", "--allow-empty", "--message=x"]);
          return (await git(folder, ["rev-parse", "HEAD"])).stdout.trim();
        },
        async tag(tag, annotated = false) {
          await git(folder, ["tag", ...(annotated ? ["-a", "-m", "x"] : []), tag]);
        },
        release(tag) {
          entry.latest = tag;
        },
      };
    },
    rename: (from, to) => void moved.set(from, to),
    async close() {
      await Promise.all([stop(web.server), stop(codeload.server)]);
      await rm(root, { recursive: true, force: true });
    },
  };
  return github;
}

async function refs(folder: string, response: ServerResponse): Promise<void> {
  const { stdout } = await git(folder, ["upload-pack", "--advertise-refs", "."], {
    stripFinalNewline: false,
  });
  response.setHeader("content-type", "application/x-git-upload-pack-advertisement");
  response.end(`001e# service=git-upload-pack\n0000${stdout}`);
}

function git(folder: string, args: readonly string[], options: Record<string, unknown> = {}) {
  const who = { NAME: "t", EMAIL: "t@example.org", DATE: EPOCH };
  const env = Object.fromEntries(
    Object.entries(who).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]),
  );
  return execa("git", args, {
    cwd: folder,
    env: { ...env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    ...options,
  }) as unknown as Promise<{ stdout: string; failed: boolean }>;
}

async function write(path: string, content: FakeFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (typeof content === "string") await writeFile(path, content);
  else if ("link" in content) await symlink(content.link, path);
  else await writeFile(path, content.program, { mode: 0o755 });
}

function redirect(response: ServerResponse, location: string, status: number): void {
  response.writeHead(status, { location }).end();
}

function missing(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 401 ? { "www-authenticate": "Basic" } : {}).end("Not Found");
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
