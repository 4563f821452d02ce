import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRetracted, parseGoMod } from "../../../src/sources/go/go-mod.ts";

describe("go.mod", () => {
  it("is read with its blocks, comments and quotes", () => {
    const text = `// Deprecated: use example.com/new
// instead.
module "example.com/tool" // not this

go 1.24.3
toolchain go1.25.1

require example.com/a v1.0.0
require (
	example.com/b v1.2.3 // indirect
	\`example.com/c\` v0.0.0-20191109021931-daa7c04131f5 // indirect; why
)
tool example.com/b/cmd/x
ignore ./static
godebug default=go1.21
replace example.com/a => ../a
replace (
	example.com/b v1.2.3 => example.com/fork v1.2.4
)
exclude example.com/a v0.9.0
retract (
	v1.0.0 // broken
	// Published
	// too early.
	[v1.1.0, v1.1.5]
)
`;
    expect(parseGoMod(text.replaceAll("\n", "\r\n"), "here")).toEqual(parseGoMod(text, "here"));
    expect(parseGoMod(text, "here")).toEqual({
      module: "example.com/tool",
      deprecated: null,
      go: "1.24.3",
      toolchain: "go1.25.1",
      require: [
        { path: "example.com/a", version: "v1.0.0", indirect: false },
        { path: "example.com/b", version: "v1.2.3", indirect: true },
        { path: "example.com/c", version: "v0.0.0-20191109021931-daa7c04131f5", indirect: true },
      ],
      replace: [
        { path: "example.com/a", version: null, to: "../a", toVersion: null },
        { path: "example.com/b", version: "v1.2.3", to: "example.com/fork", toVersion: "v1.2.4" },
      ],
      retract: [
        { low: "v1.0.0", high: "v1.0.0", why: "broken" },
        { low: "v1.1.0", high: "v1.1.5", why: "Published too early." },
      ],
    });
  });

  it("says that its module is deprecated, in the comment before or behind", () => {
    const before =
      "// A tool.\n//\n// Deprecated: use example.com/new\n// instead.\nmodule example.com/tool\n";
    expect(parseGoMod(before, "").deprecated).toBe("use example.com/new instead.");
    expect(parseGoMod("module example.com/tool // Deprecated: gone\n", "").deprecated).toBe("gone");
    expect(parseGoMod("// Deprecated: old\n\nmodule example.com/tool\n", "").deprecated).toBeNull();
  });

  it.each([
    ["go 1.24\n", /no module/],
    ["module a.b/c\nrequire (\n\ta.b/d v1.0.0\n", /block of require has no end/],
    ["module a.b/c\nrequire a.b/d\n", /lacks its version/],
    ["module a.b/c\nreplace a.b/d ../d\n", /OLD => NEW/],
    ['module "a.b/c\n', /quote/],
  ])("refuses %j, with the line", (text, message) => {
    const error = expect.objectContaining({ code: "E_GO_MOD", message: expect.stringMatching(message) });
    expect(() => parseGoMod(text, "x@v1")).toThrow(error);
    expect(() => parseGoMod(text, "x@v1")).toThrow(
      expect.objectContaining({ where: expect.stringMatching(/^x@v1: go\.mod:\d+$/) }),
    );
  });

  it("gives back what was written, in lines or blocks", () => {
    const path = fc.stringMatching(/^[a-z]{1,6}\.[a-z]{2,3}\/[A-Za-z0-9._~-]{1,8}$/);
    const version = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)).map((parts) => `v${parts.join(".")}`);
    const one = fc.record({ path, version, indirect: fc.boolean() });
    fc.assert(
      fc.property(path, fc.array(one), fc.boolean(), (module, require, block) => {
        const lines = require.map(
          ({ path: name, version: at, indirect }) => `${name} ${at}${indirect ? " // indirect" : ""}`,
        );
        const text = block
          ? `require (\n\t${lines.join("\n\t")}\n)\n`
          : lines.map((line) => `require ${line}\n`).join("");
        const parsed = parseGoMod(`module ${module}\n${text}`, "");
        expect(parsed.module).toBe(module);
        expect(parsed.require).toEqual(require);
      }),
    );
  });
});

it("retracts both ends of a range", () => {
  const retract = [{ low: "v1.1.0", high: "v1.1.5", why: "" }];
  expect(isRetracted("v1.1.0", retract)).toBeDefined();
  expect(isRetracted("v1.1.5", retract)).toBeDefined();
  expect(isRetracted("v1.1.6", retract)).toBeUndefined();
  expect(isRetracted("v1.1.0-rc.1", retract)).toBeUndefined();
});
