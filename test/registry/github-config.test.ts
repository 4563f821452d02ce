import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadGithubConfig } from "../../src/registry/github-config.ts";
import { makeNpmHome, type NpmHome } from "../support/npm-home.ts";

let home: NpmHome;
beforeAll(async () => {
  home = await makeNpmHome("http://127.0.0.1:9/");
});
afterAll(() => home.remove());

const load = (env: NodeJS.ProcessEnv) =>
  loadGithubConfig({ HOME: home.folder, NIX_CONF_DIR: home.folder, ...env });
const basic = (token: string) => `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;

describe("where GitHub is", () => {
  it("is github.com, a server of one's own, or a mirror", async () => {
    expect(await load({})).toMatchObject({
      web: "https://github.com/",
      api: "https://api.github.com/",
      githubBase: null,
      tokenFrom: null,
    });
    expect(await load({ GH_HOST: "git.example.org" })).toMatchObject({
      web: "https://git.example.org/",
      api: "https://git.example.org/api/v3/",
      githubBase: "git.example.org",
    });
    expect(await load({ MCP_NIXGEN_GITHUB_URL: "http://127.0.0.1:1/x" })).toMatchObject({
      web: "http://127.0.0.1:1/x/",
      api: "http://127.0.0.1:1/x/api/v3/",
      githubBase: null,
    });
  });

  it("takes GITHUB_API_URL only where it is the same server's", async () => {
    expect((await load({ GITHUB_API_URL: "https://evil.example/api" })).api).toBe("https://api.github.com/");
    expect((await load({ GITHUB_API_URL: "https://github.com/api/v3" })).api).toBe(
      "https://github.com/api/v3/",
    );
  });

  it.each([{ GH_HOST: "a b" }, { MCP_NIXGEN_GITHUB_URL: "ftp://x" }, { GITHUB_API_URL: "no" }])(
    "refuses %j",
    async (env) => {
      await expect(load(env)).rejects.toMatchObject({ code: "E_CONFIG" });
    },
  );
});

describe("who we are there", () => {
  it("sends a token of the environment to its own server alone", async () => {
    const config = await load({ GITHUB_TOKEN: "token-one", GH_TOKEN: "token-two" });
    expect(config.tokenFrom).toBe("GH_TOKEN");
    expect(config.headersFor("https://github.com/a/b.git/info/refs")).toEqual({
      authorization: basic("token-two"),
    });
    expect(config.headersFor("https://api.github.com/repos/a/b")).toEqual({
      authorization: "Bearer token-two",
    });
    for (const url of [
      "https://codeload.github.com/a",
      "http://github.com/a",
      "https://github.com.evil.example/",
    ]) {
      expect(config.headersFor(url)).toEqual({});
    }
  });

  it("keeps tokens for github.com from other servers and mirrors", async () => {
    const env = { GITHUB_TOKEN: "token-one" };
    expect((await load({ ...env, GH_HOST: "git.example.org" })).tokenFrom).toBeNull();
    expect((await load({ ...env, MCP_NIXGEN_GITHUB_URL: "http://127.0.0.1:1" })).tokenFrom).toBeNull();
    const own = await load({ GH_HOST: "git.example.org", GH_ENTERPRISE_TOKEN: "token-own" });
    expect(own.headersFor("https://git.example.org/api/v3/user")).toEqual({
      authorization: "Bearer token-own",
    });
  });

  it("reads Nix's access-tokens", async () => {
    const text = "sandbox = true\naccess-tokens = other.example=no github.com=from-nix # x\n";
    const folder = join(home.folder, ".config", "nix");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "nix.conf"), text);
    const config = await load({});
    expect(config.headersFor("https://github.com/a")).toEqual({ authorization: basic("from-nix") });
    const nearer = await load({ NIX_CONFIG: "access-tokens = github.com=nearer" });
    expect(nearer.tokenFrom).toBe("NIX_CONFIG");
    await writeFile(join(folder, "nix.conf"), "");
  });

  it("reads netrc, but not its entry for all hosts", async () => {
    const file = join(home.folder, "netrc");
    const macro = "macdef init\nmachine github.com password of-the-macro\n\n";
    await writeFile(file, `# machine github.com password no\n${macro}default login a password for-all\n`);
    expect((await load({ NETRC: file })).tokenFrom).toBeNull();
    await writeFile(
      file,
      'machine other.example login x password no\nmachine github.com\n  login me\n  password "from \\"netrc"\n',
    );
    expect((await load({ NETRC: file })).headersFor("https://github.com/a")).toEqual({
      authorization: basic('from "netrc'),
    });
  });
});
