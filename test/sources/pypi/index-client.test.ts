import { describe, expect, test } from "vitest";
import { sdist, sha256Hex, wheel } from "../../support/fake-index.ts";
import { testIndex } from "../../support/pypi-client.ts";

const demo = { name: "demo", version: "1.0" };
const projects = { demo: [sdist(demo), wheel(demo)] };

describe("an index", () => {
  test("is asked for JSON, and once for a project", async () => {
    const { index, client } = await testIndex(projects);
    const [one, other] = await Promise.all([client.project("demo"), client.project("demo")]);
    expect(one).toBe(other);
    expect(one?.page.name).toBe("demo");
    expect(index.requests.map(({ path }) => path)).toEqual(["/simple/demo/"]);
    expect(index.requests[0]?.headers.accept).toMatch(/^application\/vnd\.pypi\.simple\.v1\+json/);
  });

  test("may answer in HTML", async () => {
    const { index, client, again } = await testIndex(projects);
    const json = await client.project("demo");
    index.form = "html";
    const html = await (await again()).project("demo");
    expect(html?.page.files).toEqual(json?.page.files.map((file) => ({ ...file, size: null })));
  });

  test("that says a page is still current is believed", async () => {
    const { index, client, again } = await testIndex(projects);
    const first = await client.project("demo");
    const second = await (await again()).project("demo");
    expect(second?.page).toEqual(first?.page);
    expect(index.requests.map(({ headers }) => headers["if-none-match"] === undefined)).toEqual([
      true,
      false,
    ]);
  });

  test("that sends on is followed, and relative addresses start from there", async () => {
    const { index, client } = await testIndex(projects);
    index.instead = (request, response) => {
      if (request.url !== "/simple/demo/") return false;
      response.writeHead(301, { location: "/moved/to/simple/demo/" }).end();
      return true;
    };
    index.projects.set("demo", []);
    const files = JSON.stringify({
      name: "demo",
      files: [{ filename: "demo-1.0.zip", url: "../x.zip", hashes: {} }],
    });
    const before = index.instead;
    index.instead = (request, response) => {
      if (!request.url?.startsWith("/moved/")) return before(request, response);
      response.end(files);
      return true;
    };
    const found = await client.project("demo");
    expect(found?.page.files[0]?.url).toBe(`${new URL(index.url).origin}/moved/to/simple/x.zip`);
  });

  test("without the project has none", async () => {
    const { client } = await testIndex();
    expect(await client.project("demo")).toBeNull();
  });

  test("that answers for another project is not believed", async () => {
    const { index, client } = await testIndex();
    index.instead = (_, response) => {
      response.end(JSON.stringify({ name: "other", files: [] }));
      return true;
    };
    await expect(client.project("demo")).rejects.toMatchObject({ code: "E_REGISTRY" });
  });

  test.each([
    ["nonsense", "E_REGISTRY"],
    ['{"message": "log in"}', "E_REGISTRY"],
  ])("that answers %s is no index", async (text, code) => {
    const { index, client } = await testIndex();
    index.instead = (_, response) => {
      response.end(text);
      return true;
    };
    await expect(client.project("demo")).rejects.toMatchObject({
      code,
      hint: expect.stringContaining("PEP 503"),
    });
  });

  test("in trouble is asked again", async () => {
    const { index, client } = await testIndex(projects, { retries: 2, backoffMs: 1, timeoutMs: 2000 });
    let failures = 2;
    index.instead = (_, response) => {
      if (failures-- <= 0) return false;
      response.writeHead(503).end();
      return true;
    };
    expect((await client.project("demo"))?.page.files).toHaveLength(2);
    expect(index.requests).toHaveLength(3);
  });

  test.each([
    ["stays in trouble", 500, "E_HTTP"],
    ["wants a login", 401, "E_FORBIDDEN"],
  ])("that %s is an error with its address", async (_, status, code) => {
    const { index, client } = await testIndex();
    index.instead = (_, response) => {
      response.writeHead(status).end();
      return true;
    };
    await expect(client.project("demo")).rejects.toMatchObject({ code, where: `${index.url}demo/` });
    // A failure is not remembered.
    index.instead = () => false;
    expect(await client.project("demo")).toBeNull();
  });

  test("that is silent is given up", async () => {
    const { index, client } = await testIndex({}, { retries: 0, backoffMs: 1, timeoutMs: 100 });
    index.instead = () => true;
    await expect(client.project("demo")).rejects.toMatchObject({ code: "E_TIMEOUT" });
  });

  test("whose answer is cut short is in trouble", async () => {
    const { index, client } = await testIndex();
    index.instead = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"name":');
      setTimeout(() => response.destroy(), 20);
      return true;
    };
    await expect(client.project("demo")).rejects.toMatchObject({ code: "E_NETWORK" });
  });
});

describe("a file", () => {
  test("is checked against the hash that the index states", async () => {
    const [source] = projects.demo;
    const { client } = await testIndex({ demo: [{ ...source!, sha256: sha256Hex("other") }] });
    const file = (await client.project("demo"))!.page.files[0]!;
    await expect(client.file(file, "pypi:demo")).rejects.toMatchObject({ code: "E_INTEGRITY" });
  });

  test("without a hash is not taken", async () => {
    const [source] = projects.demo;
    const { client } = await testIndex({ demo: [{ ...source!, sha256: null }] });
    const file = (await client.project("demo"))!.page.files[0]!;
    await expect(client.file(file, "pypi:demo")).rejects.toMatchObject({
      code: "E_REGISTRY",
      where: "pypi:demo",
    });
  });

  test("may have its metadata beside it", async () => {
    const { client, index } = await testIndex({
      demo: [{ ...wheel(demo), metadata: "Name: demo\nVersion: 1.0\n" }],
    });
    const file = (await client.project("demo"))!.page.files[0]!;
    expect(await client.metadata(file)).toBe("Name: demo\nVersion: 1.0\n");
    expect(index.requests.at(-1)?.path).toMatch(/\.whl\.metadata$/);
  });
});
