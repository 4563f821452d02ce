import { expect, it } from "vitest";
import { parseSource } from "../../../src/sources/source.ts";

it.each([
  ["go:github.com/a/b", "github.com/a/b", "latest", "query", "b"],
  ["go:github.com/a/b/v2/cmd/x@v2.1.0", "github.com/a/b/v2/cmd/x", "v2.1.0", "version", "x"],
  ["go:github.com/a/b@main", "github.com/a/b", "main", "query", "b"],
  ["go:github.com/a/b@v1", "github.com/a/b", "v1", "query", "b"],
  ["go:github.com/a/b@<v1.2.3", "github.com/a/b", "<v1.2.3", "query", "b"],
  ["go:gopkg.in/x.v2@v2.0.0", "gopkg.in/x.v2", "v2.0.0", "version", "x"],
  ["go:github.com/a/b@feature/x", "github.com/a/b", "feature/x", "query", "b"],
])("%s", (spec, name, wanted, wantedType, called) => {
  expect(parseSource(spec)).toEqual({ kind: "go", spec, name, called, wanted, wantedType });
});

it.each([
  ["go:b", undefined],
  ["go:https://github.com/a/b", "go:github.com/a/b"],
  ["go:github.com/a/b.git/", "go:github.com/a/b"],
  ["go:github.com/a/b@1.2.3", "go:github.com/a/b@v1.2.3"],
  ["go:github.com/a/b@", "go:github.com/a/b"],
  ["go:github.com/a/b@v1@v2", "go:github.com/a/b"],
  ["go:github.com/a/../b", undefined],
])("refuses %s and says what to write", (spec, instead) => {
  expect(() => parseSource(spec)).toThrow(
    expect.objectContaining({
      code: "E_SOURCE",
      hint: expect.stringContaining(instead === undefined ? "go:github.com/OWNER/REPO" : `Write ${instead}.`),
    }),
  );
});
