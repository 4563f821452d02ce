import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  locksText,
  parseLocks,
  readLocks,
  readOffers,
  writeLocks,
  writeOffers,
} from "../../src/config/lock.ts";
import type { LockedServer } from "../../src/config/lock-schema.ts";

const digest = `sha256-${"A".repeat(43)}=`;

function server(name: string): LockedServer {
  return {
    spec: `npm:${name}`,
    kind: "npm",
    package: name,
    version: "1.0.0",
    src: { url: `https://registry.example/${name}/-/${name}-1.0.0.tgz`, hash: `sha512-${"b".repeat(86)}==` },
    lockfile: { origin: "generated", digest, manifestDigest: digest, packages: 2 },
    strategy: "npm-deps",
    npmDeps: { hash: digest, fetcherVersion: 1 },
    buildFiles: [],
    bundled: [],
    ignoreFiles: false,
    bins: { [name]: "dist/index.js", "1": "one.js" },
    mainProgram: name,
    installScripts: [],
    allowScripts: [],
    overrides: {},
    npmFlags: [],
    meta: {
      description: "",
      homepage: null,
      changelog: null,
      license: "MIT",
      node: null,
      os: [],
      cpu: [],
      deprecated: null,
    },
  };
}

const a = server("a-mcp");
const b = server("b-mcp");

describe("the text", () => {
  it("does not depend on the order of anything", () => {
    const reversed = Object.fromEntries(Object.entries(a).reverse()) as LockedServer;
    const text = locksText(
      new Map([
        ["a", a],
        ["b", b],
      ]),
    );
    expect(
      locksText(
        new Map([
          ["b", b],
          ["a", reversed],
        ]),
      ),
    ).toBe(text);
    expect(text.endsWith("}\n")).toBe(true);
    expect(text.startsWith('{\n  "servers": {\n    "a": {\n      "allowScripts": []')).toBe(true);
  });

  it("is read back as it was", () => {
    const locks = new Map([
      ["a", a],
      ["b", b],
    ]);
    expect(parseLocks({ name: "l", text: locksText(locks) })).toEqual(locks);
  });
});

describe("a broken file", () => {
  const text = locksText(new Map([["a", a]]));
  const parse = (broken: string) => () => parseLocks({ name: "servers.lock.json", text: broken });

  it.each([
    [
      "a conflict",
      `${text.slice(0, 30)}\n<<<<<<< HEAD\n${text.slice(30)}`,
      "E_LOCK_CONFLICT",
      /^servers.lock.json:5:1$/,
    ],
    ["a conflict's end", `${text}>>>>>>> other\n`, "E_LOCK_CONFLICT", /:1$/],
    ["cut off", text.slice(0, -20), "E_LOCK_SYNTAX", /^servers.lock.json:\d+:\d+$/],
    ["a comma too many", text.replace('"kind": "npm",', '"kind": "npm",,'), "E_LOCK_SYNTAX", /:\d+:\d+$/],
    ["empty", "", "E_LOCK_SYNTAX", /:1:1$/],
    ["newer", text.replace('"version": 1\n', '"version": 2\n'), "E_LOCK_VERSION", /:\d+:14$/],
    ["no hash", text.replace(/"hash": "sha256-[^"]*"/, '"hash": "x"'), "E_LOCK_INVALID", /:\d+:\d+$/],
    ["a key of another version", text.replace('"spec"', '"spek"'), "E_LOCK_INVALID", /:\d+:\d+$/],
    ["a list", "[]", "E_LOCK_INVALID", /:1:1$/],
  ])("%s", (_, broken, code, where) => {
    expect(broken).not.toBe(text);
    let caught: unknown;
    try {
      parse(broken)();
    } catch (error) {
      caught = (error as { errors?: unknown[] }).errors?.[0] ?? error;
    }
    expect(caught).toMatchObject({ code, where: expect.stringMatching(where), hint: expect.any(String) });
  });

  it("is pointed at by the field, not by its surroundings", () => {
    const broken = text.replace('"version": "1.0.0"', '"version": 1');
    const line = broken.split("\n").findIndex((each) => /"version": 1$/.test(each)) + 1;
    expect(line).toBeGreaterThan(1);
    expect(parse(broken)).toThrow(expect.objectContaining({ code: "E_LOCK_INVALID", line, column: 18 }));
  });
});

describe("on disk", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-lock-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("a missing one is empty, an equal one is not written again", async () => {
    const path = join(folder, "servers.lock.json");
    expect((await readLocks(path)).size).toBe(0);
    expect(await writeLocks(path, new Map([["a", a]]))).toBe(true);
    expect(await writeLocks(path, new Map([["a", a]]))).toBe(false);
    expect(await readFile(path, "utf8")).toBe(locksText(await readLocks(path)));
    await writeFile(path, "{");
    await expect(readLocks(path, folder)).rejects.toMatchObject({ where: "servers.lock.json:1:2" });
    await expect(readLocks(folder)).rejects.toMatchObject({ code: "E_LOCK_READ" });
  });
});

describe("offers", () => {
  const offer = {
    version: "1.0.0",
    instructions: null,
    tools: {
      echo: {
        title: null,
        description: "Says it again.",
        inputSchema: { type: "object" },
        outputSchema: null,
        annotations: null,
      },
    },
    prompts: {},
    resources: {},
  };

  it("outlive new locks of their server, and go with it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lock-"));
    const path = join(folder, "servers.lock.json");
    const both = new Map([
      ["a", a],
      ["b", b],
    ]);
    await writeLocks(path, both, "home.nix");
    expect(await writeOffers(path, new Map([["a", offer]]))).toBe(true);
    expect(await writeOffers(path, new Map([["a", offer]]))).toBe(false);
    expect(await readLocks(path)).toEqual(both);
    await writeLocks(path, new Map([["a", b]]));
    expect(await readOffers(path)).toEqual(new Map([["a", offer]]));
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ home: "home.nix" });
    await writeLocks(path, new Map([["b", b]]));
    expect((await readOffers(path)).size).toBe(0);
    await rm(folder, { recursive: true });
  });
});
