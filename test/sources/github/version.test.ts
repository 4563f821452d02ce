import { describe, expect, it } from "vitest";
import { isStable, newestTag, versionOfTag } from "../../../src/sources/github/version.ts";

describe("a tag's version", () => {
  it.each([
    ["v1.2.3", "v", "1.2.3"],
    ["1.2.3", "", "1.2.3"],
    ["release-2024.01.05", "release-", "2024.01.05"],
    ["@scope/name@1.0.0-rc.1", "@scope/name@", "1.0.0-rc.1"],
    ["server/v0.9", "server/v", "0.9"],
    ["mcp2-v1.0.0", "mcp2-v", "1.0.0"],
  ])("of %s", (tag, prefix, version) => {
    expect(versionOfTag(tag)).toEqual({ tag, prefix, version });
  });

  it.each(["nightly", "v1", "latest", ""])("of %j: none", (tag) => {
    expect(versionOfTag(tag)).toBeNull();
  });

  it.each([
    ["v1.2.3", true],
    ["v1.2.3-rc.1", false],
    ["2.0b3", false],
    ["nightly-1.2.3", false],
    ["v1.2.3+build.5", true],
    ["precise-1.0", true],
  ])("%s: for everybody? %s", (tag, stable) => {
    expect(isStable(versionOfTag(tag)!)).toBe(stable);
  });
});

describe("the newest tag", () => {
  it.each([
    [["v1.9.0", "v1.10.0", "v1.2.0"], "", "v1.10.0"],
    [["v1.0.0", "v2.0.0-beta.1"], "", "v1.0.0"],
    [["2025.4.6", "2025.11.18", "2025.9.25"], "", "2025.11.18"],
    [["a@9.0.0", "v1.0.0"], "", "v1.0.0"],
    [["@s/sdk@9.0.0", "@s/server@1.0.0", "@s/server@1.1.0"], "packages/server", "@s/server@1.1.0"],
    [["@s/context-mcp@2.0.0", "@s/sdk@9.0.0"], "packages/mcp", "@s/context-mcp@2.0.0"],
    [["packages/server/v0.2.0", "v5.0.0"], "packages/server", "packages/server/v0.2.0"],
    [["v5.0.0", "v4.0.0"], "packages/server", "v5.0.0"],
    [["nightly"], "", undefined],
  ])("of %j in %j is %s", (tags, folder, expected) => {
    expect(newestTag(tags, folder)?.tag).toBe(expected);
  });
});
