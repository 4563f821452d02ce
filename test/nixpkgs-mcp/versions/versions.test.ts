import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { UserError } from "../../../src/errors.ts";
import {
  createVersions,
  nixSystem,
  type VersionsOptions,
} from "../../../src/nixpkgs-mcp/versions/versions.ts";
import { type Handler, LocalServer } from "../../cache/local-server.ts";

const rev = (letter: string) => letter.repeat(40);

/** As the service answers, fields that are not used included. */
const answer = {
  name: "hello",
  summary: "A program",
  homepage_url: "https://example.org",
  license: "GPL-3.0-or-later",
  releases: [
    release("2.12.2", "a", "2025-11-23T21:50:36Z"),
    release("2.12.1", "b", "2025-05-16T20:19:48Z"),
    { version: "2.10", last_updated: "2020-01-01T00:00:00Z" },
    { ...release("2.9", "c", "nonsense"), platforms: release("2.9", "not a commit", "").platforms },
  ],
};

function release(version: string, letter: string, date: string) {
  const platform = (system: string) => ({
    arch: "x",
    os: "y",
    system,
    attribute_path: "hello",
    commit_hash: letter.length === 1 ? rev(letter) : letter,
    date,
    outputs: [{ name: "out", path: "/nix/store/x", default: true }],
  });
  return {
    version,
    last_updated: date,
    platforms: [platform("aarch64-linux"), platform("x86_64-linux")],
    platforms_summary: "Linux",
  };
}

const json =
  (value: unknown, status = 200): Handler =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

describe("versions", () => {
  let server: LocalServer;
  let folder: string;
  beforeEach(async () => {
    server = await LocalServer.start(json(answer));
    folder = await mkdtemp(join(tmpdir(), "versions-"));
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const versions = (options: Partial<VersionsOptions> = {}) =>
    createVersions({
      baseUrl: server.url(""),
      cacheDir: folder,
      system: "x86_64-linux",
      retries: 0,
      ...options,
    });

  it("asks the service, and takes what is for this system and whole", async () => {
    expect(await versions().find("hello", {})).toEqual([
      { version: "2.12.2", revision: rev("a"), attr: "hello", date: "2025-11-23T21:50:36.000Z" },
      { version: "2.12.1", revision: rev("b"), attr: "hello", date: "2025-05-16T20:19:48.000Z" },
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual(["/v2/pkg?name=hello"]);
    expect(await versions({ system: "x86_64-darwin" }).find("hello", {})).toEqual([]);
  });

  it("encodes names", async () => {
    await versions().find("haskellPackages.a+b", {});
    expect(server.requests[0]?.path).toBe("/v2/pkg?name=haskellPackages.a%2Bb");
    await expect(versions().find("a&version=1", {})).rejects.toMatchObject({ code: "E_ATTR" });
  });

  it("remembers the answer, also of another process, and heals", async () => {
    await versions().find("hello", {});
    await versions().find("hello", {});
    expect(server.requests).toHaveLength(1);
    const cache = join(folder, "versions");
    for (const name of await readdir(cache)) await writeFile(join(cache, name), "{");
    expect(await versions().find("hello", {})).toHaveLength(2);
    expect(server.requests).toHaveLength(2);
    await versions({ maxAgeMs: 0 }).find("hello", {});
    expect(server.requests).toHaveLength(3);
  });

  it("uses an old answer while the service is away, and says so", async () => {
    await versions().find("hello", {});
    server.handler = json({}, 500);
    const problems: UserError[] = [];
    const found = await versions({ maxAgeMs: 0 }).find("hello", {
      onProblem: (error) => problems.push(error),
    });
    expect(found).toHaveLength(2);
    expect(problems.map(({ code }) => code)).toEqual(["E_HTTP"]);
  });

  it("what it does not know: by the package's name, else nothing", async () => {
    server.handler = (request, response) =>
      (request.url ?? "").endsWith("=hello")
        ? json(answer)(request, response)
        : json({}, 404)(request, response);
    const found = await versions().find("pkgsStatic.hello", { pname: "hello" });
    expect(found.map(({ attr }) => attr)).toEqual(["pkgsStatic.hello", "pkgsStatic.hello"]);
    expect(await versions().find("nope", {})).toEqual([]);
    // That it is not known is remembered, too.
    const before = server.requests.length;
    expect(await versions().find("nope", {})).toEqual([]);
    expect(server.requests).toHaveLength(before);
  });

  it("what has the same name in another set is another package", async () => {
    const inSet = JSON.parse(
      JSON.stringify(answer).replaceAll('path":"hello"', 'path":"python311Packages.hello"'),
    );
    server.handler = (request, response) =>
      json((request.url ?? "").endsWith("=hello") ? answer : inSet)(request, response);
    expect(await versions().find("python3Packages.world", { pname: "hello" })).toHaveLength(2);
    expect(await versions().find("perlPackages.world", { pname: "hello" })).toEqual([]);
    server.handler = (request, response) =>
      (request.url ?? "").endsWith("=hello")
        ? json(answer)(request, response)
        : json({}, 404)(request, response);
    expect(await versions().find("python3Packages.hello", { pname: "hello" })).toEqual([]);
  });

  it("the catalog's own version is one of them, and enough where the service is away", async () => {
    const mine = { version: "2.13", revision: rev("d"), attr: "hello", date: "2026-01-01T00:00:00.000Z" };
    const local = async () => mine;
    expect((await versions({ local }).find("hello", {})).map(({ version }) => version)).toEqual([
      "2.13",
      "2.12.2",
      "2.12.1",
    ]);
    server.handler = json({}, 503);
    const problems: string[] = [];
    const options = { local, cacheDir: join(folder, "other") };
    expect(await versions(options).find("hello", { onProblem: ({ code }) => problems.push(code) })).toEqual([
      mine,
    ]);
    expect(problems).toEqual(["E_HTTP"]);
    expect(await versions({ local, baseUrl: null }).find("hello", {})).toEqual([mine]);
  });

  it("a version found twice is told once, the newer revision", async () => {
    const mine = { version: "2.12.2", revision: rev("d"), attr: "hello", date: "2026-01-01T00:00:00.000Z" };
    const found = await versions({ local: async () => mine }).find("hello", {});
    expect(found.map(({ revision }) => revision)).toEqual([rev("d"), rev("b")]);
  });

  it.each<[string, Handler, string]>([
    ["no JSON", (_, response) => void response.end("<html>"), "E_VERSIONS"],
    ["another form", json({ releases: "many" }), "E_VERSIONS"],
    ["denied", json({}, 403), "E_FORBIDDEN"],
    ["broken", json({}, 502), "E_HTTP"],
    ["nothing for too long", () => {}, "E_TIMEOUT"],
    [
      "cut off",
      (_, response) =>
        void response.writeHead(200, { "content-length": 100 }).write("{", () => response.destroy()),
      "E_NETWORK",
    ],
    [
      "a redirect without end",
      (request, response) => void response.writeHead(302, { location: request.url }).end(),
      "E_REDIRECT",
    ],
  ])("%s: an error a person can read", async (_, handler, code) => {
    server.handler = handler;
    await expect(versions({ timeoutMs: 300 }).find("hello", {})).rejects.toMatchObject({ code });
  });

  it("tries again where that may help", async () => {
    let first = true;
    server.handler = (request, response) => {
      (first ? json({}, 503) : json(answer))(request, response);
      first = false;
    };
    expect(await versions({ retries: 1 }).find("hello", {})).toHaveLength(2);
  });

  it("can be cancelled", async () => {
    server.handler = () => {};
    const controller = new AbortController();
    const call = versions().find("hello", { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("cancelled")), 50);
    await expect(call).rejects.toThrow("cancelled");
  });

  it("names the flake that has a version", () => {
    const version = { revision: rev("a") };
    expect(versions().flakeOf(version)).toBe(`github:NixOS/nixpkgs/${rev("a")}`);
    expect(versions({ flakeTemplate: "path:/nixpkgs/{revision}" }).flakeOf(version)).toBe(
      `path:/nixpkgs/${rev("a")}`,
    );
  });

  it("knows Nix's names of systems", () => {
    expect(nixSystem("linux", "x64")).toBe("x86_64-linux");
    expect(nixSystem("darwin", "arm64")).toBe("aarch64-darwin");
  });
});
