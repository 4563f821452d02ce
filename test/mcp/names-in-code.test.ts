import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { environmentNamesIn } from "../../src/mcp/names-in-code.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "names-in-code-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

it("finds what the package's own JavaScript reads, sorted", async () => {
  await write("index.js", "process.env.FOO_TOKEN; process.env['BAR_KEY']; process.env.FOO_TOKEN");
  await write("dist/a.mjs", 'const { env } = process; env.DEEP_SECRET; process?.env?.["x"]');
  await write("dist/b.cjs", "process.env[name]; process.env.lower; myenvironment.NOT_THIS");
  expect(await environmentNamesIn(folder)).toEqual(["BAR_KEY", "DEEP_SECRET", "FOO_TOKEN"]);
});

it("looks neither at dependencies nor at other files, and into no circle of links", async () => {
  await write("node_modules/other/index.js", "process.env.THEIR_KEY");
  await write("README.md", "process.env.READ_KEY");
  await write("index.js", "process.env.MY_KEY");
  await symlink(".", join(folder, "again"));
  expect(await environmentNamesIn(folder)).toEqual(["MY_KEY"]);
});

it("finds nothing where there is no such folder", async () => {
  expect(await environmentNamesIn(join(folder, "none"))).toEqual([]);
});

it("finds what the package's own Python reads", async () => {
  await write(
    "app.py",
    `import os
A = os.environ["A_KEY"]
B = os.environ.get('B_KEY', "no DEFAULT_KEY")
C = os.getenv(
    "C_KEY"
)
D = environ.pop("D_KEY"); os.environ["lower"]; os.environ[NAME]; my_environment["NOT_THIS"]
`,
  );
  await write(
    "sub/settings.py",
    `class Settings(BaseSettings):
    e: str = Field(..., env="E_KEY")
    f: str = Field(alias='F_KEY')
    g: str = Field(validation_alias=AliasChoices("G_KEY", "G_TOKEN"))
    h: str = Field(validation_alias="H_KEY", alias="camelCase")
@click.option("--token", envvar="I_TOKEN")
`,
  );
  await write("sub/settings.pyc", 'os.environ["COMPILED"]');
  const found = ["A", "B", "C", "D", "E", "F", "G", "H"].map((letter) => `${letter}_KEY`);
  expect(await environmentNamesIn(folder)).toEqual([...found, "G_TOKEN", "I_TOKEN"].sort());
});

it("finds what a Python module of one file reads, and nothing of those beside it", async () => {
  await write("server.py", 'os.environ["MY_KEY"]');
  await write("other.py", 'os.environ["THEIR_KEY"]');
  expect(await environmentNamesIn(join(folder, "server"))).toEqual(["MY_KEY"]);
});
