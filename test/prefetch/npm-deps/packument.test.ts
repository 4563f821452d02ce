import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  normalisePackument,
  packumentUrl,
  wantedVersions,
} from "../../../src/prefetch/npm-deps/packument.ts";

const document = {
  _id: "tool",
  _rev: "7-abc",
  name: "tool",
  "dist-tags": { latest: "2.0.0" },
  time: { "1.0.0": "2026-01-01T00:00:00.000Z" },
  versions: {
    "2.0.0": { name: "tool", version: "2.0.0" },
    "1.0.0": {
      version: "1.0.0",
      name: "tool",
      description: "left out",
      deprecated: "left out: it may come later",
      main: "left out",
      dependencies: { b: "^1.0.0", a: "^2.0.0" },
      bundleDependencies: ["b"],
      bin: { tool: "cli.js" },
      engines: { node: ">=18" },
      scripts: { test: "node --test" },
      os: ["linux"],
      cpu: ["x64"],
      libc: ["left out"],
      dist: {
        tarball: "https://registry.example/tool/-/tool-1.0.0.tgz",
        shasum: "00",
        integrity: "sha512-",
        fileCount: 3,
        unpackedSize: 1000,
        signatures: [{ keyid: "a", sig: "b" }],
      },
    },
  },
};

const normalise = (json: unknown, ...versions: string[]) => normalised(json, ...versions).text;

const normalised = (json: unknown, ...versions: string[]) =>
  normalisePackument(
    "tool",
    typeof json === "string" ? json : JSON.stringify(json),
    new Map(versions.map((version) => [version, false])),
  );

/** Without fractions: the reader upstream does not read those exactly. */
const json = fc.anything({
  maxDepth: 3,
  values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
});

describe("normalisePackument", () => {
  it("keeps what an install reads, in sorted keys", () => {
    expect(normalise(document, "1.0.0", "9.9.9")).toBe(
      '{"name":"tool","versions":{"1.0.0":{"bin":{"tool":"cli.js"},"bundleDependencies":["b"],"cpu":["x64"],' +
        '"dependencies":{"a":"^2.0.0","b":"^1.0.0"},"dist":{"integrity":"sha512-","shasum":"00",' +
        '"tarball":"https://registry.example/tool/-/tool-1.0.0.tgz"},"engines":{"node":">=18"},"name":"tool",' +
        '"os":["linux"],"scripts":{"test":"node --test"},"version":"1.0.0"}}}',
    );
  });

  it("does not depend on what may change after publication", () => {
    const later = structuredClone(document) as typeof document & { readme?: string };
    later.versions["1.0.0"].deprecated = "now it is";
    later.versions["1.0.0"].dist.signatures = [];
    later.time["1.0.0"] = "later";
    later.readme = "new";
    expect(normalise(later, "1.0.0")).toBe(normalise(document, "1.0.0"));
  });

  it("keeps numbers as they were written", () => {
    const text =
      '{"name":"tool","versions":{"1.0.0":{"engines":{"node":0.10,"npm":1.0,"x":12345678901234567890}}}}';
    expect(normalise(text, "1.0.0")).toBe(
      '{"name":"tool","versions":{"1.0.0":{"engines":{"node":0.1,"npm":1.0,"x":12345678901234567890}}}}',
    );
  });

  it("keeps odd shapes as they are", () => {
    expect(normalise({ versions: null }, "1.0.0")).toBe('{"versions":null}');
    expect(normalise({ versions: { a: "text", b: { dist: "text" } } }, "a", "b")).toBe(
      '{"versions":{"a":"text","b":{"dist":"text"}}}',
    );
    expect(normalise({}, "1.0.0")).toBe("{}");
  });

  it.each(["", "[]", "null", "<html>", '{"name":"tool","versions":{"1.0.0":{"cpu":1e999}}}'])(
    "refuses %s",
    (text) => {
      expect(() => normalise(text, "1.0.0")).toThrow(expect.objectContaining({ code: "E_PACKUMENT" }));
    },
  );

  it("puts a document made from package.json into the published form, and says so", () => {
    const rebuilt = {
      name: "tool",
      versions: { "1.0.0": { name: "tool", version: "1.0.0", bin: "./cli.js" } },
    };
    expect(normalised(rebuilt, "1.0.0")).toEqual({
      text: '{"name":"tool","versions":{"1.0.0":{"bin":{"tool":"cli.js"},"name":"tool","version":"1.0.0"}}}',
      rebuilt: true,
    });
    const published = structuredClone(rebuilt) as { versions: Record<string, object> };
    Object.assign(published.versions["1.0.0"] as object, { _npmUser: { name: "someone" } });
    expect(normalised(published, "1.0.0")).toMatchObject({
      text: expect.stringContaining("./cli.js"),
      rebuilt: false,
    });
  });

  it("is its own normal form", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (versions) => {
        const wanted = Object.keys(versions);
        const once = normalise({ name: "tool", versions }, ...wanted);
        expect(normalise(once, ...wanted)).toBe(once);
      }),
    );
  });
});

describe("wantedVersions", () => {
  it("takes the name after the last node_modules, or an alias' own", () => {
    const wanted = wantedVersions([
      { name: "node_modules/a/node_modules/@scope/b", version: "1.0.0" },
      { name: "node_modules/@scope/b", version: "2.0.0", hasInstallScript: true },
      { name: "real", version: "3.0.0" },
      { name: "node_modules/old" },
    ]);
    expect(wanted).toEqual(
      new Map([
        [
          "@scope/b",
          new Map([
            ["1.0.0", false],
            ["2.0.0", true],
          ]),
        ],
        ["real", new Map([["3.0.0", false]])],
      ]),
    );
  });
});

describe("packumentUrl", () => {
  it.each([
    ["https://registry.example/", "tool", "https://registry.example/tool"],
    ["https://registry.example", "@scope/tool", "https://registry.example/@scope%2ftool"],
    ["https://example.org/npm//", "tool", "https://example.org/npm/tool"],
  ])("%s %s", (registry, name, url) => {
    expect(packumentUrl(registry, name)).toBe(url);
  });
});
