import { describe, expect, it, onTestFinished } from "vitest";
import { askPypi } from "../../src/audit/ask-pypi.ts";
import type { Answer } from "../../src/audit/asker.ts";
import { loadPypiConfig } from "../../src/registry/pypi-config.ts";
import { PypiIndexClient } from "../../src/sources/pypi/index-client.ts";
import { type FakeIndex, startFakeIndex } from "../support/fake-index.ts";
import { testIndex } from "../support/pypi-client.ts";

const patience = { retries: 0, backoffMs: 1, timeoutMs: 500 };

function ask(client: PypiIndexClient, ...packages: readonly string[]): Promise<Answer> {
  const never = () => Promise.reject(new Error("not to be used"));
  return askPypi(
    packages.map((one) => {
      const [name = "", version = ""] = one.split("==");
      return { ecosystem: "pypi", name, version };
    }),
    { env: {}, patience, fetchers: { pypi: async () => client, npm: never, cache: never } },
  );
}

function release(vulnerabilities: readonly unknown[] = [], requires: readonly string[] | null = null) {
  return { info: { name: "x", requires_dist: requires }, urls: [], vulnerabilities };
}

const weak = {
  id: "PYSEC-2025-9",
  aliases: ["CVE-2025-43859"],
  details:
    "h11 is a Python implementation of HTTP/1.1. Prior to version 0.16.0, a leniency leads to smuggling.",
  fixed_in: ["0.16.0", "0.9.1"],
  link: "https://osv.dev/vulnerability/PYSEC-2025-9",
  source: "osv",
  summary: null,
  withdrawn: null,
};

function fill(index: FakeIndex): void {
  index.json.set(
    "h11/0.14.0/json",
    release([weak, { ...weak, id: "PYSEC-0", withdrawn: "2025-01-01T00:00:00Z" }]),
  );
  index.json.set("httpx/0.27.0/json", release([], ["h11<1", "rich ; extra == 'cli'"]));
}

describe("PyPI's known vulnerabilities", () => {
  it("are asked for each release, beside the index, and withdrawn ones do not count", async () => {
    const { index, client } = await testIndex();
    fill(index);
    const { hits, errors, unanswered, requirements } = await ask(client, "h11==0.14.0", "httpx==0.27.0");
    expect([errors, unanswered]).toEqual([[], []]);
    expect(hits).toMatchObject([
      {
        version: "0.14.0",
        advisory: {
          id: "CVE-2025-43859",
          aliases: ["PYSEC-2025-9"],
          fixed: ["0.16.0"],
          severity: "unknown",
          title: "h11 is a Python implementation of HTTP/1.1.",
          url: "https://osv.dev/vulnerability/PYSEC-2025-9",
        },
      },
    ]);
    expect(requirements.get("pypi:httpx@0.27.0")).toEqual(["h11<1", "rich ; extra == 'cli'"]);
    expect(index.requests.map(({ path }) => path).sort()).toEqual([
      "/pypi/h11/0.14.0/json",
      "/pypi/httpx/0.27.0/json",
    ]);
  });

  it("of a release that the index does not have, leave that one open", async () => {
    const { index, client } = await testIndex();
    fill(index);
    const { errors, unanswered } = await ask(client, "h11==0.14.0", "own==1.0");
    expect(errors).toEqual([]);
    expect(unanswered.map(({ name }) => name)).toEqual(["own"]);
  });

  it("are one error where the index has no JSON API, and it is not asked for ever", async () => {
    const { index, client } = await testIndex();
    const many = Array.from({ length: 60 }, (_, at) => `p${at}==1`);
    const { errors, unanswered } = await ask(client, ...many);
    expect(errors).toMatchObject([{ code: "E_NO_ADVISORIES", where: index.url }]);
    expect(unanswered).toHaveLength(60);
    expect(index.requests.length).toBeLessThan(30);
  });

  it.each([
    ["broken", (response: Responder) => response.writeHead(500).end(), "E_HTTP"],
    ["forbidden", (response: Responder) => response.writeHead(403).end(), "E_FORBIDDEN"],
    ["a page", (response: Responder) => response.end("<html>log in</html>"), "E_REGISTRY"],
    ["without the list", (response: Responder) => response.end('{"info":{}}'), "E_NO_ADVISORIES"],
    [
      "cut short",
      (response: Responder) => response.writeHead(200, { "content-length": "999" }).write("{"),
      "E_TIMEOUT",
    ],
    ["silent", () => {}, "E_TIMEOUT"],
  ] as const)("an index that is %s is told once", async (_, how, code) => {
    const { index, client } = await testIndex();
    index.instead = (_request, response) => {
      how(response);
      return true;
    };
    const { hits, errors, unanswered } = await ask(client, "h11==0.14.0", "httpx==0.27.0");
    expect(hits).toEqual([]);
    expect(errors).toMatchObject([{ code }]);
    expect(unanswered).toHaveLength(2);
  });

  it("come from the index that has the project, of several, with its login", async () => {
    const [mine, open] = await Promise.all([startFakeIndex({ own: [] }), startFakeIndex({ h11: [] })]);
    onTestFinished(async () => void (await Promise.all([mine.close(), open.close()])));
    fill(open);
    mine.json.set("own/1.0/json", release([{ ...weak, id: "PYSEC-1" }]));
    const { cache } = await testIndex();
    const env = {
      HOME: "/nowhere",
      PIP_CONFIG_FILE: "/dev/null",
      PIP_EXTRA_INDEX_URL: mine.url.replace("//", "//me:pw@"),
    };
    const config = await loadPypiConfig("/nowhere", { env, builtIn: async () => open.url });
    const client = new PypiIndexClient(config, cache, { patience });
    const { hits, errors } = await ask(client, "own==1.0", "h11==0.14.0");
    expect(errors).toEqual([]);
    expect(hits.map(({ advisory }) => advisory.package).sort()).toEqual(["h11", "own"]);
    expect(open.requests.some(({ path }) => path.includes("own"))).toBe(false);
    const asked = mine.requests.find(({ path }) => path === "/pypi/own/1.0/json");
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from("me:pw").toString("base64")}`);
  });
});

type Responder = import("node:http").ServerResponse;
