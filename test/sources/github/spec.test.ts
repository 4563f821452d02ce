import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultServerName, packageOfSource } from "../../../src/config/names.ts";
import { sourceSchema } from "../../../src/config/servers-schema.ts";
import { parseGithubSource } from "../../../src/sources/github/spec.ts";
import { parseSource } from "../../../src/sources/source.ts";

describe("github:", () => {
  it.each([
    ["acme/tool", { owner: "acme", repo: "tool", subfolder: "", ref: null, name: "acme/tool" }],
    ["acme/tool.git", { repo: "tool" }],
    ["acme/tool@v1.2.3", { ref: "v1.2.3", name: "acme/tool" }],
    [
      "acme/tool/packages/server@1.0",
      { subfolder: "packages/server", ref: "1.0", name: "acme/tool/packages/server" },
    ],
    ["acme/tool/packages/@scope/x@1.0", { subfolder: "packages/@scope/x", ref: "1.0" }],
    ["acme/tool@@scope/x@1.0.0", { subfolder: "", ref: "@scope/x@1.0.0" }],
    ["acme/tool/", { repo: "tool", subfolder: "" }],
    ["acme/tool@feature/x", { ref: "feature/x" }],
  ])("%s", (text, expected) => {
    expect(parseGithubSource(text)).toMatchObject(expected);
  });

  it.each([
    "",
    "acme",
    "acme/",
    "/tool",
    "acme/..",
    "-acme/tool",
    "acme/tool@",
    "acme/tool@a b",
    "acme/tool@../x",
    "acme/tool@a..b",
    "acme/tool/../x",
    "acme/tool/a b",
    "acme/tool/$(x)",
    "acme/tool@-x",
    "acme/tool@x.lock",
    "acme/tool@x\u0007",
  ])("refuses %j", (text) => {
    expect(() => parseGithubSource(text)).toThrow(expect.objectContaining({ code: "E_SOURCE" }));
  });

  it("has one name wherever it is looked at", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((text) => !text.endsWith("-"));
    const folders = fc.array(
      fc.oneof(
        name,
        name.map((text) => `@${text}`),
      ),
      { maxLength: 3 },
    );
    const ref = fc.option(
      fc.oneof(
        name,
        name.map((text) => `@s/${text}@1.0`),
      ),
      { nil: null },
    );
    fc.assert(
      fc.property(name, name, folders, ref, (owner, repo, path, tag) => {
        const place = [owner, repo, ...path].join("/");
        const source = `github:${place}${tag === null ? "" : `@${tag}`}`;
        const parsed = parseSource(source);
        expect(sourceSchema.parse(source)).toBe(source);
        expect(parsed).toMatchObject({ kind: "github", name: place, ref: tag, subfolder: path.join("/") });
        expect(packageOfSource(source)).toBe(parsed.name);
        expect(defaultServerName(parsed.called)).toMatch(/^[A-Za-z][A-Za-z0-9._-]*$/);
      }),
    );
  });
});
