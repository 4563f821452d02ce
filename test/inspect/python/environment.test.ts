import { describe, expect, it } from "vitest";
import { inspectPython } from "../../../src/inspect/python/inspect.ts";
import { codeTree } from "../../support/code-tree.ts";

async function environment(main: string, others: Readonly<Record<string, string>> = {}) {
  const tree = codeTree({ "srv/__init__.py": "", "srv/main.py": main, ...others }, "srv.main:main");
  return (await inspectPython(tree)).environment;
}

async function names(main: string, others: Readonly<Record<string, string>> = {}) {
  return (await environment(main, others)).map(({ name }) => name);
}

describe("variables that functions read", () => {
  it.each([
    ["a subscript", 'import os\nx = os.environ["A_KEY"]', ["A_KEY"]],
    ["a renamed import", 'from os import environ as e, getenv\nx = e.get("A")\ny = getenv("B")', ["A", "B"]],
    ["another name for the environment", 'import os\nenv = os.environ.copy()\nx = env.get("A")', ["A"]],
    ["a test for it", 'import os\nx = "A" in os.environ', ["A"]],
    [
      "concatenation, and constants",
      'import os\nP = "A_"\nx = os.getenv(P + "B")\ny = os.getenv(f"{P}C")',
      ["A_B", "A_C"],
    ],
    ["a loop", 'import os\nfor n in ("A", "B"):\n    print(os.environ.get(n))', ["A", "B"]],
    ["a comprehension", 'import os\nx = {n: os.getenv(n) for n in ["A", "B"]}', ["A", "B"]],
    ["a module that is imported by name", '__import__("os").environ.get("A")', ["A"]],
    ["decouple", 'from decouple import config\nx = config("A", default="1")', ["A"]],
    [
      "environs",
      'from environs import Env\nenv = Env()\nenv.read_env()\nx = env.int("A", 1)\ny = env("B")',
      ["A", "B"],
    ],
    [
      "an environment that is handed over",
      'import os\ndef load(env):\n    return env.get("A")\nload(os.environ)',
      ["A"],
    ],
  ])("%s", async (_what, code, expected) => {
    expect(await names(code)).toEqual(expected);
  });

  it.each([
    ["one that is set", 'import os\nos.environ["A"] = "1"\ndel os.environ["B"]'],
    ["a dict's key", 'settings = {}\nx = settings.get("A")'],
    ["a method of something else", 'import cache\nx = cache.environ.get("A")'],
    ["what the system sets", 'import os\nx = os.environ["HOME"]\ny = os.getenv("TMPDIR")'],
    ["a name that is computed", "import os\nx = os.getenv(input())"],
  ])("not %s", async (_what, code) => {
    expect(await names(code)).toEqual([]);
  });

  it("finds the names that a helper is called with, through modules and a second helper", async () => {
    const found = await environment(
      'from .config import flag\nfrom . import config\nA = flag("A")\nB = config.number("B", 5)\n',
      {
        "srv/config.py": [
          "import os",
          "def read(name, default=None):",
          "    return os.getenv(name, default)",
          "def flag(name):",
          "    return read(name) == '1'",
          "def number(name, default):",
          "    raw = os.environ.get(name)",
          "    if not raw:",
          "        return default",
          "    return int(raw)",
        ].join("\n"),
      },
    );
    expect(found.map(({ name, default: otherwise }) => [name, otherwise])).toEqual([
      ["A", null],
      ["B", "5"],
    ]);
  });

  it("evaluates what two callers give together", async () => {
    const code =
      'import os\ndef login(prefix, user):\n    return os.getenv(f"{prefix}_{user}")\nlogin("ONE", "A")\nlogin(user="B", prefix="TWO")';
    expect(await names(code)).toEqual(["ONE_A", "TWO_B"]);
  });
});

describe("what becomes of one that is missing", () => {
  it.each([
    ["a subscript", 'import os\nx = os.environ["A"]', true, null],
    [
      "a subscript whose error is caught",
      'import os\ntry:\n    x = os.environ["A"]\nexcept KeyError:\n    x = ""',
      false,
      null,
    ],
    [
      "an error",
      'import os\nx = os.getenv("A")\nif not x:\n    raise ValueError("Set A first")',
      true,
      "Set A first",
    ],
    [
      "an exit",
      'import os, sys\nx = os.environ.get("A", "").strip()\nif x == "":\n    print("A is missing")\n    sys.exit(1)',
      true,
      "A is missing",
    ],
    [
      "one of several",
      'import os\na = os.getenv("A")\nb = b""\nif not a or not b:\n    raise ValueError("A and B")',
      true,
      "A and B",
    ],
    [
      "any of several will do",
      'import os\na = os.getenv("A")\nb = os.getenv("A2")\nif not a and not b:\n    raise ValueError("no")',
      false,
      null,
    ],
    [
      "all of them or none",
      'import os\na = os.getenv("A")\nb = 1\nif not a and not b:\n    pass\nif not all([a, b]):\n    raise SystemExit("A!")',
      true,
      "A!",
    ],
    ["a walrus", 'import os\nif not (a := os.getenv("A")):\n    raise SystemExit("A?")', true, "A?"],
    ["a default", 'import os\na = os.getenv("A", "x")\nif not a:\n    raise SystemExit("A?")', false, "A?"],
    [
      "a list of missing ones",
      'import os\nmissing = [n for n in ["A"] if not os.getenv(n)]\nif missing:\n    raise ValueError("A has to be set")',
      true,
      "A has to be set",
    ],
    [
      "in another's branch",
      'import os\nif mode == "oauth":\n    a = os.getenv("A")\n    if not a:\n        raise SystemExit("A?")',
      false,
      "A?",
    ],
    [
      "after an early return",
      'import os\ndef load(mode):\n    if mode in {"", "default"}:\n        return None\n    a = os.getenv("A")\n    if not a:\n        raise SystemExit("A?")',
      false,
      "A?",
    ],
    [
      "what is made once",
      'import os\nclient = None\ndef get():\n    global client\n    if client is None:\n        a = os.getenv("A")\n        if not a:\n            raise SystemExit("A?")\n        client = make(a)\n    return client',
      true,
      "A?",
    ],
    ["something in its stead", 'import os\nx = os.getenv("A") or "x"', false, null],
  ])("%s", async (_what, code, required, message) => {
    const [found] = await environment(code);
    expect(found).toMatchObject({ name: "A", required, message });
  });

  it("takes a secret from a name, and none from the name of a place or a number", async () => {
    const read = (
      await environment(
        'import os\nfor n in ["API_KEY", "A_TOKEN", "A_TOKEN_FILE", "MAX_TOKENS", "DB_PASSWORD", "KEYBOARD", "KEY_ID"]:\n    os.getenv(n)',
      )
    ).filter(({ secret }) => secret);
    expect(read.map(({ name }) => name)).toEqual(["API_KEY", "A_TOKEN", "DB_PASSWORD"]);
  });

  it("says where, and what else of the code names it", async () => {
    const [found] = await environment(
      'import os\nx = os.getenv("A_B")\n\nprint("A_B is not set; using A_BC")\n',
    );
    expect(found).toEqual({
      name: "A_B",
      required: false,
      secret: false,
      default: null,
      message: "A_B is not set; using A_BC",
      places: [{ file: "srv/main.py", line: 2 }],
    });
  });
});

describe("pydantic's settings", () => {
  it("reads fields with prefix, aliases, defaults and nested models", async () => {
    const found = await environment(
      [
        "from typing import Annotated, ClassVar",
        "from pydantic import AliasChoices, BaseModel, Field, SecretStr",
        "from pydantic_settings import BaseSettings, SettingsConfigDict",
        "class Db(BaseModel):",
        "    host: str",
        "    port: int = 5432",
        "class Base(BaseSettings):",
        "    url: str",
        "class Settings(Base):",
        '    model_config = SettingsConfigDict(env_prefix="APP_", env_nested_delimiter="__")',
        "    login: SecretStr",
        '    mode: str = "fast"',
        '    region: str | None = Field(default=None, validation_alias="REGION", description="Where")',
        '    many: str = Field(..., validation_alias=AliasChoices("ONE", "TWO"))',
        "    db: Db = Db(host='x')",
        "    KINDS: ClassVar[list] = []",
        "    _hidden: int = 1",
        "settings = Settings()",
      ].join("\n"),
    );
    expect(
      found.map(({ name, required, default: otherwise, secret }) => [name, required, otherwise, secret]),
    ).toEqual([
      ["APP_DB__HOST", false, null, false],
      ["APP_DB__PORT", false, "5432", false],
      ["APP_LOGIN", true, null, true],
      ["APP_MODE", false, "fast", false],
      ["APP_URL", true, null, false],
      ["ONE", true, null, false],
      ["REGION", false, null, false],
      ["TWO", true, null, false],
    ]);
    expect(found.find(({ name }) => name === "REGION")?.message).toBe("Where");
  });

  it("reads click's variables with the option's help", async () => {
    const code =
      'import click\n@click.command()\n@click.option("--key", envvar=["A", "B"], required=True, help="The key")\ndef main(key): pass';
    expect((await environment(code)).map(({ name, required, message }) => [name, required, message])).toEqual(
      [
        ["A", true, "The key"],
        ["B", true, "The key"],
      ],
    );
  });
});
