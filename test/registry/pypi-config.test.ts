import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { maskSecrets } from "../../src/mask-secrets.ts";
import { parseIni } from "../../src/registry/config-parser.ts";
import { parseNetrc } from "../../src/registry/netrc.ts";
import { loadPypiConfig } from "../../src/registry/pypi-config.ts";
import { builtInIndex } from "../../src/registry/pypi-default.ts";
import { describePip } from "../support/languages.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "pypi-config-"));
  return () => rm(home, { recursive: true });
});

const builtIn = "https://built-in.example/simple/";

async function load(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}, more = {}) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }
  return loadPypiConfig(join(home, "project"), {
    env: { HOME: home, XDG_CONFIG_DIRS: join(home, "xdg"), ...env },
    builtIn: async () => builtIn,
    ...more,
  });
}

const urls = async (...args: Parameters<typeof load>) => (await load(...args)).indexes.map(({ url }) => url);

describe("the index", () => {
  test("is the tools' own where nobody says another", async () => {
    expect((await load({})).indexes).toEqual([{ url: builtIn, isBuiltIn: true }]);
  });

  test("is pip's: environment over user's file over the machine's, sections in their order", async () => {
    const machine = { "xdg/pip/pip.conf": "[global]\nindex-url = https://machine.example/simple\n" };
    expect(await urls(machine)).toEqual(["https://machine.example/simple/"]);
    const user = {
      ...machine,
      ".config/pip/pip.conf":
        "[global]\nindex_url = https://global.example/s\n[install]\nindex-url: https://install.example/s\n",
    };
    expect(await urls(user)).toEqual(["https://install.example/s/"]);
    expect(await urls(user, { PIP_INDEX_URL: "https://env.example/s/" })).toEqual(["https://env.example/s/"]);
    expect(await urls(user, { PIP_CONFIG_FILE: "/dev/null" })).toEqual([builtIn]);
  });

  test("is uv's where uv names one, the project's before the user's", async () => {
    const user = {
      ".config/uv/uv.toml": 'index-url = "https://user.example/s"\n',
      ".config/pip/pip.conf": "[global]\nindex-url=https://pip.example/s\n",
    };
    expect(await urls(user)).toEqual(["https://user.example/s/"]);
    const project = {
      ...user,
      "pyproject.toml":
        '[[tool.uv.index]]\nname = "corp"\nurl = "https://corp.example/s"\n[[tool.uv.index]]\nurl = "https://x.example/s"\nexplicit = true\n[[tool.uv.index]]\nurl = "https://default.example/s"\ndefault = true\n',
    };
    expect(await urls(project)).toEqual(["https://corp.example/s/", "https://default.example/s/"]);
    expect(await urls(project, { UV_DEFAULT_INDEX: "https://env.example/s", UV_NO_CONFIG: "1" })).toEqual([
      "https://env.example/s/",
    ]);
    expect(
      await urls({}, { UV_INDEX: "a=https://a.example/s https://b.example/s", UV_NO_CONFIG: "1" }),
    ).toEqual(["https://a.example/s/", "https://b.example/s/", builtIn]);
  });

  test("asked for takes the place of all", async () => {
    const env = { PIP_INDEX_URL: "https://pip.example/s", UV_INDEX: "https://uv.example/s" };
    expect(await urls({}, env, { indexUrl: "https://asked.example/s" })).toEqual([
      "https://asked.example/s/",
    ]);
  });

  test.each([
    [{ PIP_INDEX_URL: "file:///mirror" }, "no http address"],
    [{ PIP_NO_INDEX: "1" }, "no-index"],
    [{ PIP_CERT: "/nowhere/ca.pem" }, "certificates"],
  ])("%j is an error that says so", async (env, words) => {
    await expect(load({}, env)).rejects.toMatchObject({
      code: "E_PYPI_CONFIG",
      message: expect.stringContaining(words),
    });
  });

  test("a uv.toml that cannot be read is named", async () => {
    await expect(load({ "project/uv.toml": "[[index" })).rejects.toMatchObject({
      code: "E_PYPI_CONFIG",
      where: join(home, "project/uv.toml"),
    });
  });

  test("nowhere to be known is an error that says how to get one", async () => {
    await expect(load({}, {}, { builtIn: async () => null })).rejects.toMatchObject({
      code: "E_PYPI_CONFIG",
      hint: expect.stringContaining("--index-url"),
    });
  });
});

describePip()("the index that is built in", () => {
  test("is told by the tools of this machine, by none without PATH, and settings do not change it", async () => {
    const told = await builtInIndex({ ...process.env, PIP_INDEX_URL: "https://set.example/simple" });
    expect(told).toMatch(/^https:\/\/.+\/simple\/$/);
    expect(told).not.toContain("set.example");
    expect(await builtInIndex({ PATH: home })).toBeNull();
  });
});

describe("logins", () => {
  test("of the address go to its host alone, and are shown nowhere", async () => {
    const config = await load({}, { PIP_INDEX_URL: "https://me:s3cret%2Fword@corp.example/simple" });
    const basic = `Basic ${Buffer.from("me:s3cret/word").toString("base64")}`;
    expect(config.indexes[0]?.url).toBe("https://corp.example/simple/");
    expect(config.headersFor("https://corp.example/files/a.whl")).toEqual({ authorization: basic });
    expect(config.headersFor("https://other.example/a.whl")).toEqual({});
    expect(config.tools.addresses).toEqual(["https://me:s3cret%2Fword@corp.example/simple/"]);
    expect(maskSecrets("it said s3cret/word")).toBe("it said ***");
  });

  test("of uv are in variables named after the index", async () => {
    const env = {
      UV_INDEX: "my-corp=https://corp.example/s",
      UV_INDEX_MY_CORP_USERNAME: "u",
      UV_INDEX_MY_CORP_PASSWORD: "pass-word",
    };
    const basic = `Basic ${Buffer.from("u:pass-word").toString("base64")}`;
    expect((await load({}, env)).headersFor("https://corp.example/s/a/")).toEqual({ authorization: basic });
  });

  test("of netrc are by host", async () => {
    const netrc =
      'machine a.example login u password p1 # note\nmachine b.example\n  login v\n  password "q w"\nmacdef x\n machine c.example\n\ndefault login d password e\n';
    expect([...parseNetrc(netrc)]).toEqual([
      ["a.example", { login: "u", password: "p1" }],
      ["b.example", { login: "v", password: "q w" }],
      ["", { login: "d", password: "e" }],
    ]);
    const config = await load({ ".netrc": netrc }, { PIP_INDEX_URL: "https://a.example/s" });
    expect(config.headersFor("https://a.example/s/x/").authorization).toBe(
      `Basic ${Buffer.from("u:p1").toString("base64")}`,
    );
    expect(config.headersFor("https://z.example/")).toEqual({});
  });
});

test("connections: proxy, trust by host, patience", async () => {
  const env = {
    PIP_PROXY: "http://proxy.example:3128",
    PIP_TRUSTED_HOST: "a.example b.example:8443",
    PIP_TIMEOUT: "7",
  };
  const config = await load({}, env);
  expect(config.connectionFor("https://a.example/")).toMatchObject({
    proxy: "http://proxy.example:3128",
    strictSSL: false,
    timeoutMs: 7000,
  });
  expect(config.connectionFor("https://b.example/").strictSSL).toBe(true);
  expect(config.connectionFor("https://b.example:8443/").strictSSL).toBe(false);
});

test("INI files as Python's configparser reads them", () => {
  const text =
    "\uFEFFstray = 1\n[a]\nOne = 1\n  more\n\n  and more\n# comment\ntwo: x = y\n[b]\n; comment\nempty =\n    first\n    second\n";
  const found = parseIni(text);
  expect([...found.keys()]).toEqual(["a", "b"]);
  expect(Object.fromEntries(found.get("a")!)).toEqual({ one: "1\nmore\nand more", two: "x = y" });
  expect(found.get("b")?.get("empty")).toBe("first\nsecond");
});
