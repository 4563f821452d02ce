import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { maskSecrets } from "../../src/mask-secrets.ts";
import { loadNpmConfig, type NpmConfig, replaceRegistryHost } from "../../src/registry/npm-config.ts";
import { npmConnection } from "../../src/registry/npm-connection.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function configOf(...npmrc: string[]): Promise<NpmConfig> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-"));
  folders.push(folder);
  await writeFile(join(folder, ".npmrc"), `${npmrc.join("\n")}\n`);
  return loadNpmConfig(folder, { PATH: process.env.PATH, HOME: folder });
}

const basic = (login: string) => ({ authorization: `Basic ${Buffer.from(login).toString("base64")}` });

describe("user and password in a registry's URL", () => {
  it("are sent as authorization and stand in no URL", async () => {
    const config = await configOf(
      "registry=http://user:s3cret%40pw@registry.example/npm",
      "@corp:registry=https://corp-token@corp.example/",
    );
    expect(config.registry).toBe("http://registry.example/npm/");
    expect(config.registryFor("left")).toBe("http://registry.example/npm/");
    expect(config.registryFor("@corp/a")).toBe("https://corp.example/");
    expect(config.headersFor("http://registry.example/npm/left")).toEqual(basic("user:s3cret@pw"));
    // A tarball beside the registry's path is its own too, as npm has it.
    expect(config.headersFor("http://registry.example/files/a.tgz")).toEqual(basic("user:s3cret@pw"));
    expect(config.headersFor("https://corp.example/@corp/a")).toEqual(basic("corp-token:"));
    expect(config.headersFor("https://elsewhere.example/a.tgz")).toEqual({});
    const moved = config.downloadUrl(`${config.defaultRegistry}left/-/left-1.0.0.tgz`);
    expect(moved).toBe("http://registry.example/npm/left/-/left-1.0.0.tgz");
    expect(config.headersFor(moved)).toEqual(basic("user:s3cret@pw"));
    expect(JSON.stringify(config.flat)).not.toMatch(/s3cret|corp-token/);
  });

  it("give way to a login of its own", async () => {
    const config = await configOf(
      "registry=http://user:s3cretpw@registry.example/npm/",
      "//registry.example/:_authToken=canary-token",
    );
    expect(config.headersFor("http://registry.example/npm/a")).toEqual({
      authorization: "Bearer canary-token",
    });
  });

  it("are known as secrets, in every form, and so are all other logins", async () => {
    await configOf(
      "registry=http://user:url%21password@registry.example/",
      "//a.example/:_authToken=canary-token",
      "//b.example/:username=me",
      `//b.example/:_password=${Buffer.from("canary-password").toString("base64")}`,
      `//c.example/:_auth=${Buffer.from("me:canary-auth").toString("base64")}`,
      "proxy=http://me:canary-proxy@proxy.example/",
    );
    for (const secret of ["url%21password", "url!password", "canary-token", "canary-password"])
      expect(maskSecrets(`<${secret}>`)).toBe("<***>");
    for (const secret of ["canary-auth", "canary-proxy", basic("user:url!password").authorization.slice(6)])
      expect(maskSecrets(`<${secret}>`)).toBe("<***>");
  });
});

describe("registryFor", () => {
  it("gives a scope its own registry, with a slash", async () => {
    const config = await configOf(
      "registry=https://registry.example",
      "@corp:registry=https://corp.example/npm",
    );
    expect(config.registryFor("@corp/a")).toBe("https://corp.example/npm/");
    expect(config.registryFor("@corpse/a")).toBe("https://registry.example/");
    expect(config.registryFor("corp")).toBe("https://registry.example/");
  });
});

describe("connection", () => {
  it("has npm's network settings", async () => {
    const config = await configOf(
      "proxy=http://proxy.example:3128/",
      "noproxy=a.example,b.example",
      "strict-ssl=false",
      "ca[]=one",
      "ca[]=two",
      "fetch-timeout=1234",
    );
    expect(config.connection).toMatchObject({
      proxy: "http://proxy.example:3128/",
      noProxy: "a.example,b.example",
      strictSSL: false,
      ca: ["one", "two"],
      timeoutMs: 1234,
    });
  });

  it("prefers https-proxy, as npm does, and reads cafile", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-"));
    folders.push(folder);
    const certificate = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;
    await writeFile(join(folder, "ca.pem"), `${certificate("A")}\n${certificate("B")}\n`);
    const { connection } = await configOf(
      "proxy=http://plain.example/",
      "https-proxy=http://secure.example/",
      `cafile=${join(folder, "ca.pem")}`,
    );
    expect(connection).toMatchObject({
      proxy: "http://secure.example/",
      ca: [certificate("A"), certificate("B")],
    });
  });

  it("says nothing where nothing is set", () => {
    const unset = { httpsProxy: null, proxy: false, noProxy: "", ca: null, cert: null, timeout: 300_000 };
    const { strictSSL, ...rest } = npmConnection(unset);
    expect(strictSSL).toBe(true);
    expect(Object.values(rest).filter((value) => value !== undefined)).toEqual([]);
  });
});

it("leaves what is no URL to whoever downloads it", () => {
  expect(replaceRegistryHost("bogus", "https://registry.example/", "always")).toBe("bogus");
});
