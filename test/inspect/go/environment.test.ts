import { describe, expect, it } from "vitest";
import { inspectGo } from "../../../src/inspect/go/inspect.ts";
import { codeTree } from "../../support/code-tree.ts";

const MOD = { "go.mod": "module example.com/srv\n\ngo 1.24\n" };

async function environment(body: string, others: Readonly<Record<string, string>> = {}, imports = '"os"') {
  const main = `package main\n\nimport (\n${imports}\n)\n\n${body}\n`;
  return (await inspectGo(codeTree({ ...MOD, "main.go": main, ...others }, ""))).environment;
}

async function names(body: string, others: Readonly<Record<string, string>> = {}, imports = '"os"') {
  return (await environment(body, others, imports)).map(({ name }) => name);
}

describe("variables that functions read", () => {
  it.each([
    ["by name", 'func main() { x := os.Getenv("A"); y, ok := os.LookupEnv("B") }', ["A", "B"]],
    ["by a constant", 'const P = "A_"\nconst ( Q = P + "B" )\nfunc main() { f(os.Getenv(Q)) }', ["A_B"]],
    [
      "in an operation",
      'func main() { x := "a" + os.Getenv("A"); if x == "" || !on(os.Getenv("B")) { } }',
      ["A", "B"],
    ],
    ["in a loop", 'func main() { for _, n := range []string{"A", "B"} { os.Getenv(n) } }', ["A", "B"]],
    [
      "by a table",
      'func main() { for _, o := range []struct{ n, d string }{{"A", "1"}, {n: "B"}} { os.Getenv(o.n) } }',
      ["A", "B"],
    ],
    [
      "by the function itself",
      'func load(get func(string) string) { get("A") }\nfunc main() { load(os.Getenv) }',
      ["A"],
    ],
  ])("%s", async (_what, code, expected) => {
    expect(await names(code)).toEqual(expected);
  });

  it("finds the names that a helper of another package is called with, and its defaults", async () => {
    const found = await environment(
      'func main() { config.Get("A", "x"); config.Get(config.Key, "") }',
      {
        "config/config.go":
          'package config\n\nimport "os"\n\nconst Key = "B"\n\nfunc Get(name, fallback string) string {\n\tif v, ok := os.LookupEnv(name); ok {\n\t\treturn v\n\t}\n\treturn fallback\n}\n',
      },
      '"example.com/srv/config"',
    );
    expect(found.map(({ name, default: otherwise }) => [name, otherwise])).toEqual([
      ["A", "x"],
      ["B", null],
    ]);
  });

  it.each([
    [
      "an error",
      'func f() error { k := os.Getenv("A"); if k == "" { return errors.New("A is missing") }; return nil }',
      true,
      "A is missing",
    ],
    ["an exit", 'func f() { k, ok := os.LookupEnv("A"); if !ok { log.Fatal("no A") } }', true, "no A"],
    [
      "a test at once",
      'func f() error { if os.Getenv("A") == "" { return errors.New("set A") }; return nil }',
      true,
      "set A",
    ],
    ["a default", 'func f() { k := os.Getenv("A"); if k == "" { k = "x" } }', false, null],
    [
      "all or none",
      'func f() error { a := os.Getenv("A"); b := g(); if a == "" && b == "" { return nil }; if a == "" || b == "" { return errors.New("A and b") }; return nil }',
      false,
      "A and b",
    ],
  ])("what becomes of one that is missing: %s", async (_what, code, required, message) => {
    const [found] = await environment(code, {}, '"os"\n"errors"\n"log"');
    expect(found).toMatchObject({ name: "A", required, message });
  });
});

describe("variables that libraries read", () => {
  it("viper's, by prefix and key, and bound ones", async () => {
    const found = await environment(
      'func main() {\n viper.SetEnvPrefix("app")\n viper.SetEnvKeyReplacer(strings.NewReplacer("-", "_"))\n viper.AutomaticEnv()\n viper.SetDefault("read-only", true)\n viper.GetBool("read-only")\n if t := viper.GetString("token"); t == "" { panic("APP_TOKEN is not set") }\n viper.BindEnv("x", "OTHER_X")\n}',
      {},
      '"strings"\n"github.com/spf13/viper"',
    );
    expect(found.map(({ name, required, default: otherwise }) => [name, required, otherwise])).toEqual([
      ["APP_READ_ONLY", false, "true"],
      ["APP_TOKEN", true, null],
      ["OTHER_X", false, null],
    ]);
  });

  it("those of tags", async () => {
    const found = await environment(
      'type Db struct { Host string `env:"HOST"` }\ntype C struct {\n A string `env:"A,required"`\n B int `env:"B" envDefault:"5" help:"Number"`\n D Db `envPrefix:"DB_"`\n E string `arg:"--e,env:E"`\n F string `json:"env"`\n}\nfunc main() {}',
    );
    expect(found.map(({ name, required, default: otherwise }) => [name, required, otherwise])).toEqual([
      ["A", true, null],
      ["B", false, "5"],
      ["DB_HOST", false, null],
      ["E", false, null],
      ["HOST", false, null],
    ]);
  });

  it("those of urfave's flags", async () => {
    const body =
      'func main() { f := []cli.Flag{&cli.StringFlag{Name: "key", Aliases: []string{"k"}, Usage: "The key", Required: true, Sources: cli.EnvVars("A", "B")}, &cli.BoolFlag{Name: "on", EnvVars: []string{"C"}}} }';
    const main = `package main\nimport "github.com/urfave/cli/v3"\n${body}`;
    const { environment: found, flags } = await inspectGo(codeTree({ ...MOD, "main.go": main }, ""));
    expect(found.map(({ name, required, message }) => [name, required, message])).toEqual([
      ["A", true, "The key"],
      ["B", true, "The key"],
      ["C", false, null],
    ]);
    expect(flags.map(({ name, short, takesValue }) => [name, short, takesValue])).toEqual([
      ["--key", "-k", true],
      ["--on", null, false],
    ]);
  });
});
