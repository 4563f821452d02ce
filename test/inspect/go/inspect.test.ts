import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectGo } from "../../../src/inspect/go/inspect.ts";
import { codeTree } from "../../support/code-tree.ts";

const inspect = (body: string, imports: string) =>
  inspectGo(
    codeTree(
      { "go.mod": "module example.com/srv\n", "main.go": `package main\nimport (\n${imports}\n)\n${body}` },
      "",
    ),
  );

describe("flags", () => {
  it("of the flag package, and of sets", async () => {
    const { flags } = await inspect(
      'func main() { var h string; flag.StringVar(&h, "host", "localhost", "Host " + "name"); p := flag.Int("port", 80, "Port"); flag.Bool("v", false, ""); d := flag.Duration("wait", 5*time.Second, "Wait"); add(flag.NewFlagSet("x", flag.ExitOnError)) }\nfunc add(fs *flag.FlagSet) { fs.String("own", "", "Own") }\nfunc other(x *thing) { x.String("no", "", "") }',
      '"flag"\n"time"',
    );
    expect(
      flags.map(({ name, takesValue, default: otherwise, description }) => [
        name,
        takesValue,
        otherwise,
        description,
      ]),
    ).toEqual([
      ["--host", true, "localhost", "Host name"],
      ["--own", true, null, "Own"],
      ["--port", true, "80", "Port"],
      ["--wait", true, "5s", "Wait"],
      ["-v", false, null, null],
    ]);
  });

  it("of cobra", async () => {
    const { flags } = await inspect(
      'func init() { c := &cobra.Command{Use: "x"}; c.PersistentFlags().StringP("key", "k", "", "Key"); c.Flags().StringSlice("tags", nil, "Tags"); c.MarkPersistentFlagRequired("key") }\nfunc main() {}',
      '"github.com/spf13/cobra"',
    );
    expect(flags.map(({ name, short, required }) => [name, short, required])).toEqual([
      ["--key", "-k", true],
      ["--tags", null, false],
    ]);
  });

  it("of kong's tags", async () => {
    const { flags } = await inspect(
      'type CLI struct { LogLevel string `help:"Level" enum:"a,b" default:"a" short:"l"`; On bool `help:"On" name:"enable"` }\nfunc main() { kong.Parse(&CLI{}) }',
      '"github.com/alecthomas/kong"',
    );
    expect(flags.map(({ name, short, takesValue, choices }) => [name, short, takesValue, choices])).toEqual([
      ["--enable", null, false, []],
      ["--log-level", "-l", true, ["a", "b"]],
    ]);
  });
});

describe("transports", () => {
  const SERVER = '"github.com/mark3labs/mcp-go/server"\n"flag"';

  it("are chosen by a flag", async () => {
    const { transports } = await inspect(
      'func main() { t := flag.String("transport", "stdio", "stdio or http"); a := flag.String("address", "localhost:8000", "Where"); switch *t { case "stdio": server.ServeStdio(s); case "streamable-http": server.NewStreamableHTTPServer(s) } }',
      SERVER,
    );
    expect(transports).toEqual([
      { transport: "stdio", isDefault: true, args: [], env: {}, path: null, port: null },
      {
        transport: "http",
        isDefault: false,
        args: ["--transport", "streamable-http", "--address", "{host}:{port}"],
        env: {},
        path: "/mcp",
        port: 8000,
      },
    ]);
  });

  it("are chosen by a command", async () => {
    const { transports } = await inspect(
      'var a = &cobra.Command{Use: "stdio"}\nvar b = &cobra.Command{Use: "http [flags]"}\nfunc main() { b.Flags().Int("port", 8082, ""); s.Run(ctx, &mcp.StdioTransport{}); mcp.NewStreamableHTTPHandler(get, nil) }',
      '"github.com/spf13/cobra"\n"github.com/modelcontextprotocol/go-sdk/mcp"',
    );
    expect(transports.map(({ transport, isDefault, args }) => [transport, isDefault, args])).toEqual([
      ["stdio", false, ["stdio"]],
      ["http", false, ["http", "--port", "{port}"]],
    ]);
  });

  it("are the one that the code makes", async () => {
    const { transports } = await inspect("func main() { server.ServeStdio(s) }", SERVER);
    expect(transports).toMatchObject([{ transport: "stdio", isDefault: true, args: [] }]);
  });
});

it("finds hosts that are addresses, processes and writes", async () => {
  const facts = await inspect(
    'const api = "https://api.service.io/v1"\nfunc main() { u := fmt.Sprintf("https://%s.other.io/", x); w := &T{Description: "https://told.io/"}; exec.Command("git", "log", u); exec.CommandContext(ctx, "ls"); os.WriteFile("a.txt", nil, 0o600); os.OpenFile("b", os.O_RDONLY, 0); os.RemoveAll(u) }',
    '"fmt"\n"os"\n"os/exec"',
  );
  expect(facts.hosts.map(({ host }) => host)).toEqual(["api.service.io"]);
  expect(facts.childProcesses.map(({ via, what }) => [via, what])).toEqual([
    ["exec.Command", "git log https://{…}.other.io/"],
    ["exec.CommandContext", "ls"],
  ]);
  expect(facts.fileWrites.map(({ via, what }) => [via, what])).toEqual([
    ["os.WriteFile", "a.txt"],
    ["os.RemoveAll", "https://{…}.other.io/"],
  ]);
});

it("reads a module below a repository's root, and names what it could not read", async () => {
  const READ = 'import "os"\nvar x = os.Getenv("A")\n';
  const tree = codeTree(
    {
      "sub/go.mod": "module example.com/srv/sub\n",
      "sub/main.go": `package main\nimport _ "example.com/srv/sub/in"\n${READ}`,
      "sub/in/in.go": "} func ) 1 2 {\n".repeat(30),
      "main.go": `package main\n${READ}`,
    },
    "sub",
  );
  const facts = await inspectGo(tree);
  expect(facts.environment.map(({ places }) => places.map(({ file }) => file))).toEqual([["sub/main.go"]]);
  expect(facts.unread).toEqual([
    { file: "sub/in/in.go", reason: "line 1 does not parse; what is around it was read" },
  ]);
});

it("never fails over what is in a file", async () => {
  const words = fc.constantFrom(
    ...'package main|import|"os"|\n|func|main|f|(|)|{|}|[|]|os.Getenv|"A"|`b`|:=|=|+|!|&&|==|.|,|for _, x := range|if|else|return|struct|type|T|x|mcp.Tool|Name:|const|var|switch|case|:|&|*|...|flag.String|mcp.NewTool'.split(
      "|",
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(words, { maxLength: 60 }),
      fc.string({ unit: "binary" }),
      async (parts, text) => {
        const facts = await inspectGo(codeTree({ "main.go": parts.join(" "), "x.go": text }, null));
        expect(facts.language).toBe("go");
      },
    ),
    { numRuns: 80 },
  );
});
