import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { batch, expectBytes, secretBytes, trimmed } from "./support/bytes.ts";
import { removeFolder, testFolder, writeSecret } from "./support/folder.ts";
import { buildWrappers, checkSecrets, entry, resultLines, run } from "./support/wrappers.ts";

// Values byte for byte, through the providers that need no vault.

const count = 24;
const numbers = [...Array(count).keys()];
const secretsOf = (secret: (index: number) => unknown): Record<string, unknown> =>
  Object.fromEntries(numbers.map((index) => [`S${index}`, secret(index)]));
/** Half of them keep a final newline. */
const exact = (index: number): boolean => index % 2 === 1;

describeNix("values", () => {
  let folder: string;
  let wrappers: Record<"file" | "command" | "one" | "cmd", string>;
  const locales = [
    {},
    { LC_ALL: "C.UTF-8" },
    { LC_ALL: "C" },
    { LANG: "en_US.ISO-8859-15" },
    { LC_ALL: "nowhere" },
  ];

  beforeAll(async () => {
    folder = await testFolder();
    await mkdir(join(folder, "s"));
    wrappers = await buildWrappers({
      file: { secrets: secretsOf((index) => ({ file: `$HOME/s/${index}`, exact: exact(index) })) },
      command: {
        secrets: secretsOf((index) => ({
          command: ["sh", "-c", `cat "$HOME/s/${index}"`],
          exact: exact(index),
        })),
      },
      one: { secrets: { S: { file: "~/one" } } },
      cmd: { secrets: { S: { command: ["cat", "/dev/zero"] }, T: { command: ["yes"] } } },
    });
  });
  afterAll(() => removeFolder(folder));

  async function roundTrip(wrapper: "file" | "command", runs: number): Promise<void> {
    await fc.assert(
      fc.asyncProperty(batch(secretBytes(), count), fc.constantFrom(...locales), async (values, locale) => {
        await Promise.all(values.map((value, index) => writeSecret(join(folder, "s", `${index}`), value)));
        const result = await run([entry(wrappers[wrapper], wrapper)], {
          HOME: folder,
          PATH: process.env.PATH!,
          ...(locale as Record<string, string>),
        });
        expect(result.exitCode).toBe(0);
        const environment = result.environment();
        for (const [index, value] of values.entries())
          expectBytes(environment.get(`S${index}`), exact(index) ? value : trimmed(value), `S${index}`);
        for (const name of ["LC_ALL", "LANG"])
          expect(environment.get(name)?.toString()).toBe((locale as Record<string, string>)[name]);
      }),
      { numRuns: runs },
    );
  }

  it("of files", () => roundTrip("file", 25));
  it("of programs", () => roundTrip("command", 8));

  it("of every single byte, and of the longest that execve takes", async () => {
    const all = Buffer.from([...Array(255).keys()].map((byte) => byte + 1));
    // MAX_ARG_STRLEN is 131072 with "S=" and the NUL.
    const longest = Buffer.alloc(131_069, "x");
    for (const value of [all, longest]) {
      await writeSecret(join(folder, "one"), value);
      const result = await run([entry(wrappers.one, "one")], { HOME: folder });
      expectBytes(result.environment().get("S"), value, "S");
    }
  });

  it("that are none, or that cannot be read to their end, keep the server from starting", async () => {
    await writeSecret(join(folder, "one"), "\n");
    const result = await run([entry(wrappers.one, "one")], { HOME: folder });
    expect([result.exitCode, result.stdout.toString()]).toEqual([78, ""]);
    expect(result.stderr).toContain("mcp-one: S (file) is missing: it is empty\n");
    await rm(join(folder, "one"));
    await symlink("/proc/self/mem", join(folder, "one"));
    const broken = await run([entry(wrappers.one, "one")], { HOME: folder });
    expect([broken.exitCode, broken.stdout.toString()]).toEqual([78, ""]);
    expect(broken.stderr).toContain(
      `mcp-one: S (file) is missing: ${folder}/one: it cannot be read to its end (Input/output error)\n`,
    );
    await rm(join(folder, "one"));
  });

  it("with a NUL, or too long for an environment, are refused by name and not repeated", async () => {
    for (const [value, problem] of [
      [Buffer.from("abcdef\0ghi"), "NUL"],
      [Buffer.from("abcdef\0"), "NUL"],
      [Buffer.alloc(131_070, "abcdef"), "131070 bytes"],
      [Buffer.alloc(400_000, "abcdef"), "more than"],
    ] as const) {
      await writeSecret(join(folder, "one"), value);
      const result = await run([entry(wrappers.one, "one")], { HOME: folder });
      expect(result.exitCode).toBe(78);
      expect(result.stderr).toMatch(new RegExp(`^mcp-one: S \\(file\\) is missing: .*${problem}`));
      expect(result.stderr).not.toContain("abc");
    }
  });

  it("that never end are cut off, with the programs that print them", async () => {
    const started = Date.now();
    const result = await run([checkSecrets(wrappers.cmd, "cmd")], { HOME: folder, PATH: process.env.PATH! });
    expect(resultLines(result).map((fields) => fields.slice(0, 3))).toEqual([
      ["S", "command", "failed"],
      ["T", "command", "failed"],
    ]);
    expect(resultLines(result)[0]![3]).toContain("NUL");
    expect(resultLines(result)[1]![3]).toContain("more than 131071 bytes");
    expect(result.exitCode).toBe(78);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});
