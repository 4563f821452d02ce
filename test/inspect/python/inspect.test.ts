import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectPython } from "../../../src/inspect/python/inspect.ts";
import { codeTree } from "../../support/code-tree.ts";

const inspect = (main: string, others: Readonly<Record<string, string>> = {}) =>
  inspectPython(codeTree({ "srv/__init__.py": "", "srv/main.py": main, ...others }, "srv.main:main"));

describe("flags", () => {
  it("of argparse", async () => {
    const { flags } = await inspect(
      'import argparse\np = argparse.ArgumentParser()\np.add_argument("--port", "-p", type=int, default=80, help="Port " "to use", required=True)\np.add_argument("--level", choices=["a", "b"])\np.add_argument("--fast", action="store_true")\np.add_argument("path")',
    );
    expect(flags.map(({ places: _places, ...flag }) => flag)).toEqual([
      {
        name: "--fast",
        short: null,
        takesValue: false,
        required: false,
        default: null,
        description: null,
        choices: [],
      },
      {
        name: "--level",
        short: null,
        takesValue: true,
        required: false,
        default: null,
        description: null,
        choices: ["a", "b"],
      },
      {
        name: "--port",
        short: "-p",
        takesValue: true,
        required: true,
        default: "80",
        description: "Port to use",
        choices: [],
      },
    ]);
  });

  it.each([
    [
      "click",
      'import click\n@click.command()\n@click.option("-x", "--ex/--no-ex", default=True)\n@click.option("--kind", type=click.Choice(["a"]))\ndef main(ex, kind): pass',
      [
        ["--ex", false],
        ["--kind", true],
      ],
    ],
    [
      "typer",
      'import typer\napp = typer.Typer()\n@app.command()\ndef main(name: str, some_host: str = "x", fast: bool = False, key: str = typer.Option(..., "--the-key", "-k")): pass',
      [
        ["--fast", false],
        ["--some-host", true],
        ["--the-key", true],
      ],
    ],
    [
      "fire",
      "import fire\ndef main(port=1, fast=False): pass\nfire.Fire(main)",
      [
        ["--fast", false],
        ["--port", true],
      ],
    ],
    [
      "sys.argv",
      'import sys\nif "--stdio" in sys.argv: pass\nfor a in sys.argv[1:]:\n    if a == "--fast": pass',
      [
        ["--fast", false],
        ["--stdio", false],
      ],
    ],
  ])("of %s", async (_what, code, expected) => {
    expect((await inspect(code)).flags.map(({ name, takesValue }) => [name, takesValue])).toEqual(expected);
  });
});

describe("transports", () => {
  const FAST = "from fastmcp import FastMCP\nmcp = FastMCP('x')\n";

  it("are chosen by a flag", async () => {
    const { transports } = await inspect(
      `${FAST}import argparse\np = argparse.ArgumentParser()\np.add_argument("--transport", choices=["stdio", "streamable-http"], default="stdio")\np.add_argument("--port", type=int, default=8001)\na = p.parse_args()\nmcp.run(transport=a.transport)`,
    );
    expect(transports).toEqual([
      { transport: "stdio", isDefault: true, args: [], env: {}, path: null, port: null },
      {
        transport: "http",
        isDefault: false,
        args: ["--transport", "streamable-http", "--port", "{port}"],
        env: {},
        path: "/mcp",
        port: 8001,
      },
    ]);
  });

  it("are chosen by a variable", async () => {
    const { transports } = await inspect(
      `${FAST}import os\nt = os.getenv("MCP_TRANSPORT", "stdio")\nport = int(os.getenv("MCP_PORT", "9000"))\nif t == "sse":\n    mcp.run(transport="sse", port=port)\nelse:\n    mcp.run()`,
    );
    expect(
      transports.map(({ transport, isDefault, env, port }) => [transport, isDefault, env, port]),
    ).toEqual([
      ["stdio", true, {}, null],
      ["sse", false, { MCP_TRANSPORT: "sse", MCP_PORT: "{port}" }, 9000],
    ]);
  });

  it("are the one that the code starts", async () => {
    const low =
      "from mcp.server.stdio import stdio_server\nasync def main():\n    async with stdio_server() as (r, w): pass";
    expect((await inspect(low)).transports).toMatchObject([
      { transport: "stdio", isDefault: true, args: [] },
    ]);
    const http = `${FAST}mcp.run(transport="http", port=80, path="/x")`;
    expect((await inspect(http)).transports).toMatchObject([
      { transport: "http", isDefault: true, path: "/x", port: 80 },
    ]);
  });
});

it("finds hosts that are addresses, processes and writes", async () => {
  const facts = await inspect(
    [
      '"""See https://told.service.io/ for more."""',
      "import os, subprocess, shutil",
      "from pathlib import Path",
      'API = "https://api.service.io/v1"',
      'x = f"https://{API}.other.io/"',
      'y = f"wss://live.service.io:99/{API}"',
      'DOCS = "https://docs.service.io", "http://localhost:1", "https://example.com"',
      'subprocess.run(["git", "log", API[0]], check=True)',
      'os.system("ls -l")',
      'open("a.txt", "w").write("x")',
      'open("b.txt")',
      'Path("c").write_text("x")',
      'shutil.rmtree("d")',
      '"text".replace("a", "b")',
    ].join("\n"),
  );
  expect(facts.hosts.map(({ host }) => host)).toEqual(["api.service.io", "live.service.io"]);
  expect(facts.childProcesses.map(({ via, what }) => [via, what])).toEqual([
    ["subprocess.run", "git log"],
    ["os.system", "ls -l"],
  ]);
  expect(facts.fileWrites.map(({ via, what }) => [via, what])).toEqual([
    ["open", "a.txt"],
    ["Path.write_text", "c"],
    ["shutil.rmtree", "d"],
  ]);
});

describe("what is read", () => {
  const READ = 'import os\nos.getenv("A")\n';
  const names = async (files: Readonly<Record<string, string>>, program: string | null) =>
    (await inspectPython(codeTree(files, program))).environment.flatMap(({ places }) =>
      places.map(({ file }) => file),
    );

  it("is what the program imports of its distribution, wherever that lies", async () => {
    const files = {
      "setup.py": READ,
      "src/srv/__init__.py": "",
      "src/srv/cli.py": "def main():\n    from .deep import thing\n    import srv.other",
      "src/srv/deep/__init__.py": "",
      "src/srv/deep/thing.py": READ,
      "src/srv/other.py": READ,
      "src/srv/never.py": READ,
      "tests/test_x.py": READ,
    };
    expect(await names(files, "srv.cli:main")).toEqual(["src/srv/deep/thing.py", "src/srv/other.py"]);
  });

  it("is a whole folder where modules are found by listing it, and all without a program", async () => {
    const files = {
      "srv/__init__.py": "import pkgutil\nfor m in pkgutil.iter_modules(__path__): pass",
      "srv/a.py": READ,
      "srv/test_b.py": READ,
    };
    expect(await names(files, "srv:main")).toEqual(["srv/a.py"]);
    expect(await names({ "one.py": READ, "conftest.py": READ }, null)).toEqual(["one.py"]);
    expect(await names({ "p/__init__.py": "", "p/__main__.py": READ, "p/other.py": READ }, null)).toEqual([
      "p/__main__.py",
    ]);
  });

  it("names what could not be read, and goes on with the rest", async () => {
    const tree = codeTree(
      { "srv.py": `${READ}import broken, large, gone`, "broken.py": "= ) ( ] 1 2\n".repeat(30) },
      "srv:main",
    );
    const large = { path: "large.py", size: 3 * 1024 * 1024, text: async () => "" };
    const gone = { path: "gone.py", size: 1, text: () => Promise.reject(new Error("it is gone")) };
    const facts = await inspectPython({ ...tree, files: [...tree.files, large, gone] });
    expect(facts.environment).toHaveLength(1);
    expect(facts.unread).toEqual([
      { file: "broken.py", reason: "line 1 does not parse; what is around it was read" },
      { file: "large.py", reason: "it is larger than 2 MiB" },
      { file: "gone.py", reason: "it is gone" },
    ]);
  });

  it("says that an sdist's setup.py runs", async () => {
    expect((await inspect("", { "setup.py": "x" })).installScripts).toEqual({
      "setup.py": "python setup.py",
    });
    expect((await inspect("")).installScripts).toEqual({});
  });

  it("stops when it is told to", async () => {
    const tree = codeTree({ "srv.py": "" }, "srv:main");
    await expect(inspectPython(tree, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it("never fails over what is in a file", async () => {
    const words = fc.constantFrom(
      ..."import|from|.|os|environ|getenv|(|)|[|]|{|}|\"A\"|'''|f\"{|def f(a=f()):|\n|\n    |class A(A):|return|f|a|self|=|if|else|for|in|lambda|@mcp.tool|Tool|name=|*|**|+|,|:|raise".split(
        "|",
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(words, { maxLength: 60 }),
        fc.string({ unit: "binary" }),
        async (parts, text) => {
          const facts = await inspectPython(codeTree({ "srv.py": parts.join(" "), "x.py": text }, null));
          expect(facts.language).toBe("python");
        },
      ),
      { numRuns: 80 },
    );
  });
});
