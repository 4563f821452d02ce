import { describe, expect, it } from "vitest";
import { inspectGo } from "../../../src/inspect/go/inspect.ts";
import { codeTree } from "../../support/code-tree.ts";

async function tools(body: string, imports: string, others: Readonly<Record<string, string>> = {}) {
  const main = `package main\n\nimport (\n${imports}\n)\n\n${body}\n`;
  const tree = codeTree(
    { "go.mod": "module example.com/srv\n", "cmd/srv/main.go": main, ...others },
    "cmd/srv",
  );
  return (await inspectGo(tree)).tools.map(({ name, description }) => [name, description]);
}

const MARK3 = '"github.com/mark3labs/mcp-go/mcp"';
const OFFICIAL = '"github.com/modelcontextprotocol/go-sdk/mcp"';

describe("tools", () => {
  it("of mcp-go", async () => {
    const body =
      'const name = "b"\nfunc main() {\n a := mcp.NewTool("a", mcp.WithString("x", mcp.Description("not this")), mcp.WithDescription("Does " + "a"))\n b := mcp.NewTool("tool_" + name)\n c := mcp.NewToolWithRawSchema("c", "Does c", nil)\n}';
    expect(await tools(body, MARK3)).toEqual([
      ["a", "Does a"],
      ["tool_b", null],
      ["c", "Does c"],
    ]);
  });

  it("of the official SDK, with texts that a function translates", async () => {
    const body =
      'func one(t func(string, string) string) *mcp.Tool { return &mcp.Tool{Name: "one", Description: t("TOOL_ONE", "First")} }\nfunc main() { mcp.AddTool(s, one(tr), h); mcp.AddTool[In, Out](s, &mcp.Tool{Name: "two", Description: fmt.Sprintf("Up to %d of %s", 5, what())}, h) }';
    expect(await tools(body, `${OFFICIAL}\n"fmt"`)).toEqual([
      ["one", "First"],
      ["two", "Up to 5 of {…}"],
    ]);
  });

  it("that a helper makes, generic or of another package, each with its own description", async () => {
    const helper =
      'package kit\n\nimport "github.com/mark3labs/mcp-go/mcp"\n\nfunc Must[T any, R any](name, description string, h func(T) R) mcp.Tool {\n\treturn make(name, description)\n}\n\nfunc make(name, text string) mcp.Tool { return mcp.NewTool(name, mcp.WithDescription(text)) }\n';
    const body =
      'var A = kit.Must("a", "First", ha)\nvar B = kit.Must[int, string]("b", `Second`, hb)\nfunc main() {}';
    expect(await tools(body, '"example.com/srv/kit"', { "kit/kit.go": helper })).toEqual([
      ["a", "First"],
      ["b", "Second"],
    ]);
  });

  it.each([
    ["a function that nothing calls", 'func dead() { mcp.NewTool("x") }\nfunc main() {}', MARK3],
    ["another package's Tool", 'func main() { x := other.Tool{Name: "x"} }', '"example.com/other"'],
    ["resources", 'func main() { mcp.NewResource("uri", "name") }', MARK3],
    ["a name that is no name", 'func main() { mcp.NewTool(""); mcp.NewTool("two words") }', MARK3],
  ])("not of %s", async (_what, body, imports) => {
    expect(await tools(body, imports)).toEqual([]);
  });

  it("of what a build for Linux has, out of packages that are imported", async () => {
    const file = (name: string) =>
      `package more\n\nimport "github.com/mark3labs/mcp-go/mcp"\n\nvar T${name} = mcp.NewTool("${name}")\n`;
    const found = await tools("func main() {}", '_ "example.com/other"\n"example.com/srv/more"', {
      "more/a.go": file("a"),
      "more/b_linux.go": file("b"),
      "more/c_windows.go": file("c"),
      "more/d_test.go": file("d"),
      "more/e.go": `//go:build ignore\n\n${file("e")}`,
      "more/f.go": `//go:build linux && !(windows || mips)\n\n${file("f")}`,
      "unused/g.go": file("g").replace("package more", "package unused"),
    });
    expect(found.map(([name]) => name)).toEqual(["a", "b", "f"]);
  });
});
