import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metaTools } from "../../../src/nixpkgs-mcp/tools/meta/meta-tools.ts";
import { commonToolName, installedToolName, legalToolName } from "../../../src/nixpkgs-mcp/tools/names.ts";

/** Attributes as nixpkgs has them, and close to each other: collisions are looked for where they would be. */
const letter = fc.constantFrom(..."ab_-.+'\"@/1Zé ");
const attr = fc.oneof(
  fc.string({ unit: letter, minLength: 1, maxLength: 8 }),
  fc.string({ unit: fc.constantFrom("a", "_", "."), minLength: 50, maxLength: 70 }),
  fc.constantFrom(
    "search",
    "list_installed",
    "python313Packages.black",
    "python313Packages_black",
    "a__b",
    "a.b",
  ),
);

describe("names of tools", () => {
  it("are legal", () => {
    fc.assert(
      fc.property(attr, (one) => {
        expect(installedToolName(one)).toMatch(legalToolName);
        expect(commonToolName(one)).toMatch(legalToolName);
      }),
      { numRuns: 2_000 },
    );
  });

  it("an attribute called as one of our tools becomes another", () => {
    for (const { listing } of metaTools) {
      const attr = listing.name.replace("nixpkgs_", "");
      expect(installedToolName(attr)).toMatch(new RegExp(`^nixpkgs_${attr}___[0-9a-f]{12}$`));
    }
  });

  it("are different for different attributes, and none is a tool of ours", () => {
    const meta = new Set(metaTools.map(({ listing }) => listing.name));
    fc.assert(
      fc.property(fc.uniqueArray(attr, { minLength: 2, maxLength: 60 }), (attrs) => {
        const names = attrs.map(installedToolName);
        expect(new Set(names).size).toBe(attrs.length);
        expect(names.filter((name) => meta.has(name))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["ripgrep", "nixpkgs_ripgrep"],
    ["python313Packages.black", "nixpkgs_python313Packages__black"],
    ["x86_64-tool", "nixpkgs_x86_64-tool"],
    ["gtk+3", "nixpkgs_gtk_3___…"],
    ["search", "nixpkgs_search___…"],
    ["7zz", "nixpkgs_7zz"],
    ["_7zz", "nixpkgs_7zz___…"],
  ])("%s is %s", (one, name) => {
    expect(installedToolName(one).replace(/(?<=___)[0-9a-f]{12}$/, "…")).toBe(name);
  });
});
