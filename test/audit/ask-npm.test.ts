import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { askNpm } from "../../src/audit/ask-npm.ts";
import type { Answer } from "../../src/audit/asker.ts";
import { type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";
import { makeNpmHome } from "../support/npm-home.ts";

const bulk = "/-/npm/v1/security/advisories/bulk";

let fake: FakeRegistry;
let corp: FakeRegistry;

beforeAll(async () => {
  fake = await startFakeRegistry({ basePath: "/npm/" });
  corp = await startFakeRegistry({ auth: [{ scope: "*", token: "t0ken" }] });
});
afterAll(() => Promise.all([fake.close(), corp.close()]));
beforeEach(() => {
  for (const one of [fake, corp]) {
    one.forget();
    one.advisories.clear();
  }
});

function entry(id: number, range: string, more: Record<string, unknown> = {}) {
  return {
    id,
    url: "https://github.com/advisories/GHSA-xvch-5gv4-984h",
    title: "Prototype Pollution",
    severity: "critical",
    vulnerable_versions: range,
    cwe: ["CWE-1321"],
    cvss: { score: 9.8, vectorString: "CVSS:3.1/AV:N" },
    ...more,
  };
}

async function ask(...packages: readonly string[]): Promise<Answer> {
  const { host } = new URL(corp.url);
  const home = await makeNpmHome(fake.url, [
    `@corp:registry=${corp.url}`,
    `//${host}/:_authToken=t0ken`,
    "fetch-retries=0",
    "fetch-timeout=500",
  ]);
  onTestFinished(() => home.remove());
  const registry = await home.registry();
  const never = () => Promise.reject(new Error("not to be used"));
  return askNpm(
    packages.map((one) => {
      const at = one.lastIndexOf("@");
      return { ecosystem: "npm", name: one.slice(0, at), version: one.slice(at + 1) };
    }),
    { env: {}, fetchers: { npm: async () => registry, cache: never, pypi: never } },
  );
}

describe("npm's bulk advisories", () => {
  it("are asked for all versions of a name at once, compressed, and held against the range", async () => {
    fake.advisories.set("minimist", [
      entry(1, "<0.2.4"),
      entry(2, ">=1.0.0 <1.2.6", { url: null, severity: "HIGH" }),
    ]);
    const { hits, errors, unanswered } = await ask(
      "minimist@0.2.1",
      "minimist@1.2.5",
      "minimist@1.2.8",
      "fine@1.0.0",
    );
    expect([errors, unanswered]).toEqual([[], []]);
    expect(hits.map(({ version, advisory }) => `${version} ${advisory.id} ${advisory.severity}`)).toEqual([
      "0.2.1 GHSA-xvch-5gv4-984h critical",
      "1.2.5 npm:2 high",
    ]);
    expect(hits[0]?.advisory).toMatchObject({
      affected: "<0.2.4",
      fixed: ["0.2.4"],
      cvss: 9.8,
      title: "Prototype Pollution",
    });
    const [request, ...others] = fake.requests;
    expect(others).toEqual([]);
    expect(request).toMatchObject({ method: "POST", path: bulk, headers: { "content-encoding": "gzip" } });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      minimist: ["0.2.1", "1.2.5", "1.2.8"],
      fine: ["1.0.0"],
    });
  });

  it("go to the registry of each scope, with its login, and no private name elsewhere", async () => {
    corp.advisories.set("@corp/lib", [entry(1, "*", { severity: "low" })]);
    const { hits, errors } = await ask("@corp/lib@1.0.0", "open@1.0.0");
    expect(errors).toEqual([]);
    expect(hits.map(({ advisory }) => advisory.package)).toEqual(["@corp/lib"]);
    expect(corp.requests[0]?.headers.authorization).toBe("Bearer t0ken");
    expect(fake.requests.map(({ body }) => body)).toEqual(['{"open":["1.0.0"]}']);
  });

  it("are split where there are very many", async () => {
    const many = Array.from({ length: 1001 }, (_, at) => `p${at}@1.0.0`);
    await ask(...many);
    expect(fake.requests.map(({ body }) => Object.keys(JSON.parse(body ?? "")).length).sort()).toEqual([
      1, 1000,
    ]);
  });

  it.each([404, 405, 501, 400])(
    "a registry without them (%d) is an error, and the others are asked",
    async (status) => {
      onTestFinished(fake.fault(bulk, { kind: "status", status }));
      corp.advisories.set("@corp/lib", [entry(1, "*")]);
      const { hits, errors, unanswered } = await ask("@corp/lib@1.0.0", "open@1.0.0");
      expect(hits).toHaveLength(1);
      expect(errors).toMatchObject([{ code: "E_NO_ADVISORIES", where: fake.url }]);
      expect(unanswered.map(({ name }) => name)).toEqual(["open"]);
    },
  );

  it.each([
    ["broken", { kind: "status", status: 500 }, "E_REGISTRY"],
    ["unavailable", { kind: "status", status: 503 }, "E_REGISTRY"],
    ["forbidden", { kind: "status", status: 403 }, "E_FORBIDDEN"],
    ["a page", { kind: "html" }, "E_REGISTRY"],
    ["silent", { kind: "delay", ms: 3000 }, "E_TIMEOUT"],
    ["cut short", { kind: "truncate", afterBytes: 1 }, "E_"],
    ["gone", { kind: "reset" }, "E_NETWORK"],
    ["a list", { kind: "status", status: 200, body: "[1]" }, "E_REGISTRY"],
  ] as const)("%s is told plainly", async (_, fault, code) => {
    fake.advisories.set("open", [entry(1, "*")]);
    onTestFinished(fake.fault(bulk, fault));
    const { hits, errors, unanswered } = await ask("open@1.0.0");
    expect(hits).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.code).toContain(code);
    expect(errors[0]?.hint).toBeTruthy();
    expect(unanswered).toHaveLength(1);
  });

  it("with an entry that nobody can read give the others", async () => {
    fake.advisories.set("open", [{ title: "no range" }, entry(1, "*"), "what"]);
    const { hits, errors } = await ask("open@1.0.0");
    expect(hits).toHaveLength(1);
    expect(errors).toMatchObject([{ message: expect.stringContaining("2 of the registry's advisories") }]);
  });

  it("of a package that nobody asked for are passed over", async () => {
    const alone = await startFakeRegistry();
    onTestFinished(() => alone.close());
    alone.serve(bulk, JSON.stringify({ other: [entry(1, "*")] }), "application/json");
    const home = await makeNpmHome(alone.url);
    onTestFinished(() => home.remove());
    const registry = await home.registry();
    const never = () => Promise.reject(new Error("not to be used"));
    const answer = await askNpm([{ ecosystem: "npm", name: "open", version: "1.0.0" }], {
      env: {},
      fetchers: { npm: async () => registry, cache: never, pypi: never },
    });
    expect(answer).toMatchObject({ hits: [], errors: [], unanswered: [] });
  });
});
