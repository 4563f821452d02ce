import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeSetting, type Setting } from "../e2e/cli-setting.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";

// The program as it is published, with logins of both kinds: neither may show in anything it says or writes.

const password = "s3cretpw-canary";
const token = "t0ken-canary";

let cli: Cli;
let fake: FakeRegistry;
let corp: FakeRegistry;
let setting: Setting;

beforeAll(async () => {
  const files = { "cli.js": "#!/usr/bin/env node\n" };
  const manifest = { bin: "cli.js", dependencies: { leaf: "1.0.0" } };
  [cli, fake, corp] = await Promise.all([
    bundledCli(),
    startFakeRegistry({
      packages: {
        leaf: { versions: { "1.0.0": {}, "2.0.0": {} } },
        "weather-mcp": { versions: { "1.0.0": { manifest, files } } },
        "failing-mcp": { versions: { "1.0.0": { manifest, files } } },
      },
    }),
    startFakeRegistry({
      packages: { "@corp/mcp": { versions: { "1.0.0": { manifest: { bin: "cli.js" }, files } } } },
      auth: [{ scope: "*", token }],
    }),
  ]);
  setting = await makeSetting(cli, fake.url.replace("//", `//user:${password}@`), [
    `@corp:registry=${corp.url}`,
    `${corp.url.replace("http:", "")}:_authToken=${token}`,
  ]);
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), corp.close(), setting.remove()]);
});

/** Runs it plainly, with --verbose and with --json; everything it said. */
async function said(...args: string[]): Promise<string> {
  const runs = [];
  for (const more of [[], ["--verbose"], ["--verbose", "--json"]])
    runs.push(await setting.run(...args, ...more));
  return runs.map(({ stdout, stderr }) => stdout + stderr).join("\n");
}

const lockfile = (packages: object) =>
  `${JSON.stringify({ name: "x", lockfileVersion: 3, packages }, null, 2)}\n`;

/** The same text, with the secrets that it must not have made visible in a failure. */
function expectNothingSecret(text: string): void {
  const login = Buffer.from(`user:${password}`).toString("base64");
  for (const secret of [password, token, login]) expect(text).not.toContain(secret);
}

it("where all goes well, in what is said and in what is written", async () => {
  let text = await said("init");
  for (const server of ["npm:weather-mcp", "npm:@corp/mcp"])
    text += (await setting.run("add", server)).stderr;
  for (const command of ["prefetch", "list", "generate"]) text += await said(command);
  expectNothingSecret(text);
  expectNothingSecret(JSON.stringify(await setting.files()));
  expect(Object.keys(await setting.files())).toContain("servers.lock.json");
  // Both logins were sent, or the test would prove nothing.
  const headers = [...fake.requests, ...corp.requests].map((one) => one.headers.authorization);
  expect(headers).toContain(`Bearer ${token}`);
  expect(headers).toContain(`Basic ${Buffer.from(`user:${password}`).toString("base64")}`);
});

it.each([
  ["status 500", { kind: "status", status: 500 }],
  ["status 401", { kind: "status", status: 401 }],
  ["a reset connection", { kind: "reset" }],
  ["a page of HTML", { kind: "html" }],
  [
    "an answer that repeats the logins",
    {
      kind: "status",
      status: 403,
      body: JSON.stringify({ error: `no: ${token} ${password} http://user:${password}@registry.example/` }),
    },
  ],
] as const)("where the registry fails with %s", async (_, fault) => {
  const undo = [fake.fault("/failing-mcp", fault), corp.fault("/@corp/other", fault)];
  await setting.write(
    "package-lock.json",
    lockfile({
      "node_modules/failing-mcp": { version: "1.0.0" },
      "node_modules/@corp/other": { version: "1.0.0" },
    }),
  );
  const text = [
    await said("add", "npm:failing-mcp", "npm:@corp/other"),
    await said("fix-lock", "package-lock.json"),
  ].join("\n");
  for (const one of undo) one();
  expect(text).toContain("failing-mcp");
  expect(text).toContain("error");
  expectNothingSecret(text);
});

it("where a lockfile has a password already: shown nowhere, and no other is added", async () => {
  await setting.write(
    "package-lock.json",
    lockfile({
      "node_modules/leaf": { version: "1.0.0", license: "MIT" },
      "node_modules/a/node_modules/leaf": {
        version: "2.0.0",
        resolved: `http://user:${password}@registry.example/odd.tgz`,
      },
    }),
  );
  const text = [
    await said("fix-lock", "--dry-run", "package-lock.json"),
    await said("fix-lock", "package-lock.json"),
    await said("prefetch", "--file", "package-lock.json"),
    await said("prefetch", "--url", `${fake.url.replace("//", `//user:${password}@`)}nothing.tgz`),
    await said("prefetch", "--url", `${fake.url.replace("//", `//user:${password}@`)}leaf/-/leaf-1.0.0.tgz`),
  ].join("\n");
  expectNothingSecret(text);
  expect(text).toContain("http://***@registry.example/odd.tgz");
  const fixed = await readFile(join(setting.project, "package-lock.json"), "utf8");
  expect(JSON.parse(fixed).packages["node_modules/leaf"].resolved).toBe(`${fake.url}leaf/-/leaf-1.0.0.tgz`);
  expect(fixed.split(password)).toHaveLength(2);
});

it("one bad lockfile does not keep the others from being completed", async () => {
  const incomplete = lockfile({ "node_modules/leaf": { version: "1.0.0" } });
  await setting.write("first.json", incomplete);
  await setting.write("broken.json", "{ no JSON");
  await setting.write("marked.json", `\uFEFF${incomplete}`);
  const names = ["first.json", "broken.json", "missing.json", "marked.json"];
  const { code, value } = await setting.json("fix-lock", ...names);
  expect(code).toBe(1);
  expect(value).toMatchObject({
    ok: false,
    files: [
      { file: join(setting.project, "first.json"), changed: true },
      { file: join(setting.project, "marked.json"), changed: true },
    ],
    errors: [
      { code: "E_LOCK_PARSE", where: "broken.json:1:3" },
      { code: "E_LOCK_READ", where: "missing.json" },
    ],
  });
  const [first, broken, marked] = await Promise.all(
    ["first.json", "broken.json", "marked.json"].map((name) => setting.read(name)),
  );
  expect(marked).toBe(`\uFEFF${first}`);
  expect(broken).toBe("{ no JSON");
  expect((await setting.run("fix-lock", "--check", "first.json", "marked.json")).code).toBe(0);
});
