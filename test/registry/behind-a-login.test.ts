import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { lockNpm } from "../../src/project/npm-locker.ts";
import type { NpmRegistry } from "../../src/sources/npm/npm-registry.ts";
import type { ResolvedNpm } from "../../src/sources/npm/resolve.ts";
import { resolveNpm } from "../../src/sources/npm/resolve.ts";
import { parseNpmSource } from "../../src/sources/npm/spec.ts";
import { type FakePackage, type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";
import { makeNpmHome } from "../support/npm-home.ts";

// Registries one has to log in to, or reach through a proxy: what is fetched, what is written.

const running: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function start(packages: Record<string, FakePackage>): Promise<FakeRegistry> {
  const fake = await startFakeRegistry({ packages });
  running.push(fake);
  return fake;
}

async function resolvedAt(
  url: string,
  spec: string,
  npmrc: readonly string[] = [],
): Promise<{ resolved: ResolvedNpm; registry: NpmRegistry }> {
  const home = await makeNpmHome(url, npmrc);
  onTestFinished(() => home.remove());
  const registry = await home.registry();
  const resolved = await resolveNpm(
    parseNpmSource(spec.slice("npm:".length)),
    { name: "server", source: spec },
    registry,
  );
  return { resolved, registry };
}

const server = (dependencies: Record<string, string>, shrinkwrap?: object) => ({
  versions: {
    "1.0.0": {
      manifest: { bin: "cli.js", dependencies },
      files: {
        "cli.js": "#!/usr/bin/env node\n",
        ...(shrinkwrap === undefined ? {} : { "npm-shrinkwrap.json": JSON.stringify(shrinkwrap) }),
      },
    },
  },
});

/** A shrinkwrap under npm's omit-lockfile-registry-resolved. */
function shrinkwrap(integrities: Record<string, string>): object {
  const entries = Object.entries(integrities).map(([name, integrity]) => [
    `node_modules/${name}`,
    { version: "1.0.0", integrity },
  ]);
  const root = {
    name: "wrapped",
    version: "1.0.0",
    bin: { wrapped: "cli.js" },
    dependencies: Object.fromEntries(Object.keys(integrities).map((name) => [name, "1.0.0"])),
  };
  return {
    name: "wrapped",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: { "": root, ...Object.fromEntries(entries) },
  };
}

function resolvedOf({ lockfile }: ResolvedNpm): Record<string, string> {
  const { packages } = JSON.parse(lockfile.text) as { packages: Record<string, { resolved?: string }> };
  return Object.fromEntries(
    Object.entries(packages).flatMap(([place, { resolved }]) =>
      resolved === undefined ? [] : [[place.replace("node_modules/", ""), resolved]],
    ),
  );
}

it("a password in the registry's URL is sent to it and written nowhere", async () => {
  const fake = await start({ leaf: { versions: { "1.0.0": {} } } });
  fake.publish("generated", "1.0.0", server({ leaf: "^1.0.0" }).versions["1.0.0"]);
  fake.publish(
    "wrapped",
    "1.0.0",
    server({ leaf: "1.0.0" }, shrinkwrap({ leaf: fake.integrity("leaf", "1.0.0") })).versions["1.0.0"],
  );
  const withLogin = fake.url.replace("//", "//user:s3cretpw@");
  for (const name of ["generated", "wrapped"]) {
    fake.forget();
    const { resolved, registry } = await resolvedAt(withLogin, `npm:${name}`);
    expect(resolvedOf(resolved)).toEqual({ leaf: `${fake.url}leaf/-/leaf-1.0.0.tgz` });
    const source = { name: "server", source: `npm:${name}` };
    const { locked } = await lockNpm(resolved, source, registry, { style: "nixpkgs" });
    const written = await registry.cache.bytesOf(locked.lockfile.digest);
    expect(JSON.stringify(locked) + written?.toString()).not.toContain("s3cretpw");
    const login = `Basic ${Buffer.from("user:s3cretpw").toString("base64")}`;
    expect(fake.requests.map(({ path }) => path)).toContain("/leaf/-/leaf-1.0.0.tgz");
    for (const { headers } of fake.requests) expect(headers.authorization).toBe(login);
  }
});

it("a shrinkwrap without addresses gets those of each scope's own registry, as it states them", async () => {
  const corp = await start({ "@corp/part": { versions: { "1.0.0": {} } } });
  const fake = await start({ leaf: { versions: { "1.0.0": {} } } });
  fake.publish("odd", "1.0.0", { dist: { tarball: `${fake.otherUrl}files/odd.tgz` } });
  const integrities = {
    leaf: fake.integrity("leaf", "1.0.0"),
    odd: fake.integrity("odd", "1.0.0"),
    "@corp/part": corp.integrity("@corp/part", "1.0.0"),
  };
  const wrapped = server({ leaf: "1.0.0", odd: "1.0.0", "@corp/part": "1.0.0" }, shrinkwrap(integrities));
  fake.publish("wrapped", "1.0.0", wrapped.versions["1.0.0"]);
  const { resolved } = await resolvedAt(fake.url, "npm:wrapped", [`@corp:registry=${corp.url}`]);
  expect(resolvedOf(resolved)).toEqual({
    leaf: `${fake.url}leaf/-/leaf-1.0.0.tgz`,
    odd: `${fake.otherUrl}files/odd.tgz`,
    "@corp/part": `${corp.url}@corp/part/-/part-1.0.0.tgz`,
  });
});

it("a registry out of reach is not the lockfile's fault", async () => {
  const fake = await start({ leaf: { versions: { "1.0.0": {} } } });
  const wrapped = server({ leaf: "1.0.0" }, shrinkwrap({ leaf: fake.integrity("leaf", "1.0.0") }));
  fake.publish("wrapped", "1.0.0", wrapped.versions["1.0.0"]);
  fake.fault("/leaf", { kind: "status", status: 503 });
  await expect(resolvedAt(fake.url, "npm:wrapped")).rejects.toMatchObject({
    code: "E_REGISTRY",
    message: expect.stringContaining("leaf"),
  });
});

/** A forward proxy for http: takes requests for any host name to one server, and keeps their addresses. */
async function startProxy(target: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy: Server = createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? "", "http://not-absolute.example");
    asked.push(url.href);
    const { hostname, port } = new URL(target);
    const path = url.pathname + url.search;
    const outgoing = httpRequest({ hostname, port, path, headers: incoming.headers }, (found) => {
      answer.writeHead(found.statusCode ?? 502, found.headers);
      found.pipe(answer);
    });
    incoming.pipe(outgoing.on("error", () => answer.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  running.push({
    close() {
      proxy.closeAllConnections();
      proxy.close();
    },
  });
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`, asked };
}

it("tarballs and hashes come through the proxy of .npmrc too", async () => {
  const fake = await start({ leaf: { versions: { "1.0.0": {} } } });
  // A host that only the proxy can reach.
  const hidden = "http://registry.example/";
  for (const [name, more] of [
    ["leaf", {}] as const,
    ["plain", server({ leaf: "1.0.0" }).versions["1.0.0"]] as const,
  ])
    fake.publish(name, "1.0.0", { ...more, dist: { tarball: `${hidden}${name}/-/${name}-1.0.0.tgz` } });
  const proxy = await startProxy(fake.url);
  const { resolved, registry } = await resolvedAt(hidden, "npm:plain", [
    `proxy=${proxy.url}`,
    "noproxy=other.example",
  ]);
  expect(proxy.asked).toContain(`${hidden}plain/-/plain-1.0.0.tgz`);
  expect(resolvedOf(resolved)).toEqual({ leaf: `${hidden}leaf/-/leaf-1.0.0.tgz` });
  const source = { name: "server", source: "npm:plain" };
  const { locked } = await lockNpm(resolved, source, registry, { style: "nixpkgs" });
  expect(locked.npmDeps?.hash).toMatch(/^sha256-/);
  expect(proxy.asked).toContain(`${hidden}leaf/-/leaf-1.0.0.tgz`);
});
