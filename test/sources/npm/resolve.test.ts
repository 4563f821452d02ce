import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ServerSpec } from "../../../src/config/servers-schema.ts";
import { UserError } from "../../../src/errors.ts";
import type { ResolvedNpm } from "../../../src/sources/npm/resolve.ts";
import { resolveNpm } from "../../../src/sources/npm/resolve.ts";
import { settleNpm } from "../../../src/sources/npm/settle.ts";
import { parseNpmSource } from "../../../src/sources/npm/spec.ts";
import { type FakeRegistry, startFakeRegistry } from "../../support/fake-registry.ts";
import { makeNpmHome, type NpmHome } from "../../support/npm-home.ts";

const bin = { bin: "cli.js" };
const files = { "cli.js": "#!/usr/bin/env node\n" };

let fake: FakeRegistry;
let home: NpmHome;
const undo: (() => void)[] = [];

beforeAll(async () => {
  fake = await startFakeRegistry({
    packages: {
      plain: { versions: { "1.0.0": { manifest: bin, files }, "1.2.0": { manifest: bin, files } } },
      leaf: { versions: { "1.0.0": {}, "1.1.0": {}, "2.0.0": {} } },
      "peer-of-one": { versions: { "1.0.0": { manifest: { peerDependencies: { leaf: "^1.0.0" } } } } },
      "peer-of-two": { versions: { "1.0.0": { manifest: { peerDependencies: { leaf: "^2.0.0" } } } } },
      "needs-leaf-1": { versions: { "1.0.0": { manifest: { dependencies: { leaf: "^1.0.0" } } } } },
      native: {
        versions: { "1.0.0": { manifest: { scripts: { install: "prebuild-install || node-gyp rebuild" } } } },
      },
      greeter: { versions: { "1.0.0": { manifest: { scripts: { postinstall: "node thanks.js" } } } } },
      "for-linux": { versions: { "1.0.0": { manifest: { os: ["linux"], cpu: ["x64"] } } } },
      "for-darwin": { versions: { "1.0.0": { manifest: { os: ["darwin"], cpu: ["arm64"] } } } },
    },
  });
  home = await makeNpmHome(fake.url);
});
afterEach(() => {
  for (const one of undo.splice(0)) one();
  fake.forget();
});
afterAll(async () => {
  await fake.close();
  await home.remove();
});

async function resolve(spec: string, server: Partial<ServerSpec> = {}): Promise<ResolvedNpm> {
  return resolveNpm(
    parseNpmSource(spec.slice("npm:".length)),
    { name: "server", source: spec, ...server },
    await home.registry(),
  );
}

/** Publishes a server with this package.json under a name of its own. */
let count = 0;
function publish(
  manifest: Record<string, unknown>,
  more: Parameters<FakeRegistry["publish"]>[2] = {},
): string {
  const name = `server-${++count}`;
  fake.publish(name, "1.0.0", {
    ...more,
    manifest: { ...bin, ...manifest },
    files: { ...files, ...more?.files },
  });
  return name;
}

function packagesOf(resolved: ResolvedNpm): Record<string, Record<string, unknown>> {
  return JSON.parse(resolved.lockfile.text).packages;
}

async function failure(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

test("the newest version, its integrity and its command", async () => {
  const resolved = await resolve("npm:plain");
  expect(resolved).toMatchObject({
    package: "plain",
    version: "1.2.0",
    tarball: { integrity: fake.integrity("plain", "1.2.0") },
    bins: { plain: "cli.js" },
    mainProgram: "plain",
    fetcherVersion: 1,
    lockfile: { origin: "generated", packages: 0 },
  });
});

test("a range and a tag choose as npm does", async () => {
  fake.publish("plain", "2.0.0-beta.1", { manifest: bin, files }, { tag: "next" });
  expect((await resolve("npm:plain@~1.0.0")).version).toBe("1.0.0");
  expect((await resolve("npm:plain@next")).version).toBe("2.0.0-beta.1");
});

test("a missing version names the nearest and the tags", async () => {
  const error = await failure(resolve("npm:plain@1.1.0"));
  expect(error.code).toBe("E_VERSION");
  expect(error.hint).toMatch(/1\.0\.0, 1\.2\.0/);
  expect(error.hint).toMatch(/latest = 1\.2\.0/);
});

test("an unknown package names similar ones", async () => {
  const error = await failure(resolve("npm:firecrawl-mpc"));
  expect(error.code).toBe("E_NOT_FOUND");
  expect(error.hint).toMatch(/firecrawl-mcp/);
});

test("an unpublished package is said to be unpublished", async () => {
  fake.publish("gone", "1.0.0", { manifest: bin, files });
  fake.unpublish("gone");
  expect((await failure(resolve("npm:gone"))).code).toBe("E_UNPUBLISHED");
});

test("a deprecated version is told with those that are not", async () => {
  const name = publish({});
  fake.publish(name, "2.0.0", { manifest: bin, files, deprecated: "use another" });
  const resolved = await resolve(`npm:${name}@2.0.0`);
  expect(resolved.meta.deprecated).toBe("use another");
  expect(resolved.notes.join()).toMatch(/deprecated: use another .*1\.0\.0/);
});

test("a wrong signature is refused; so is a missing one where the registry signs", async () => {
  const wrong = publish({}, { signatures: "invalid" });
  const missing = publish({}, { signatures: "missing" });
  expect((await failure(resolve(`npm:${wrong}`))).code).toBe("E_SIGNATURE");
  expect((await failure(resolve(`npm:${missing}`))).code).toBe("E_SIGNATURE");
});

test("a tarball with other bytes than the registry states is refused", async () => {
  const name = publish({});
  undo.push(fake.fault(fake.tarballPath(name, "1.0.0"), { kind: "wrong-bytes" }));
  expect((await failure(resolve(`npm:${name}`))).code).toBe("E_INTEGRITY");
});

test("a tarball that says it is another package is refused", async () => {
  const name = publish({}, { registryFields: {} });
  fake.publish(`${name}-imposter`, "1.0.0", { tarball: fake.tarball(name, "1.0.0") });
  expect((await failure(resolve(`npm:${name}-imposter`))).code).toBe("E_TARBALL");
});

test.each([
  [{ kind: "status", status: 500 } as const, "E_REGISTRY"],
  [{ kind: "status", status: 403 } as const, "E_FORBIDDEN"],
  [{ kind: "delay", ms: 5000 } as const, "E_TIMEOUT"],
  [{ kind: "html" } as const, "E_REGISTRY"],
])("a registry that answers %o gives %s", async (fault, code) => {
  const name = publish({});
  undo.push(fake.fault(fake.packumentPath(name), fault));
  const error = await failure(resolve(`npm:${name}`));
  expect(error.code).toBe(code);
  expect(error.where).toBe(`npm:${name}`);
});

test("a registry that fails twice and then answers is good enough", async () => {
  const name = publish({});
  undo.push(fake.fault(fake.packumentPath(name), { kind: "status", status: 503, times: 2 }));
  expect((await resolve(`npm:${name}`)).version).toBe("1.0.0");
});

test("no network is told as such", async () => {
  const nowhere = await makeNpmHome("http://127.0.0.1:9/");
  const spec = "npm:plain";
  const error = await failure(
    resolveNpm(
      parseNpmSource(spec.slice("npm:".length)),
      { name: "plain", source: spec },
      await nowhere.registry(),
    ),
  );
  await nowhere.remove();
  expect(error.code).toBe("E_NETWORK");
});

test("dev dependencies, scripts, workspaces and publish settings stay out of the manifest", async () => {
  const name = publish({
    devDependencies: { "not-on-any-registry": "1.0.0" },
    scripts: { prepare: "exit 1" },
    workspaces: ["packages/*"],
    publishConfig: { access: "public" },
    dependencies: { leaf: "^1.0.0" },
  });
  const resolved = await resolve(`npm:${name}`);
  const manifest = JSON.parse(resolved.manifestText);
  for (const field of ["devDependencies", "scripts", "workspaces", "publishConfig"]) {
    expect(manifest).not.toHaveProperty(field);
  }
  expect(packagesOf(resolved)["node_modules/leaf"]).toMatchObject({
    version: "1.1.0",
    resolved: `${fake.url}leaf/-/leaf-1.1.0.tgz`,
    integrity: fake.integrity("leaf", "1.1.0"),
  });
});

test("an override of a direct dependency is left out, another one is kept", async () => {
  const name = publish({
    dependencies: { leaf: "^1.0.0", "needs-leaf-1": "1.0.0" },
    overrides: { leaf: "2.0.0", "needs-leaf-1": { leaf: "2.0.0" } },
  });
  const resolved = await resolve(`npm:${name}`);
  expect(JSON.parse(resolved.manifestText).overrides).toEqual({ "needs-leaf-1": { leaf: "2.0.0" } });
  expect(resolved.notes.join()).toMatch(/override of leaf/);
  expect(packagesOf(resolved)["node_modules/needs-leaf-1/node_modules/leaf"]?.version).toBe("2.0.0");
});

test("overrides of servers.yaml reach direct and indirect dependencies", async () => {
  const name = publish({ dependencies: { leaf: "^9.0.0", "needs-leaf-1": "1.0.0" } });
  const resolved = await resolve(`npm:${name}`, { overrides: { leaf: "1.0.0" } });
  expect(packagesOf(resolved)["node_modules/leaf"]?.version).toBe("1.0.0");
  const indirect = publish({ dependencies: { "needs-leaf-1": "1.0.0" } });
  const other = await resolve(`npm:${indirect}`, { overrides: { leaf: "2.0.0" } });
  expect(packagesOf(other)["node_modules/leaf"]?.version).toBe("2.0.0");
});

test("a dependency that no longer exists is an error, which adding settles by an override", async () => {
  const name = publish({ dependencies: { leaf: "^9.0.0" } });
  const error = await failure(resolve(`npm:${name}`));
  expect(error.code).toBe("E_DEPENDENCY");
  expect(error.hint).toContain('"leaf": "2.0.0"');
  const spec = `npm:${name}`;
  const settled = await settleNpm(
    parseNpmSource(spec.slice("npm:".length)),
    { name, source: spec },
    await home.registry(),
  );
  expect(settled.server.overrides).toEqual({ leaf: "2.0.0" });
  expect(settled.notes.join()).toMatch(/leaf@\^9\.0\.0 does not exist/);
});

test("a version that asks for what the registry lacks is passed over, as if it were not published", async () => {
  fake.publish("sound", "1.0.0", { manifest: { dependencies: { leaf: "^1.0.0" } } });
  fake.publish("sound", "1.1.0", { manifest: { dependencies: { leaf: "^7.0.0" } } });
  fake.publish("sound", "1.2.0", { manifest: { peerDependencies: { leaf: "7.0.0" } } });
  const name = publish({ dependencies: { sound: "^1.0.0", leaf: "^1.0.0" } });
  const resolved = await resolve(`npm:${name}`);
  expect(packagesOf(resolved)["node_modules/sound"]?.version).toBe("1.0.0");
  expect(resolved.npmFlags).toEqual([]);
  expect(resolved.notes.join()).toMatch(/passed over sound@1\.1\.0: the registry lacks leaf@\^7\.0\.0/);
});

test("a dependency only its author's checkout understands is an error that says so", async () => {
  const name = publish({ dependencies: { leaf: "workspace:*" } });
  const error = await failure(resolve(`npm:${name}`));
  expect(error.code).toBe("E_DEPENDENCY");
  expect(error.hint).toMatch(/author/);
});

test("conflicting peers resolve as npx does, and the build gets the flag", async () => {
  const name = publish({ dependencies: { "peer-of-one": "1.0.0", "peer-of-two": "1.0.0" } });
  const resolved = await resolve(`npm:${name}`);
  expect(resolved.npmFlags).toEqual(["--legacy-peer-deps"]);
  expect(resolved.fetcherVersion).toBe(1);
  expect(resolved.lockfile.packages).toBe(3);
});

test("optional dependencies of every platform are locked, whatever this machine is", async () => {
  const name = publish({ optionalDependencies: { "for-linux": "1.0.0", "for-darwin": "1.0.0" } });
  const packages = packagesOf(await resolve(`npm:${name}`));
  expect(Object.keys(packages)).toEqual(["", "node_modules/for-darwin", "node_modules/for-linux"]);
});

test("optional packages that were never published are left out, so that npm ci finds nothing missing", async () => {
  fake.publish("with-binaries", "1.0.0", {
    manifest: { optionalDependencies: { "for-linux": "1.0.0", "for-windows": "1.0.0" } },
  });
  const name = publish({
    dependencies: { "with-binaries": "1.0.0" },
    optionalDependencies: { "for-darwin": "1.0.0", "for-plan9": "1.0.0" },
  });
  const resolved = await resolve(`npm:${name}`);
  expect(JSON.parse(resolved.manifestText).optionalDependencies).toEqual({ "for-darwin": "1.0.0" });
  const packages = packagesOf(resolved);
  expect(packages[""]?.optionalDependencies).toEqual({ "for-darwin": "1.0.0" });
  expect(packages["node_modules/with-binaries"]?.optionalDependencies).toEqual({ "for-linux": "1.0.0" });
  expect(resolved.fetcherVersion).toBe(1);
  expect(resolved.notes.join()).toMatch(/never published.*for-plan9, for-windows/);
});

test("an override that refers to a direct dependency leaves that one's range alone", async () => {
  const name = publish({ dependencies: { leaf: "^1.0.0", "needs-leaf-1": "1.0.0" } });
  const resolved = await resolve(`npm:${name}`, { overrides: { leaf: "$leaf" } });
  const manifest = JSON.parse(resolved.manifestText);
  expect(manifest.dependencies.leaf).toBe("^1.0.0");
  expect(manifest.overrides).toEqual({ leaf: "$leaf" });
});

test("an alias is locked under its name and fetched under the real one", async () => {
  const name = publish({ dependencies: { "my-leaf": "npm:leaf@^1.0.0" } });
  expect(packagesOf(await resolve(`npm:${name}`))["node_modules/my-leaf"]).toMatchObject({
    name: "leaf",
    version: "1.1.0",
  });
});

test("a dependency's bundled packages are locked without an address", async () => {
  fake.publish("bundles", "1.0.0", {
    manifest: { dependencies: { leaf: "^1.0.0" }, bundleDependencies: ["leaf"] },
    files: { "node_modules/leaf/package.json": JSON.stringify({ name: "leaf", version: "1.0.0" }) },
  });
  const name = publish({ dependencies: { bundles: "1.0.0" } });
  const entry = packagesOf(await resolve(`npm:${name}`))["node_modules/bundles/node_modules/leaf"];
  expect(entry).toMatchObject({ version: "1.0.0", inBundle: true });
  expect(entry).not.toHaveProperty("resolved");
});

test("what a package bundles itself comes from its tarball, what that asks for from the registry", async () => {
  const name = publish(
    {
      dependencies: { "private-dep": "1.0.0", "not-bundled": "npm:leaf@^1.0.0" },
      bundleDependencies: ["private-dep"],
      workspaces: ["packages/*"],
    },
    {
      files: {
        "node_modules/private-dep/package.json": JSON.stringify({
          name: "private-dep",
          version: "1.0.0-patched",
          dependencies: { leaf: "^2.0.0", "also-inside": "1" },
        }),
        "node_modules/also-inside/package.json": JSON.stringify({ name: "also-inside", version: "1.0.0" }),
      },
    },
  );
  const resolved = await resolve(`npm:${name}`);
  expect(resolved.bundled).toEqual(["also-inside", "private-dep"]);
  expect(JSON.parse(resolved.manifestText).dependencies).toEqual({
    "not-bundled": "npm:leaf@^1.0.0",
    leaf: "^2.0.0",
  });
  expect(packagesOf(resolved)["node_modules/leaf"]?.version).toBe("2.0.0");
});

test("a shrinkwrap is obeyed, and completed where it has no addresses", async () => {
  const shrinkwrap = {
    name: "wrapped",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: "wrapped", version: "1.0.0", dependencies: { leaf: "^1.0.0" } },
      "node_modules/leaf": { version: "1.0.0" },
    },
  };
  fake.publish("wrapped", "1.0.0", {
    manifest: { ...bin, dependencies: { leaf: "^1.0.0" } },
    files: { ...files, "npm-shrinkwrap.json": JSON.stringify(shrinkwrap) },
  });
  const resolved = await resolve("npm:wrapped");
  expect(resolved.lockfile.origin).toBe("shrinkwrap");
  expect(packagesOf(resolved)["node_modules/leaf"]).toMatchObject({
    version: "1.0.0",
    resolved: `${fake.url}leaf/-/leaf-1.0.0.tgz`,
    integrity: fake.integrity("leaf", "1.0.0"),
  });
});

test("install scripts are listed; only native builds are proposed, and optional ones not", async () => {
  const name = publish({ dependencies: { native: "1.0.0", greeter: "1.0.0" } });
  const resolved = await resolve(`npm:${name}`);
  expect(resolved.installScripts).toEqual([
    { name: "greeter", version: "1.0.0", optional: false, scripts: { postinstall: "node thanks.js" } },
    {
      name: "native",
      version: "1.0.0",
      optional: false,
      scripts: { install: "prebuild-install || node-gyp rebuild" },
    },
  ]);
  expect(resolved.nativeBuilds).toEqual({ plain: ["native"], others: {} });
  const optional = await resolve(`npm:${publish({ optionalDependencies: { native: "1.0.0" } })}`);
  expect(optional.nativeBuilds.plain).toEqual([]);
});

test("commands of directories.bin", async () => {
  const name = `server-${++count}`;
  fake.publish(name, "1.0.0", {
    manifest: { directories: { bin: "./commands" } },
    files: { "commands/mcp-one": "#!/usr/bin/env node\n", "other/no": "" },
  });
  expect((await resolve(`npm:${name}`)).bins).toEqual({ "mcp-one": "commands/mcp-one" });
});

test("a package without commands is an error", async () => {
  expect((await failure(resolve("npm:leaf"))).code).toBe("E_NO_BIN");
});

test("two runs give the same bytes, and a warm one asks for no tarball", async () => {
  const name = publish({ dependencies: { leaf: "^1.0.0", "needs-leaf-1": "1.0.0" } });
  const first = await resolve(`npm:${name}`);
  fake.forget();
  const second = await resolve(`npm:${name}`);
  expect(second.lockfile.text).toBe(first.lockfile.text);
  expect(second.manifestText).toBe(first.manifestText);
  expect(fake.count(/\.tgz$/)).toBe(0);
});

test("a registry that answers with another package, or another version, is not believed", async () => {
  const evil = publish({});
  fake.publish("mixed-up", "1.0.0", { manifest: bin, files });
  fake.publish("rolled-back", "1.0.0", { manifest: bin, files });
  fake.publish("rolled-back", "2.0.0", { manifest: bin, files });
  const answer = async (name: string) => (await (await fetch(`${fake.url}${name}`)).json()) as Answer;
  type Answer = { name: string; versions: Record<string, unknown> };
  const other = await answer(evil);
  fake.serve("/mixed-up", JSON.stringify(other), "application/json");
  const old = await answer("rolled-back");
  old.versions["2.0.0"] = old.versions["1.0.0"];
  fake.serve("/rolled-back", JSON.stringify(old), "application/json");
  expect((await failure(resolve("npm:mixed-up"))).code).toBe("E_REGISTRY");
  expect((await failure(resolve("npm:rolled-back@2.0.0"))).code).toBe("E_REGISTRY");
});

test.each([
  [{ tarball: 5 }, /odd/],
  [{ tarball: "x.tgz" }, /tarball address/],
  [{ integrity: "md5-1B2M2Y8AsgTpgAmy7PhCfg==", shasum: undefined }, /integrity that can be trusted/],
])("a version described by %o is refused with the reason", async (dist, message) => {
  const name = publish({}, { dist, signatures: "valid" });
  const error = await failure(resolve(`npm:${name}`));
  expect(["E_REGISTRY", "E_SIGNATURE"]).toContain(error.code);
  if (error.code === "E_REGISTRY") expect(error.message).toMatch(message);
});

test("of several hashes the strongest is locked", async () => {
  const name = publish({});
  const strong = fake.integrity(name, "1.0.0");
  const unsigned = await startFakeRegistry({ keys: false });
  const other = await makeNpmHome(unsigned.url);
  try {
    unsigned.publish("two", "1.0.0", { manifest: bin, files });
    const sha512 = unsigned.integrity("two", "1.0.0");
    unsigned.publish("two", "1.0.0", {
      manifest: bin,
      files,
      dist: { integrity: `sha1-${"A".repeat(27)}= ${sha512}` },
    });
    const server = { name: "two", source: "npm:two" };
    const resolved = await resolveNpm(parseNpmSource("two"), server, await other.registry());
    expect(resolved.tarball.integrity).toBe(sha512);
    expect(strong).toMatch(/^sha512-/);
  } finally {
    await unsigned.close();
    await other.remove();
  }
});

test("one broken version of long ago does not hide the others", async () => {
  const name = publish({});
  const document = JSON.parse(await (await fetch(`${fake.url}${name}`)).text());
  document.versions["0.0.1"] = { version: "0.0.1" };
  document["dist-tags"].odd = null;
  fake.serve(`/${name}`, JSON.stringify(document), "application/json");
  expect((await resolve(`npm:${name}`)).version).toBe("1.0.0");
});

test("npm's `before` is named where it leaves no version", async () => {
  const old = await makeNpmHome(fake.url, ["before=2000-01-01"]);
  const server = { name: "plain", source: "npm:plain" };
  const error = await failure(resolveNpm(parseNpmSource("plain"), server, await old.registry()));
  await old.remove();
  expect(error.code).toBe("E_VERSION");
  expect(error.message).toMatch(/before 2000-01-01/);
});

test("packages of one platform only resolve on every machine", async () => {
  const name = publish({ os: ["darwin"], cpu: ["arm64"], dependencies: { "for-darwin": "1.0.0" } });
  const other = publish({ os: ["linux"], cpu: ["x64"], dependencies: { "for-linux": "1.0.0" } });
  for (const one of [name, other]) {
    const resolved = await resolve(`npm:${one}`);
    expect(resolved.lockfile.packages).toBe(1);
    expect(resolved.fetcherVersion).toBe(1);
    expect(resolved.meta.os).toHaveLength(1);
  }
});

test.each(["file:/etc", "file:../y", "link:../y", "git+file:///tmp/x"])(
  "a dependency on %s of the author's disk is refused, at any depth",
  async (spec) => {
    const name = publish({ dependencies: { x: spec } });
    expect((await failure(resolve(`npm:${name}`))).code).toBe("E_DEPENDENCY");
    fake.publish(`deep-${name}`, "1.0.0", { manifest: { dependencies: { x: spec } } });
    const outer = publish({ dependencies: { [`deep-${name}`]: "1.0.0" } });
    expect((await failure(resolve(`npm:${outer}`))).code).toBe("E_DEPENDENCY");
  },
);

test("commands are normalised as npm does; what a shell could trip over is left out", async () => {
  const more = { files: { ...files, "lib/index.js": "" } };
  const named = async (value: unknown) => (await resolve(`npm:${publish({ bin: value }, more)}`)).bins;
  expect(await named(["cli.js"])).toEqual({ "cli.js": "cli.js" });
  expect(await named({ a: "cli.js", b: null })).toEqual({ a: "cli.js" });
  expect(await named({ a: ".\\lib\\index.js" })).toEqual({ a: "lib/index.js" });
  expect(await named({ "@scope/a": "./cli.js" })).toEqual({ a: "cli.js" });
  expect(await named({ a: "lib" })).toEqual({ a: "lib" });
  const name = publish({
    bin: { good: "cli.js", "my server": "cli.js", bad: "$(touch x).js", gone: "gone.js" },
  });
  const resolved = await resolve(`npm:${name}`);
  expect(resolved.bins).toEqual({ good: "cli.js" });
  expect(resolved.notes.join("\n")).toMatch(/my server[\s\S]*bad[\s\S]*gone/);
});

test("a package's own install scripts are listed, and kept only where they are allowed", async () => {
  const name = publish({ scripts: { postinstall: "node make.js", prepare: "exit 1" } });
  const resolved = await resolve(`npm:${name}`);
  expect(resolved.installScripts).toEqual([
    { name, version: "1.0.0", optional: false, scripts: { postinstall: "node make.js" } },
  ]);
  expect(JSON.parse(resolved.manifestText)).not.toHaveProperty("scripts");
  const allowed = await resolve(`npm:${name}`, { allowScripts: [name] });
  expect(JSON.parse(allowed.manifestText).scripts).toEqual({ postinstall: "node make.js" });
});

test("a shrinkwrap that is no lockfile is not obeyed, and known to be in the way", async () => {
  fake.publish("broken-wrap", "1.0.0", {
    manifest: { ...bin, dependencies: { leaf: "^1.0.0" } },
    files: { ...files, "npm-shrinkwrap.json": "{ broken" },
  });
  const resolved = await resolve("npm:broken-wrap");
  expect(resolved.lockfile.origin).toBe("broken-shrinkwrap");
  expect(resolved.lockfile.packages).toBe(1);
});

test("the token of a scope's registry is sent, and told to be missing", async () => {
  const secured = await startFakeRegistry({
    packages: { "@acme/tool": { versions: { "1.0.0": { manifest: bin, files } } } },
    auth: [{ scope: "@acme", token: "sesame" }],
  });
  const host = new URL(secured.url).host;
  const scoped = [`@acme:registry=${secured.url}`];
  const without = await makeNpmHome(fake.url, scoped);
  const with_ = await makeNpmHome(fake.url, [...scoped, `//${host}/:_authToken=sesame`]);
  try {
    const spec = "npm:@acme/tool";
    const server = { name: "tool", source: spec };
    const error = await failure(
      resolveNpm(parseNpmSource(spec.slice("npm:".length)), server, await without.registry()),
    );
    expect(error.code).toBe("E_FORBIDDEN");
    expect(
      (await resolveNpm(parseNpmSource(spec.slice("npm:".length)), server, await with_.registry())).version,
    ).toBe("1.0.0");
  } finally {
    await secured.close();
    await without.remove();
    await with_.remove();
  }
});
