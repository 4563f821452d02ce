import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { catalogError } from "../../../src/nixpkgs-mcp/catalog/catalog-error.ts";
import {
  clearCache,
  openCatalogSource,
  type SourceOptions,
} from "../../../src/nixpkgs-mcp/catalog/source.ts";
import type { CatalogSource, CatalogState } from "../../../src/nixpkgs-mcp/catalog/types.ts";
import { type Handler, LocalServer, staticFile } from "../../cache/local-server.ts";

const revision = "0123456789abcdef0123456789abcdef01234567";

function catalogOf(...names: string[]): Buffer {
  const packages = Object.fromEntries(names.map((name) => [name, { name: `${name}-1`, meta: {} }]));
  return brotliCompressSync(JSON.stringify({ version: 2, packages }));
}

/** A channel as nixos.org serves it: redirected to a release, with its commit beside. */
function channel(content: Buffer, etag = '"v1"'): Handler {
  const file = staticFile(content, { etag });
  return (request, response) => {
    if (request.url === "/test/git-revision") return void response.end(revision);
    if (request.url === "/test/packages.json.br") {
      return void response.writeHead(302, { location: "/release/packages.json.br" }).end();
    }
    if (request.url === "/release/packages.json.br") return file(request, response);
    response.writeHead(404).end();
  };
}

let cacheDir: string;
let server: LocalServer;
const sources: CatalogSource[] = [];

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "catalog-"));
  server = await LocalServer.start(channel(catalogOf("hello", "bye")));
});

afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await server.stop();
  await rm(cacheDir, { recursive: true, force: true });
});

function open(options: Partial<SourceOptions> = {}): CatalogSource {
  const patience = { backoffMs: 5, timeoutMs: 400, retries: 2 };
  const source = openCatalogSource({
    channel: "test",
    baseUrl: server.url("/"),
    cacheDir,
    maxAgeMs: 86_400_000,
    env: {},
    patience,
    ...options,
  });
  sources.push(source);
  return source;
}

const attrsOf = async (source: CatalogSource) =>
  (await source.catalog()).search({ text: "", limit: 99, offset: 0 }).results.map(({ attr }) => attr);

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 400) throw new Error("that did not happen");
    await sleep(10);
  }
}

const generations = async () => {
  const [key] = await readdir(join(cacheDir, "catalog"));
  return (await readdir(join(cacheDir, "catalog", key!))).filter((name) => name.startsWith("g-"));
};

const fileOfIndex = async (name: string) => {
  const [key] = await readdir(join(cacheDir, "catalog"));
  return join(cacheDir, "catalog", key!, (await generations())[0]!, name);
};

describe("a channel's catalog", () => {
  it("is downloaded through redirects, indexed, and opened from the cache the next time", async () => {
    const states: CatalogState[] = [];
    const source = open();
    const catalog = await source.catalog({ onState: (state) => states.push(state) });
    expect(catalog.facts).toMatchObject({
      origin: server.url("/test/packages.json.br"),
      packages: 2,
      etag: '"v1"',
      revision,
    });
    expect(states.some((state) => state.kind === "loading" && state.what === "index")).toBe(true);
    expect(source.state()).toMatchObject({ kind: "ready", stale: false });
    const asked = server.requests.length;
    expect(await attrsOf(open())).toEqual(["hello", "bye"]);
    expect(server.requests).toHaveLength(asked);
  });

  it("that is old answers at once, and is asked about in the background", async () => {
    await open().catalog();
    const asked = server.requests.length;
    const source = open({ maxAgeMs: -1 });
    let replaced = 0;
    source.onReplaced(() => replaced++);
    expect(await attrsOf(source)).toHaveLength(2);
    await until(() => server.requests.length > asked + 1);
    await source.close();
    expect(server.requests.at(asked)?.headers["if-none-match"]).toBe('"v1"');
    expect(replaced).toBe(0);
    expect(await generations()).toHaveLength(1);
  });

  it("that is replaced by a newer one says so, while the old one can be read on", async () => {
    await open().catalog();
    server.handler = channel(catalogOf("hello", "bye", "new"), '"v2"');
    const source = open({ maxAgeMs: -1 });
    let replaced = 0;
    source.onReplaced(() => replaced++);
    const before = await source.catalog();
    await until(() => replaced > 0);
    expect(before.package("hello")?.pname).toBe("hello");
    expect(await attrsOf(source)).toContain("new");
    expect((await source.catalog()).facts.etag).toBe('"v2"');
    expect(await generations()).toHaveLength(1);
    // The download of the old one is gone, too.
    const kept = await readdir(join(cacheDir, "downloads/content"), { recursive: true, withFileTypes: true });
    expect(kept.filter((entry) => entry.isFile())).toHaveLength(1);
  });

  it("survives a server that fails a few times", async () => {
    const good = server.handler;
    let failures = 2;
    server.handler = (request, response) => {
      if (failures-- > 0) return void response.writeHead(503, { "retry-after": "0" }).end();
      good(request, response);
    };
    expect(await attrsOf(open())).toEqual(["hello", "bye"]);
  });

  it("survives a connection that is cut", async () => {
    const good = server.handler;
    let cuts = 1;
    server.handler = (request, response) => {
      if (request.url !== "/release/packages.json.br" || cuts-- <= 0) return good(request, response);
      response.writeHead(200, { "content-length": 5000 }).write("x");
      setTimeout(() => response.destroy(), 10);
    };
    expect(await attrsOf(open())).toEqual(["hello", "bye"]);
  });

  it("has no commit where the channel tells none", async () => {
    const good = server.handler;
    server.handler = (request, response) => {
      if (request.url === "/test/git-revision") return void response.end("<html>");
      good(request, response);
    };
    expect((await open().catalog()).facts.revision).toBeNull();
  });
});

describe("without a catalog", () => {
  it.each<[string, Handler, RegExp]>([
    ["no such channel", (_, response) => void response.writeHead(404).end(), /no such file/],
    ["a server that is down", (_, response) => void response.writeHead(500).end(), /status 500/],
    ["a server that says nothing", () => {}, /no answer for 0.4 seconds/],
    ["something else", channel(Buffer.from("<html>captive portal</html>")), /broken/],
    ["a truncated catalog", channel(catalogOf("hello", "bye").subarray(0, 30)), /broken/],
  ])("because of %s, there is one error that says so", async (_, handler, message) => {
    server.handler = handler;
    const source = open();
    const error = await source.catalog().catch((error) => error);
    expect(error).toMatchObject({ code: "E_CATALOG", message: expect.stringMatching(message) });
    expect(error.hint).toBeTruthy();
    expect(source.state()).toMatchObject({ kind: "absent", reason: error.message, hint: error.hint });
    // And once it is there, it is found.
    server.handler = channel(catalogOf("hello"));
    expect(await attrsOf(source)).toEqual(["hello"]);
  });

  it("an old one that cannot be refreshed goes on answering, and says that it is stale", async () => {
    await open().catalog();
    server.handler = (_, response) => void response.writeHead(404).end();
    const problems: string[] = [];
    const source = open({ maxAgeMs: -1, onProblem: ({ code }) => problems.push(code) });
    const asked = server.requests.length;
    expect(await attrsOf(source)).toHaveLength(2);
    await until(() => server.requests.length > asked);
    expect(source.state()).toMatchObject({ kind: "ready", stale: true });
    await until(() => problems.length > 0);
    expect(problems).toEqual(["E_CATALOG"]);
  });

  it("waiting ends when the caller has no more time, and the source goes on", async () => {
    const good = server.handler;
    let answer = () => {};
    server.handler = (request, response) => {
      answer = () => good(request, response);
    };
    const source = open({ patience: { timeoutMs: 10_000 } });
    const waiting = source.catalog({ signal: AbortSignal.timeout(50) });
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
    server.handler = good;
    answer();
    expect(await attrsOf(source)).toHaveLength(2);
  });
});

describe("a broken cache", () => {
  it.each(["index.bin", "postings.bin", "records.bin"])(
    "with its %s cut short is mended without a network",
    async (name) => {
      await open().catalog();
      await writeFile(await fileOfIndex(name), "x");
      server.handler = (_, response) => void response.writeHead(500).end();
      expect(await attrsOf(open())).toEqual(["hello", "bye"]);
    },
  );

  it("whose index is gone, or whose pointer is none, is made anew", async () => {
    await open().catalog();
    await rm(await fileOfIndex("."), { recursive: true });
    expect(await attrsOf(open())).toEqual(["hello", "bye"]);
    await writeFile(await fileOfIndex("../current.json"), "{");
    expect(await attrsOf(open())).toEqual(["hello", "bye"]);
  });

  it("can be cleared", async () => {
    await open().catalog();
    const there = (await readdir(cacheDir)).map((name) => join(cacheDir, name));
    expect((await clearCache(cacheDir)).toSorted()).toEqual(there.toSorted());
    expect(await readdir(cacheDir)).toEqual([]);
    expect(await clearCache(cacheDir)).toEqual([]);
    const asked = server.requests.length;
    expect(await attrsOf(open())).toEqual(["hello", "bye"]);
    expect(server.requests.length).toBeGreaterThan(asked);
  });

  it("with a broken record is replaced while it answers", async () => {
    await open().catalog();
    const path = await fileOfIndex("records.bin");
    const bytes = await readFile(path);
    bytes.write("XXXX", bytes.indexOf('"hello"'));
    await writeFile(path, bytes);
    const source = open();
    let replaced = 0;
    const catalog = await source.catalog();
    source.onReplaced(() => replaced++);
    const damaged = expect.objectContaining({ code: "E_CATALOG", message: expect.stringContaining("anew") });
    expect(() => catalog.package("hello")).toThrow(damaged);
    expect(() => catalog.search({ text: "hello", limit: 9, offset: 0 })).toThrow(damaged);
    expect(() => catalog.similar("helo", 9)).toThrow(damaged);
    expect(catalog.package("bye")?.pname).toBe("bye");
    await until(() => replaced > 0);
    expect((await source.catalog()).package("hello")?.pname).toBe("hello");
  });

  it("with a broken record that was just refreshed in vain is replaced at once all the same", async () => {
    const good = server.handler;
    await open().catalog();
    const path = await fileOfIndex("records.bin");
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill("X"));
    server.handler = (_, response) => void response.writeHead(404).end();
    const source = open({ maxAgeMs: -1 });
    let replaced = 0;
    source.onReplaced(() => replaced++);
    const catalog = await source.catalog();
    await until(() => server.requests.some(({ headers }) => headers["if-none-match"] === '"v1"'));
    server.handler = good;
    expect(() => catalog.package("hello")).toThrow("anew");
    await until(() => replaced > 0);
    expect((await source.catalog()).package("hello")?.pname).toBe("hello");
  });

  it("with a broken record and no more to build it of says why", async () => {
    const file = join(cacheDir, "local.json");
    await writeFile(file, '{"packages":{"mine":{"name":"mine-1"}}}');
    await open({ file }).catalog();
    const path = await fileOfIndex("records.bin");
    await writeFile(path, (await readFile(path)).fill("X"));
    const source = open({ file });
    const catalog = await source.catalog();
    await rm(file);
    expect(() => catalog.package("mine")).toThrow("is being built anew");
    const said = () => {
      try {
        return String(catalog.package("mine"));
      } catch (error) {
        return String(error);
      }
    };
    await until(() => /could not be built anew: .*no such/.test(said()));
  });

  it("left by a run that was killed is swept away", async () => {
    await open().catalog();
    const left = join(await fileOfIndex(".."), "building-0123");
    await mkdir(left);
    await utimes(left, 1, 1);
    server.handler = channel(catalogOf("new"), '"v2"');
    const source = open({ maxAgeMs: -1 });
    await source.catalog();
    await until(() => !existsSync(left));
  });
});

describe("a disk that takes no more", () => {
  it("while the index is made is not the catalog's fault", async () => {
    const file = join(cacheDir, "local.json");
    await writeFile(file, '{"packages":{"mine":{"name":"mine-1"}}}');
    const program = join(cacheDir, "full.mjs");
    const failed = { name: "Error", message: "ENOSPC: no space left on device, write", code: "ENOSPC" };
    await writeFile(program, `console.log(${JSON.stringify(JSON.stringify({ failed }))})`);
    await expect(open({ file, indexProgram: program }).catalog()).rejects.toMatchObject({
      code: "E_CATALOG",
      message: "there is no catalog of packages: the disk of the cache is full",
      where: cacheDir,
      hint: expect.stringContaining("XDG_CACHE_HOME"),
    });
  });

  it.each(["E_DISK_FULL", "E_WRITE"])("told as %s is not the network's fault", (code) => {
    const cause = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    const error = new UserError("cannot write the file: the disk is full", { code, where: "/c/x", cause });
    expect(catalogError(error, "https://channel.test", "/c")).toMatchObject({
      message: "there is no catalog of packages: the disk of the cache is full",
      where: "/c",
      hint: expect.stringContaining("Free some space"),
    });
  });

  it("has no folder for the cache: it is said which, and what to do", async () => {
    const file = join(cacheDir, "file");
    await writeFile(file, "");
    await expect(open({ cacheDir: join(file, ".cache") }).catalog()).rejects.toMatchObject({
      code: "E_CATALOG",
      message: expect.stringContaining("the folder of the cache cannot be made"),
      where: join(file, ".cache"),
      hint: expect.stringContaining("XDG_CACHE_HOME"),
    });
  });

  it("does not hide that the local catalog may not be read", () => {
    const denied = Object.assign(new Error("EACCES: permission denied"), {
      code: "EACCES",
      path: "/their.json",
    });
    expect(catalogError(denied, "/their.json", "/c")).toMatchObject({ where: "/their.json" });
  });
});

describe("several at once", () => {
  it("download and index it once", async () => {
    const all = await Promise.all([open(), open(), open()].map(attrsOf));
    expect(all).toEqual([0, 1, 2].map(() => ["hello", "bye"]));
    const downloads = server.requests.filter(({ path }) => path === "/release/packages.json.br");
    expect(downloads).toHaveLength(1);
    expect(await generations()).toHaveLength(1);
  });

  it("channels do not get in each other's way", async () => {
    await open().catalog();
    const file = join(cacheDir, "local.json");
    await writeFile(file, '{"packages":{"mine":{"name":"mine-1"}}}');
    expect(await attrsOf(open({ file }))).toEqual(["mine"]);
    expect(await attrsOf(open())).toEqual(["hello", "bye"]);
  });
});

describe("a local file", () => {
  it("is read, and read again once it changed", async () => {
    const file = join(cacheDir, "packages.json");
    await writeFile(file, '{"packages":{"one":{"name":"one-1"}}}');
    const source = open({ file });
    expect(await attrsOf(source)).toEqual(["one"]);
    let replaced = 0;
    source.onReplaced(() => replaced++);
    await writeFile(file, '{"packages":{"two":{"name":"two-1"}}}');
    await source.catalog();
    await until(() => replaced > 0);
    expect(await attrsOf(source)).toEqual(["two"]);
    expect((await source.catalog()).facts).toMatchObject({ origin: file, etag: null, revision: null });
  });

  it("that is not there is an error with its path", async () => {
    const error = await open({ file: "/nowhere/packages.json" })
      .catalog()
      .catch((error) => error);
    expect(error).toMatchObject({ code: "E_CATALOG", where: "/nowhere/packages.json" });
  });
});

describe("NIX_PATH", () => {
  /** A nix-env that keeps what it was called with, and says what it is told to. */
  async function nixEnv(script: string): Promise<NodeJS.ProcessEnv> {
    const bin = join(cacheDir, "bin");
    await mkdir(bin);
    await writeFile(
      join(bin, "nix-env"),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${cacheDir}/args'\n${script}\n`,
      { mode: 0o755 },
    );
    return { PATH: `${bin}:/usr/bin:/bin`, NIX_PATH: "nixpkgs=/somewhere" };
  }

  it("is asked when there is no network", async () => {
    server.handler = (_, response) => void response.writeHead(404).end();
    const env = await nixEnv(`echo '{"hello":{"name":"hello-2.10","meta":{"description":"Greets"}}}'`);
    const catalog = await open({ env, nixPath: true }).catalog();
    expect(catalog.package("hello")).toMatchObject({
      pname: "hello",
      version: "2.10",
      description: "Greets",
    });
    expect(catalog.facts.origin).toContain("nix-env");
    const args = (await readFile(join(cacheDir, "args"), "utf8")).split("\n");
    expect(args.slice(0, 5)).toEqual(["-qaP", "--json", "--meta", "-f", "<nixpkgs>"]);
  });

  it("that fails, too, leaves the first error to be read", async () => {
    server.handler = (_, response) => void response.writeHead(404).end();
    const env = await nixEnv("echo 'error: file nixpkgs was not found' >&2; exit 1");
    await expect(open({ env, nixPath: true }).catalog()).rejects.toThrow("no such file");
  });
});

describe("a process of its own", () => {
  let program: string;
  let built: string;
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), "index-program-"));
    program = join(built, "nixpkgs-index.mjs");
    const entryPoints = ["src/nixpkgs-mcp/catalog/build-child.ts"];
    await build({ entryPoints, outfile: program, bundle: true, platform: "node", format: "esm" });
  });
  afterAll(() => rm(built, { recursive: true }));

  it("builds the index", async () => {
    expect(await attrsOf(open({ indexProgram: program }))).toEqual(["hello", "bye"]);
  });

  it("tells what is wrong with a catalog as this process would", async () => {
    server.handler = channel(catalogOf("hello", "bye").subarray(0, 30));
    const source = open({ indexProgram: program });
    await expect(source.catalog()).rejects.toThrow("the catalog is broken");
    server.handler = channel(catalogOf("hello"));
    expect(await attrsOf(source)).toEqual(["hello"]);
  });

  it("that dies is an error", async () => {
    const program = join(cacheDir, "dies.mjs");
    await writeFile(program, "process.kill(process.pid, 'SIGKILL')");
    await expect(open({ indexProgram: program }).catalog()).rejects.toMatchObject({ code: "E_CATALOG" });
  });
});
