import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { strongestIntegrity } from "../../../src/prefetch/npm-deps/integrity.ts";
import { lockedPackages } from "../../../src/prefetch/npm-deps/lockfile.ts";

const sha512 = `sha512-${Buffer.alloc(64, 5).toString("base64")}`;
const otherSha512 = `sha512-${Buffer.alloc(64, 6).toString("base64")}`;
const sha1 = `sha1-${Buffer.alloc(20, 7).toString("base64")}`;

const packages = (entries: object, lockfileVersion = 3) =>
  lockedPackages(JSON.stringify({ lockfileVersion, packages: entries }));
const dependencies = (entries: object) =>
  lockedPackages(JSON.stringify({ lockfileVersion: 1, dependencies: entries }));

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return error instanceof UserError ? error.code : String(error);
  }
  return undefined;
}

describe("lockedPackages, versions 2 and 3", () => {
  it("takes what has a URL and leaves root, links, workspaces and bundled packages", () => {
    const found = packages({
      "": { name: "root", resolved: "https://registry.example/root/-/root-1.0.0.tgz" },
      "packages/tool": { version: "1.0.0" },
      "node_modules/tool": { resolved: "packages/tool", link: true },
      "node_modules/a/node_modules/inside": { version: "1.0.0", inBundle: true },
      "node_modules/a": {
        version: "1.0.0",
        resolved: "https://registry.example/a/-/a-1.0.0.tgz",
        integrity: sha512,
      },
    });
    expect(found.map(({ name }) => name)).toEqual(["node_modules/a"]);
    expect(found[0]?.integrity?.hex).toBe("05".repeat(64));
  });

  it("gives an alias its real name", () => {
    const [found] = packages({
      "node_modules/alias": {
        name: "real",
        version: "4.2.3",
        resolved: "https://registry.example/real/-/real-4.2.3.tgz",
        integrity: sha512,
      },
    });
    expect(found).toMatchObject({ name: "real", version: "4.2.3" });
  });

  it("names each URL once, sorted, with the strongest integrity stated anywhere", () => {
    const url = "https://registry.example/a/-/a-1.0.0.tgz";
    for (const order of [
      [sha1, sha512],
      [sha512, sha1],
    ]) {
      const found = packages({
        "node_modules/z": { version: "1.0.0", resolved: "https://registry.example/z", integrity: sha512 },
        "node_modules/a": { version: "1.0.0", resolved: url, integrity: order[0] },
        "node_modules/b/node_modules/a": { version: "1.0.0", resolved: url, integrity: order[1] },
      });
      expect(found.map(({ resolved }) => resolved)).toEqual([url, "https://registry.example/z"]);
      expect(found[0]?.integrity?.algorithm).toBe("sha512");
    }
  });

  it("normalises URLs as the WHATWG does", () => {
    const [found] = packages({
      "node_modules/a": {
        version: "1.0.0",
        resolved: "HTTPS://Registry.Example:443/a b.tgz",
        integrity: sha512,
      },
    });
    expect(found?.resolved).toBe("https://registry.example/a%20b.tgz");
  });
});

describe("lockedPackages, version 1", () => {
  it("walks nested dependencies and leaves bundled ones with all below them", () => {
    const found = dependencies({
      a: {
        version: "1.0.0",
        resolved: "https://registry.example/a/-/a-1.0.0.tgz",
        integrity: sha1,
        dependencies: {
          b: { version: "2.0.0", resolved: "https://registry.example/b/-/b-2.0.0.tgz", integrity: sha512 },
          c: { version: "3.0.0", bundled: true, dependencies: { d: { version: "4.0.0" } } },
        },
      },
    });
    expect(found.map(({ name, version }) => [name, version])).toEqual([
      ["a", undefined],
      ["b", undefined],
    ]);
  });

  it.each([
    ["github:user/tool#abc", "git+ssh://git@github.com/user/tool.git#abc"],
    ["github:user/tool.git#abc", "git+ssh://git@github.com/user/tool.git#abc"],
    ["bitbucket:user/tool#abc", "git+ssh://git@bitbucket.org/user/tool.git#abc"],
    ["gitlab:user/tool#abc", "git+ssh://git@gitlab.com/user/tool.git#abc"],
    ["git+ssh://git@github.com/user/tool.git#abc", "git+ssh://git@github.com/user/tool.git#abc"],
    ["https://files.example/tool.tgz", "https://files.example/tool.tgz"],
  ])("takes a URL in version: %s", (version, resolved) => {
    expect(
      dependencies({ tool: { version, resolved: "https://not.example/", from: "x" } })[0]?.resolved,
    ).toBe(resolved);
  });

  it("takes an alias' resolved", () => {
    const resolved = "https://registry.example/real/-/real-1.0.0.tgz";
    expect(
      dependencies({ alias: { version: "npm:real@1.0.0", resolved, integrity: sha1 } })[0]?.resolved,
    ).toBe(resolved);
  });

  it("refuses an entry with nothing to fetch", () => {
    expect(codeOf(() => dependencies({ a: { version: "1.0.0" } }))).toBe("E_LOCK_UNRESOLVED");
  });
});

describe("lockedPackages, bad input", () => {
  it.each([
    ["", "E_LOCK_PARSE"],
    ["{", "E_LOCK_PARSE"],
    ["[]", "E_LOCK_PARSE"],
    ["\uFEFF{}", "E_LOCK_PARSE"],
    [`{"lockfileVersion":"3"}`, "E_LOCK_PARSE"],
    [`{"lockfileVersion":4}`, "E_LOCK_VERSION"],
    [`{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":false}}}`, "E_LOCK_PARSE"],
    [`{"lockfileVersion":1,"dependencies":{"a":{}}}`, "E_LOCK_PARSE"],
  ])("%s", (text, code) => {
    expect(codeOf(() => lockedPackages(text))).toBe(code);
  });

  it("says where an integrity is wrong", () => {
    const action = () =>
      packages({
        "node_modules/a": { resolved: "https://registry.example/a.tgz", integrity: "sha384-AAAA" },
      });
    expect(codeOf(action)).toBe("E_LOCK_INTEGRITY");
    expect(action).toThrow(expect.objectContaining({ where: "package-lock.json: node_modules/a" }));
  });

  it("throws nothing but UserErrors, whatever the JSON", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(1, 2, 3), (json, version) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify({ lockfileVersion: version, packages: value, dependencies: value });
        expect(codeOf(() => lockedPackages(text)) ?? "E_").toMatch(/^E_/);
      }),
    );
  });
});

describe("strongestIntegrity", () => {
  it("prefers sha512, then the first", () => {
    expect(strongestIntegrity(`${sha1} ${sha512}\n${otherSha512}`)?.sri).toBe(sha512);
    expect(strongestIntegrity(sha1)?.hex).toBe("07".repeat(20));
    expect(strongestIntegrity(" ")).toBeUndefined();
  });

  it.each([
    "sha512",
    "sha512-",
    "sha512-AAAA",
    `${sha512}?opt`,
    `sha256-${Buffer.alloc(32).toString("base64")}`,
    "x",
  ])("refuses %s", (field) => {
    expect(codeOf(() => strongestIntegrity(field))).toBe("E_LOCK_INTEGRITY");
  });

  it("reads every digest it is given", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (digest) => {
        const bytes = Buffer.from(digest);
        expect(strongestIntegrity(`sha512-${bytes.toString("base64")}`)?.hex).toBe(bytes.toString("hex"));
      }),
    );
  });
});
