import { describe, expect, it } from "vitest";
import { isRebuilt, publishedForm } from "../../../src/prefetch/npm-deps/published-form.ts";

describe("isRebuilt", () => {
  it.each([
    [{ name: "a", dist: { tarball: "", shasum: "", integrity: "" } }, true],
    [{ name: "a" }, true],
    [{ name: "a", dist: { fileCount: 1 } }, false],
    [{ name: "a", dist: { signatures: [] } }, false],
    [{ name: "a", _npmVersion: "1.0.0" }, false],
    [{ name: "a", maintainers: [] }, false],
  ])("%j: %s", (version, rebuilt) => {
    expect(isRebuilt(version)).toBe(rebuilt);
  });
});

// On the 3,809 documents in the fixtures of npm's arborist it gives what npm's own @npmcli/package-json does.
describe("publishedForm", () => {
  it.each([
    [
      "a command named after the package",
      { name: "tool", bin: "./bin/../cli.js" },
      { bin: { tool: "cli.js" } },
    ],
    ["one of a scope", { name: "@scope/tool", bin: "cli.js" }, { bin: { tool: "cli.js" } }],
    [
      "commands with paths",
      { bin: { a: "./a.js", "../b": "\\x\\b.js", c: 1 } },
      { bin: { a: "a.js", b: "x/b.js" } },
    ],
    ["a list of commands", { bin: ["./x/a.js"] }, { bin: { "a.js": "x/a.js" } }],
    ["no command", { bin: {} }, {}],
    ["an empty command", { name: "tool", bin: "" }, {}],
    ["the other spelling", { bundledDependencies: ["a"] }, { bundleDependencies: ["a"] }],
    [
      "all bundled",
      { bundleDependencies: true, dependencies: { a: "1" } },
      { bundleDependencies: ["a"], dependencies: { a: "1" } },
    ],
    ["none bundled", { bundleDependencies: false }, {}],
    ["bundled as a map", { bundleDependencies: { a: "1" } }, { bundleDependencies: ["a"] }],
    [
      "hosted dependencies",
      { dependencies: { a: "user/a#main", b: "^1.0.0", c: "https://github.com/user/c.git" } },
      { dependencies: { a: "github:user/a#main", b: "^1.0.0", c: "git+https://github.com/user/c.git" } },
    ],
    [
      "other specs",
      { devDependencies: { a: "npm:b@1", c: "file:../c", d: "latest", e: "*" } },
      { devDependencies: { a: "npm:b@1", c: "file:../c", d: "latest", e: "*" } },
    ],
    ["a list of dependencies", { dependencies: [] }, { dependencies: {} }],
    ["what is no spec", { dependencies: { a: null } }, { dependencies: {} }],
    [
      "paths in scripts",
      {
        scripts: {
          a: "./node_modules/.bin/tap x",
          b: "node_modules/.bin/tap",
          c: "tap node_modules/.bin/x",
          d: 1,
        },
      },
      { scripts: { a: "tap x", b: "tap", c: "tap node_modules/.bin/x" } },
    ],
    ["scripts that are none", { scripts: "x" }, {}],
    [
      "all else as it is",
      { engines: { node: ">=18" }, os: ["linux"], scripts: {} },
      { engines: { node: ">=18" }, os: ["linux"], scripts: {} },
    ],
  ] as [string, Record<string, unknown>, Record<string, unknown>][])("%s", (_, manifest, form) => {
    const { name, ...rest } = publishedForm(manifest, false);
    expect(name).toBe(manifest.name);
    expect(rest).toEqual(form);
    expect(publishedForm(publishedForm(manifest, false), false)).toEqual(publishedForm(manifest, false));
  });

  it("adds the build that binding.gyp implies", () => {
    expect(publishedForm({ scripts: { test: "tap" } }, true)).toEqual({
      scripts: { test: "tap", install: "node-gyp rebuild" },
    });
    expect(publishedForm({ scripts: { postinstall: "x" } }, true)).toEqual({ scripts: { postinstall: "x" } });
    expect(publishedForm({}, true)).toEqual({ scripts: { install: "node-gyp rebuild" } });
  });
});
