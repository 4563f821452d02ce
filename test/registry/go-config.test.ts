import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { maskSecrets } from "../../src/mask-secrets.ts";
import { loadGoConfig, proxiesOf } from "../../src/registry/go-config.ts";
import { parseNetrc } from "../../src/registry/netrc.ts";
import { describeGo } from "../support/languages.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "go-config-"));
});
afterEach(() => rm(home, { recursive: true }));

describe("GOPROXY", () => {
  it("is a list with two kinds of separators, which ends at direct and off", () => {
    expect(
      proxiesOf("https://a.example/x/,http://b.example|c.example,direct,https://d.example").proxies,
    ).toEqual([
      { kind: "proxy", url: "https://a.example/x", nextOn: "missing" },
      { kind: "proxy", url: "http://b.example", nextOn: "any" },
      { kind: "proxy", url: "https://c.example", nextOn: "missing" },
      { kind: "direct" },
    ]);
    expect(proxiesOf("off").proxies).toEqual([{ kind: "off" }]);
    expect(proxiesOf("file:///srv/modules").proxies[0]).toMatchObject({ url: "file:///srv/modules" });
  });

  it("keeps logins apart from addresses", () => {
    const { proxies, logins } = proxiesOf("https://me:p%40ss@a.example");
    expect(proxies).toEqual([{ kind: "proxy", url: "https://a.example", nextOn: "missing" }]);
    expect(logins.get("https://a.example")).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  });

  it("keeps logins secret, whoever repeats them", () => {
    proxiesOf("https://me:canary-password@a.example,https://canary-token@b.example");
    const login = Buffer.from("me:canary-password").toString("base64");
    expect(maskSecrets(`canary-password, ${login} and canary-token`)).toBe("***, *** and ***");
  });

  it.each(["", " , ", "ftp://a.example", "https://"])("refuses %j", (text) => {
    expect(() => proxiesOf(text)).toThrow(expect.objectContaining({ code: "E_GO_PROXY" }));
  });
});

describe("without a go command", () => {
  const env = (more: NodeJS.ProcessEnv = {}) => ({ HOME: home, PATH: join(home, "bin"), ...more });

  it("the environment counts, then what `go env -w` wrote", async () => {
    await mkdir(join(home, ".config", "go"), { recursive: true });
    await writeFile(
      join(home, ".config", "go", "env"),
      "GOPROXY=https://written.example\nGOPRIVATE=a.example\n",
    );
    const written = await loadGoConfig(env());
    expect(written).toMatchObject({
      go: null,
      noProxy: "a.example",
      proxies: [{ url: "https://written.example" }],
    });
    const set = await loadGoConfig(env({ GOPROXY: "https://set.example", GONOPROXY: "b.example" }));
    expect(set).toMatchObject({ noProxy: "b.example", proxies: [{ url: "https://set.example" }] });
  });

  it("says how to get one where neither does", async () => {
    await expect(loadGoConfig(env())).rejects.toMatchObject({
      code: "E_GO_PROXY",
      hint: expect.stringContaining("Install Go"),
    });
  });
});

describeGo()("with a go command", () => {
  it("asks the go command, which has an address built in", async () => {
    const { GOPROXY: _, GOENV: __, ...env } = process.env;
    const config = await loadGoConfig({ ...env, HOME: home, XDG_CONFIG_HOME: home });
    expect(config.go?.version).toMatch(/^1\.\d+/);
    expect(config.proxies[0]).toMatchObject({ kind: "proxy", nextOn: "missing" });
    expect(config.proxies[1]).toEqual({ kind: "direct" });
  });
});

it("is told what a go command that does not work says", async () => {
  await mkdir(join(home, "bin"));
  const go = '#!/bin/sh\nif [ "$2" = GOVERSION ]; then echo go1.24.1; else echo broken >&2; exit 1; fi\n';
  await writeFile(join(home, "bin", "go"), go);
  await chmod(join(home, "bin", "go"), 0o755);
  await expect(loadGoConfig({ HOME: home, PATH: join(home, "bin") })).rejects.toMatchObject({
    code: "E_GO_CONFIG",
    message: expect.stringContaining("broken"),
  });
});

describe("logins of .netrc", () => {
  const text =
    "# mine\nmachine a.example login me password s3cret\nmacdef init\n machine x login y password z\n\n" +
    "machine b.example\n\tlogin you\n\taccount w\n\tpassword other\ndefault login anyone password any\n";

  it("are read as the go command reads them", () => {
    expect([...parseNetrc(text)]).toEqual([
      ["a.example", { login: "me", password: "s3cret" }],
      ["b.example", { login: "you", password: "other" }],
      ["", { login: "anyone", password: "any" }],
    ]);
  });

  it("go to their host, over TLS, unless GOAUTH is off", async () => {
    await writeFile(join(home, ".netrc"), text);
    const env = { HOME: home, PATH: "", GOPROXY: "https://a.example" };
    const config = await loadGoConfig(env);
    expect(config.headersFor("https://a.example/x")).toEqual({
      authorization: `Basic ${Buffer.from("me:s3cret").toString("base64")}`,
    });
    expect(config.headersFor("http://a.example/x")).toEqual({});
    expect(config.headersFor("https://c.example/x")).toEqual({});
    const off = await loadGoConfig({ ...env, GOAUTH: "off" });
    expect(off.headersFor("https://a.example/x")).toEqual({});
  });
});
