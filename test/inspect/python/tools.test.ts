import { describe, expect, it } from "vitest";
import { inspectPython } from "../../../src/inspect/python/inspect.ts";
import { codeTree } from "../../support/code-tree.ts";

async function tools(main: string, others: Readonly<Record<string, string>> = {}) {
  const tree = codeTree({ "srv/__init__.py": "", "srv/main.py": main, ...others }, "srv.main:main");
  return (await inspectPython(tree)).tools.map(({ name, description }) => [name, description]);
}

const FAST = "from mcp.server.fastmcp import FastMCP\nmcp = FastMCP('x')\n";

describe("FastMCP", () => {
  it("takes name and description from the decorator, else from the function", async () => {
    const code = `${FAST}
@mcp.tool
def plain(a: int) -> str:
    """Does it.

    Well.
    """

@mcp.tool()
async def called(): return 1

@mcp.tool("by-place", description="By " "parts")
def x(): pass

@mcp.tool(name="by-keyword")
def y():
    'One line'
`;
    expect(await tools(code)).toEqual([
      ["plain", "Does it.\n\nWell."],
      ["called", null],
      ["by-place", "By parts"],
      ["by-keyword", "One line"],
    ]);
  });

  it("takes functions that are handed over, one by one or in a loop", async () => {
    const code = `${FAST}
def one():
    "One"
def two(): pass
def three(): pass
mcp.add_tool(one)
mcp.tool(name="second")(two)
for f in [three]:
    mcp.tool()(f)
`;
    expect(await tools(code)).toEqual([
      ["one", "One"],
      ["second", null],
      ["three", null],
    ]);
  });

  it("finds what a module's function registers at the server it is given", async () => {
    const code = `${FAST}from . import extra\nextra.register(mcp, "pre")\n`;
    const extra =
      'def register(server, prefix):\n    @server.tool(name=f"{prefix}_thing")\n    def thing():\n        "T"\n';
    expect(await tools(code, { "srv/extra.py": extra })).toEqual([["pre_thing", "T"]]);
  });

  it("puts the prefix of a server that is mounted before its tools", async () => {
    const code =
      'from fastmcp import FastMCP\nfrom .sub import sub\nmain = FastMCP("m")\nmain.mount(sub, prefix="sub")\n@main.tool\ndef own(): pass\n';
    const sub = 'from fastmcp import FastMCP\nsub = FastMCP("s")\n@sub.tool\ndef inner(): pass\n';
    expect(await tools(code, { "srv/sub.py": sub })).toEqual([
      ["own", null],
      ["sub_inner", null],
    ]);
  });

  it("takes each name that a helper may make", async () => {
    const code = `${FAST}
def prefix(given):
    if given:
        return given + "-"
    return ""
def build(namespace):
    p = prefix(namespace)
    @mcp.tool(name=p + "read")
    def read(): pass
build(input())
`;
    expect(await tools(code)).toEqual([["read", null]]);
  });
});

describe("the low-level server", () => {
  const LOW = "import mcp.types as types\nfrom enum import Enum\n";

  it("takes the list of tools, names from an enum and another module", async () => {
    const code = `${LOW}from .names import SEARCH
class Names(str, Enum):
    READ = "read_it"
@server.list_tools()
async def list_tools():
    return [
        types.Tool(name=Names.READ, description=f"Reads {what()}", inputSchema={}),
        types.Tool(name=Names.READ.value + "_2", description=None, inputSchema={}),
        types.Tool(name=SEARCH, description="S", inputSchema={}),
    ]
`;
    expect(await tools(code, { "srv/names.py": 'SEARCH = "search"' })).toEqual([
      ["read_it", "Reads {what()}"],
      ["read_it_2", null],
      ["search", "S"],
    ]);
  });

  it("keeps each class's description with its own name", async () => {
    const code = `${LOW}
class Handler:
    def __init__(self, name): self.name = name
class One(Handler):
    def __init__(self): super().__init__("one")
    def tool(self): return types.Tool(name=self.name, description="First", inputSchema={})
class Two(Handler):
    def __init__(self): super().__init__("two")
    def tool(self): return types.Tool(name=self.name, description="Second", inputSchema={})
ALL = [One(), Two()]
`;
    expect(await tools(code)).toEqual([
      ["one", "First"],
      ["two", "Second"],
    ]);
  });

  it("takes dictionaries with a schema", async () => {
    expect(await tools('T = [{"name": "a", "description": "b", "inputSchema": {}}, {"name": "no"}]')).toEqual(
      [["a", "b"]],
    );
  });

  it.each([
    ["resources and prompts", `${LOW}types.Resource(name="r", uri="x")\ntypes.Prompt(name="p")`],
    ["another library's Tool", 'from langchain.tools import Tool\nTool(name="x", description="y", func=f)'],
    ["tests", "import srv.nothing"],
  ])("not %s", async (_what, code) => {
    const test = "from mcp.server.fastmcp import FastMCP\nmcp = FastMCP()\n@mcp.tool\ndef fake(): pass";
    expect(await tools(code, { "srv/test_x.py": test, "srv/unused.py": test })).toEqual([]);
  });
});
