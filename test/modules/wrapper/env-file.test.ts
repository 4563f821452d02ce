import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { expectBytes, secretBytes } from "./support/bytes.ts";
import { removeFolder, testFolder, writeSecret } from "./support/folder.ts";
import { buildWrappers, checkSecrets, entry, type Run, resultLines, run } from "./support/wrappers.ts";

// The grammar of env files, as modules/wrapper/README.md tells it.

const count = 16;
const keys = [...Array(count).keys()].map((index) => `K${index}`);

describeNix("env files", () => {
  let folder: string;
  let file: string;
  let wrappers: Record<"all" | "one", string>;

  beforeAll(async () => {
    folder = await testFolder();
    file = join(folder, "x.env");
    wrappers = await buildWrappers({
      all: { secrets: Object.fromEntries(keys.map((key) => [key, { envFile: "~/x.env", optional: true }])) },
      one: { secrets: { A: { envFile: { path: "$HOME/x.env", key: "KEY" } } } },
    });
  });
  afterAll(() => removeFolder(folder));

  async function read(text: Buffer | string): Promise<Run> {
    await writeSecret(file, text);
    return run([entry(wrappers.one, "one")], { HOME: folder });
  }

  async function valueIn(text: Buffer | string): Promise<string> {
    const result = await read(text);
    expect(result.stderr).toBe("");
    return result.environment().get("A")!.toString("latin1");
  }

  it("bring any bytes, however they are quoted", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ value: secretBytes(), style: fc.constantFrom(...styles), before: filler, end }),
          {
            minLength: count,
            maxLength: count,
          },
        ),
        async (entries) => {
          const lines = entries.flatMap(({ value, style, before, end }, index) => [
            Buffer.from(before),
            Buffer.from(`K${index}=`),
            style(value),
            Buffer.from(end),
          ]);
          await writeSecret(file, Buffer.concat(lines));
          const result = await run([entry(wrappers.all, "all")], { HOME: folder });
          const environment = result.environment();
          expect(result.stderr).toBe("");
          for (const [index, { value }] of entries.entries())
            expectBytes(environment.get(`K${index}`), value, `K${index}`);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(["KEY=", "KEY= # nothing", "KEY=''"])("%j is no secret", async (text) => {
    const result = await read(text);
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toContain("mcp-one: A (envFile) is missing: it is empty\n");
  });

  it("of thousands of lines are read in no time", async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `OTHER_${index}="some value of ${index}"`);
    const began = performance.now();
    expect(await valueIn([...lines, "KEY='the\nlast'"].join("\n"))).toBe("the\nlast");
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it.each([
    ["KEY=abc", "abc"],
    ["KEY=abc\n", "abc"],
    ["KEY=abc\r\nB=1\r\n", "abc"],
    ["\ufeffKEY=abc", "abc"],
    ["  KEY  =  abc  ", "abc"],
    ["export KEY=abc", "abc"],
    ["export\tKEY=abc", "abc"],
    ["exported=1\nKEY=abc", "abc"],
    ["# KEY=no\n; KEY=no\n\n  # more\nKEY=abc # a comment", "abc"],
    ["KEY=a#b", "a#b"],
    ["KEY=#b", "#b"],
    ["KEY=a  b\tc  ", "a  b\tc"],
    ["KEY='a b # c'  # d", "a b # c"],
    ["KEY='it'\\''s'", "it's"],
    [`KEY="a"'b'c`, "abc"],
    ["KEY=a\\ b\\\\c\\ ", "a b\\c "],
    ["KEY=a\\\nb", "ab"],
    ['KEY="a\\\nb"', "ab"],
    ['KEY="a\nb"\nB=1', "a\nb"],
    ["KEY='a\nb'\nB=1", "a\nb"],
    ['KEY="a\\nb\\tc\\rd"', "a\nb\tc\rd"],
    ['KEY="\\"\\\\\\$\\`"', '"\\$`'],
    ['KEY="C:\\dir\\x"', "C:\\dir\\x"],
    ["KEY='\\n$HOME`id`'", "\\n$HOME`id`"],
    ["KEY=$HOME`id`", "$HOME`id`"],
    ["KEY=1\nKEY=2", "2"],
    ["KEY=a=b==", "a=b=="],
    ['OTHER="\nKEY=no\n"\nKEY=abc', "abc"],
    ["dotted.name-x=1\nKEY=abc", "abc"],
    ["KEY=a\\", "a"],
    ['KEY="a\r\nb"', "a\r\nb"],
    ["KEY='x\n'", "x\n"],
  ])("%j", async (text, value) => {
    const result = await read(text);
    expect(result.stderr.replace(/^.*is empty\n/, "")).toBe("");
    expect(result.environment().get("A")?.toString()).toBe(value);
  });

  it.each([
    ["A=1\nnonsense s3cr3t\nKEY=1", 2],
    ["A=1\n\n=s3cr3t\nKEY=1", 3],
    ["A='one\ntwo'\n1KEY=s3cr3t", 3],
    ["A=\\\n1\nB C=s3cr3t", 3],
    ["# x\nKEY='s3cr3t\nmore\n", 2],
    ['A=1\nKEY="s3cr3t\nmore\n', 2],
    ['A="\n\\\n"\nKEY="s3cr3t', 4],
  ])("%j fails at line %d and shows nothing of it", async (text, line) => {
    const result = await read(text);
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toContain(`${file}, line ${line}: `);
    expect(result.stderr).not.toContain("s3cr3t");
  });

  it("that are missing, cannot be read, hold a NUL or lack the key say so, and how to mend it", async () => {
    const missing = await read("B=1\n");
    expect(missing.stderr).toContain(`A (envFile) is missing: ${file} does not set KEY`);
    expect(missing.stderr).toContain(`to provide it: put a line KEY=… into ${file}`);
    expect((await read("KEY=a\0b")).stderr).toContain(`${file}: it holds a NUL byte`);
    await removeFolder(file);
    const gone = await run([checkSecrets(wrappers.one, "one")], { HOME: folder });
    expect(resultLines(gone)[0]!.slice(0, 3)).toEqual(["A", "envFile", "failed"]);
    expect(resultLines(gone)[0]![3]).toContain(`there is no file ${file}`);
  });

  it("of more than 1 MB are refused", async () => {
    const result = await read(`KEY=s3cr3t\n${"#".repeat(1_048_576)}\n`);
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toContain(`${file}: it has more than 1048576 bytes`);
  });

  it("mean the same where a line is taken at once and where it is taken apart", async () => {
    for (const [plain, odd] of [
      ["KEY=a b # c", "KEY =a b # c"],
      ["export KEY=a#b\t#c", "export  KEY=a#b\t#c"],
      ["KEY='it\" \\n'", "KEY=''it\\\"\\ '\\n'"],
      ['KEY="a\'b # c"', 'KEY="a\'b # c"""'],
      ["KEY=x  \nOTHER=y", "KEY=x \\\n \nOTHER=y"],
    ])
      for (const end of ["", "\n", "\r\n"])
        expect(await valueIn(`# first\n${plain}${end}`)).toBe(await valueIn(`# first\n${odd}${end}`));
  });

  it("may be large, and long values stay whole", async () => {
    const long = "x y\\z".repeat(3000);
    expect(await valueIn(`A=1\nPAD=${"p".repeat(500_000)}\nKEY='${long}'\n`)).toBe(long);
    const written = "\\n\\\\".repeat(5000);
    const started = Date.now();
    expect(await valueIn(`KEY="${written}"\n`)).toBe("\n\\".repeat(5000));
    expect(Date.now() - started).toBeLessThan(3000);
  });
});

/** Byte by byte, each as `write` has it. */
const encode = (value: Buffer, write: (byte: number) => string): Buffer =>
  Buffer.from([...value].map(write).join(""), "latin1");
const character = String.fromCharCode;

const single = (value: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from("'"),
    encode(value, (byte) => (byte === 39 ? "'\\''" : character(byte))),
    Buffer.from("'"),
  ]);
const inDouble = (value: Buffer, named: Record<number, string>): Buffer =>
  Buffer.concat([
    Buffer.from('"'),
    encode(
      value,
      (byte) => named[byte] ?? ('"\\$`'.includes(character(byte)) ? `\\${character(byte)}` : character(byte)),
    ),
    Buffer.from('"'),
  ]);
// As systemd and shells write it, and as dotenv does.
const double = (value: Buffer): Buffer => inDouble(value, {});
const dotenv = (value: Buffer): Buffer => inDouble(value, { 10: "\\n", 13: "\\r", 9: "\\t" });
// Without quotes a newline cannot be had, so that one goes into quotes of its own.
const bare = (value: Buffer): Buffer =>
  encode(value, (byte) =>
    byte === 10 || byte === 13
      ? `'${character(byte)}'`
      : /[A-Za-z0-9\x80-\xff_.-]/.test(character(byte))
        ? character(byte)
        : `\\${character(byte)}`,
  );
const mixed = (value: Buffer): Buffer => {
  const middle = value.length >> 1;
  return Buffer.concat([double(value.subarray(0, middle)), single(value.subarray(middle))]);
};
const styles = [single, double, dotenv, bare, mixed];

const filler = fc.constantFrom(
  "",
  "\n",
  "# it's a \"comment\n",
  "  ",
  "export ",
  "; x\n\n",
  "OTHER='a\nb'\n",
  "K99=1 # c\n",
);
const end = fc.constantFrom("\n", "\r\n", "  \n", " # comment\n", "\n\n");
