import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { categoryOf } from "../../../src/nixpkgs-mcp/catalog/category.ts";
import { readEntry, setOf } from "../../../src/nixpkgs-mcp/catalog/entry.ts";

describe("an entry of packages.json", () => {
  it("is read in the shapes that nixpkgs has", () => {
    const json = {
      name: "jq-1.7.1",
      pname: "jq",
      version: "1.7.1",
      system: "x86_64-linux",
      outputName: "bin",
      meta: {
        description: "Lightweight and flexible\n  command-line JSON processor",
        homepage: ["https://jqlang.github.io/jq/", "https://github.com/jqlang/jq"],
        license: [
          { spdxId: "MIT", shortName: "mit", fullName: "MIT License", free: true, url: "https://x" },
          "gpl2",
        ],
        maintainers: [{ name: "Raphael", github: "raskin", email: "r@example.org", githubId: 1 }, "someone"],
        platforms: ["x86_64-linux", { isDarwin: true }],
        position: "/nix/store/abc-source/pkgs/by-name/jq/jq/package.nix:88",
        mainProgram: "jq",
        outputsToInstall: ["bin", "man"],
        knownVulnerabilities: ["CVE-2020-1"],
        unfree: false,
        broken: false,
        insecure: false,
        unsupported: true,
      },
    };
    expect(readEntry("jq", json)).toEqual({
      attr: "jq",
      pname: "jq",
      version: "1.7.1",
      description: "Lightweight and flexible command-line JSON processor",
      homepages: ["https://jqlang.github.io/jq/", "https://github.com/jqlang/jq"],
      licenses: [
        { id: "MIT", name: "MIT License", free: true, url: "https://x" },
        { id: "gpl2", name: "gpl2", free: true },
      ],
      maintainers: [{ name: "Raphael", github: "raskin", email: "r@example.org" }, { name: "someone" }],
      platforms: ["x86_64-linux"],
      position: "pkgs/by-name/jq/jq/package.nix:88",
      mainProgram: "jq",
      outputs: ["bin", "man"],
      vulnerabilities: ["CVE-2020-1"],
      marks: { unfree: false, broken: false, insecure: true, unsupported: true },
      set: null,
      category: "tools/text",
    });
  });

  it.each([
    [{ free: false, shortName: "unfree" }, true],
    [
      [
        { free: true, spdxId: "MIT" },
        { free: false, fullName: "Theirs" },
      ],
      true,
    ],
    ["unfree", true],
    [{ shortName: "unfreeRedistributable", fullName: "Unfree redistributable" }, true],
    [{ spdxId: "MIT" }, false],
    [undefined, false],
  ])("with the licence %j is unfree: %s, whatever its set was evaluated with", (license, expected) => {
    const entry = readEntry("a", { name: "a-1", meta: { license, unfree: false } });
    expect(entry?.marks.unfree).toBe(expected);
  });

  it("takes the name apart where there is no pname, as parseDrvName does", () => {
    expect(readEntry("a", { name: "hello-world-2.10-rc1" })).toMatchObject({
      pname: "hello-world",
      version: "2.10-rc1",
    });
    expect(readEntry("a", { name: "hello" })).toMatchObject({ pname: "hello", version: "" });
  });

  it("is left out when it is no package, and never throws", () => {
    for (const json of [null, 1, "x", [], {}, { name: "" }, { pname: 3 }])
      expect(readEntry("a", json)).toBeNull();
    expect(readEntry("", { name: "a" })).toBeNull();
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (attr, meta, other) => {
        const entry = readEntry(attr, { name: "a-1", version: other, meta });
        if (attr !== "") expect(typeof entry?.description).toBe("string");
      }),
    );
  });

  it("keeps fields of the right shape when others are not", () => {
    const meta = {
      description: 3,
      homepage: { a: 1 },
      license: [null, 5, {}],
      platforms: "x86_64-linux",
      broken: 1,
    };
    expect(readEntry("a", { pname: "a", version: "1", meta })).toMatchObject({
      description: "",
      homepages: [],
      licenses: [],
      platforms: ["x86_64-linux"],
      marks: { broken: false },
    });
  });
});

describe("the set of an attribute", () => {
  it.each([
    ["ripgrep", null],
    ["python3Packages.requests", "python3Packages"],
    ["linuxKernel.packages.linux_6_1.zfs", "linuxKernel.packages.linux_6_1"],
    ["nodePackages.fast-cli-1.x", "nodePackages"],
    ["_2bwm", null],
  ])("%s: %s", (attr, set) => {
    expect(setOf(attr)).toBe(set);
  });
});

describe("the category of a package", () => {
  it.each([
    ["pkgs/tools/text/ripgrep/default.nix:3", null, "", "tools/text"],
    [
      "pkgs/applications/networking/browsers/firefox/wrapper.nix:1",
      null,
      "",
      "applications/networking/browsers",
    ],
    ["pkgs/applications/networking/dropbox/default.nix:1", null, "", "applications/networking"],
    ["pkgs/shells/bash/4.4.nix:1", null, "", "shells"],
    ["pkgs/games/minecraft/default.nix:1", null, "", "games"],
    ["pkgs/by-name/fo/foo/package.nix:1", null, "Fast web browser", "applications/networking/browsers"],
    ["pkgs/by-name/fo/foo/package.nix:1", null, "Does foo", "other"],
    ["pkgs/by-name/fo/foo/package.nix:1", null, "Password store", "tools/security"],
    [null, null, "", "other"],
    [null, "python3Packages", "Web browser automation", "sets/python3Packages"],
  ])("%s %s %s: %s", (position, set, description, category) => {
    expect(categoryOf(position, set, description)).toBe(category);
  });
});
