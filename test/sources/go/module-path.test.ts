import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  escapeCase,
  matchesPrefix,
  modulesOf,
  pathProblem,
  programName,
  splitMajor,
} from "../../../src/sources/go/module-path.ts";

const word = fc.string({
  unit: fc.constantFrom(..."abcXYZ019-_.~".split("")),
  minLength: 1,
  maxLength: 8,
});

describe("case encoding", () => {
  it("is what the reference has as its example", () => {
    expect(escapeCase("github.com/Azure/azure-sdk-for-go")).toBe("github.com/!azure/azure-sdk-for-go");
  });

  it("comes back, and never has a capital", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const escaped = escapeCase(words.join("/"));
        expect(escaped).not.toMatch(/[A-Z]/);
        const back = escaped.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
        expect(back).toBe(words.join("/"));
      }),
    );
  });

  it("tells any two paths apart whatever their case", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        fc.pre(a !== b);
        expect(escapeCase(a).toLowerCase()).not.toBe(escapeCase(b).toLowerCase());
      }),
    );
  });
});

it.each([
  ["github.com/a/b", "github.com/a/b", "", null, "b"],
  ["github.com/a/b/v2", "github.com/a/b", "/v2", 2, "b"],
  ["github.com/a/b/v1", "github.com/a/b/v1", "", null, "v1"],
  ["github.com/a/b/v0", "github.com/a/b/v0", "", null, "v0"],
  ["gopkg.in/yaml.v3", "gopkg.in/yaml", ".v3", 3, "yaml"],
  ["gopkg.in/a/b.v0", "gopkg.in/a/b", ".v0", 0, "b"],
  ["example.com/v12", "example.com", "/v12", 12, "example.com"],
])("splits %s", (path, prefix, suffix, major, program) => {
  expect(splitMajor(path)).toEqual({ prefix, suffix, major });
  expect(programName(path)).toBe(program);
});

it("looks for a package's module from the longest path on", () => {
  expect(modulesOf("github.com/a/b/cmd/x")).toEqual([
    "github.com/a/b/cmd/x",
    "github.com/a/b/cmd",
    "github.com/a/b",
  ]);
  expect(modulesOf("mvdan.cc/sh/v3/cmd/shfmt").at(-1)).toBe("mvdan.cc");
  expect(modulesOf("github.com/a")).toEqual(["github.com/a"]);
});

it.each([
  ["", /empty/],
  ["github", /no domain/],
  ["GitHub.com/a/b", /lower case/],
  ["github.com//b", /empty element/],
  ["github.com/a/b c", /characters/],
  ["github.com/a/../b", /dot/],
  ["github.com/a/b.", /dot/],
  ["localhost/x", /no domain/],
])("has %j for no import path", (path, problem) => {
  expect(pathProblem(path)).toMatch(problem);
});

it.each([
  ["corp.example.com/*", "corp.example.com/team/tool", true],
  ["corp.example.com/*", "corp.example.com", false],
  ["*.example.com", "corp.example.com/tool", true],
  ["*.example.com", "example.com/tool", false],
  ["github.com/[a-c]rg/t?ol", "github.com/brg/tool/cmd", true],
  ["github.com/[^a-c]rg", "github.com/brg/tool", false],
  [" , a.example/x/, ", "a.example/x", true],
  ["a.example/x.y", "a.example/xzy", false],
  ["", "a.example/x", false],
])("GOPRIVATE=%j and %s", (patterns, path, expected) => {
  expect(matchesPrefix(patterns, path)).toBe(expected);
});
