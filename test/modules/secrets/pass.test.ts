import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import pLimit from "p-limit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { batch, expectBytes, secretBytes } from "../wrapper/support/bytes.ts";
import { removeFolder, testFolder } from "../wrapper/support/folder.ts";
import { describeWith } from "../wrapper/support/programs.ts";
import { buildWrappers, checkSecrets, entry, resultLines, run } from "../wrapper/support/wrappers.ts";

// The real pass, with a real key of gpg's that has no passphrase.

const count = 12;
const numbers = [...Array(count).keys()];

describeNix("with Nix", () =>
  describeWith(["pass", "gpg", "gpgconf"], "secrets of pass", () => {
    let folder: string;
    let env: Record<string, string>;
    let wrappers: Record<"whole" | "first" | "odd" | "traced", string>;

    beforeAll(async () => {
      folder = await testFolder();
      env = { HOME: folder, PATH: process.env.PATH!, GNUPGHOME: join(folder, "g") };
      await mkdir(env.GNUPGHOME!, { mode: 0o700 });
      await chmod(env.GNUPGHOME!, 0o700);
      const key = ["--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "test@example.org"];
      await execa("gpg", [...key, "future-default", "default", "never"], { env, extendEnv: false });
      await execa("pass", ["init", "test@example.org"], { env, extendEnv: false });
      wrappers = await buildWrappers({
        whole: {
          secrets: Object.fromEntries(
            numbers.map((index) => [
              `S${index}`,
              { pass: { entry: `mcp/${index}`, line: "all" }, exact: true },
            ]),
          ),
        },
        first: {
          secrets: Object.fromEntries(numbers.map((index) => [`S${index}`, { pass: `mcp/${index}` }])),
        },
        odd: {
          secrets: {
            LINE3: { pass: { entry: "odd/a b", line: 3 } },
            LAST: { pass: { entry: "odd/a b", line: 4 }, optional: true },
            STORE: { pass: { entry: "x", store: "~/elsewhere" } },
            NONE: { pass: "no/such" },
          },
        },
        traced: { secrets: { S: { pass: "mcp/0" } } },
      });
    });
    afterAll(async () => {
      await execa("gpgconf", ["--kill", "all"], { env, extendEnv: false });
      await removeFolder(folder);
    });

    const store = (name: string, value: Buffer, more: Record<string, string> = {}) =>
      execa("pass", ["insert", "--multiline", "--force", name], {
        env: { ...env, ...more },
        extendEnv: false,
        input: value,
      });

    it("arrive byte for byte, whole or the first line of them", async () => {
      // An empty line is no secret.
      const beginning = secretBytes().filter((value) => value[0] !== 10);
      const limit = pLimit(2);
      await fc.assert(
        fc.asyncProperty(batch(beginning, count), async (values) => {
          await Promise.all(values.map((value, index) => limit(() => store(`mcp/${index}`, value))));
          const whole = (await run([entry(wrappers.whole, "whole")], env)).environment();
          const first = (await run([entry(wrappers.first, "first")], env)).environment();
          for (const [index, value] of values.entries()) {
            expectBytes(whole.get(`S${index}`), value, `S${index}`);
            const newline = value.indexOf(10);
            expectBytes(
              first.get(`S${index}`),
              newline === -1 ? value : value.subarray(0, newline),
              `S${index}`,
            );
          }
        }),
        { numRuns: 2 },
      );
    });

    it("may be a line of an entry, of another store, and say what is missing", async () => {
      await store("odd/a b", Buffer.from("one\ntwo\nthree\n"));
      const elsewhere = { PASSWORD_STORE_DIR: join(folder, "elsewhere") };
      await execa("pass", ["init", "test@example.org"], { env: { ...env, ...elsewhere }, extendEnv: false });
      await store("x", Buffer.from("other"), elsewhere);
      const checked = await run([checkSecrets(wrappers.odd, "odd")], env);
      const lines = new Map(resultLines(checked).map((fields) => [fields[0], fields]));
      expect(lines.get("LINE3")).toEqual(["LINE3", "pass", "ok"]);
      expect(lines.get("STORE")).toEqual(["STORE", "pass", "ok"]);
      expect(lines.get("LAST")?.[3]).toContain("no line 4 (optional)");
      expect(lines.get("NONE")?.[3]).toBe(
        "pass failed (exit code 1): Error: no/such is not in the password store.; to provide it: pass insert 'no/such'",
      );
      expect(checked.exitCode).toBe(78);
    });

    it("stay out of the trace that the surroundings ask pass' own shell for", async () => {
      await store("mcp/0", Buffer.from("recognisable-value"));
      const trace = { SHELLOPTS: "xtrace", BASH_XTRACEFD: "2", PS4: "+ " };
      const result = await run([entry(wrappers.traced, "traced")], { ...env, ...trace });
      expect(result.environment().get("S")?.toString()).toBe("recognisable-value");
      expect(result.stderr).toBe("");
      // Without our doing it would be there: pass is a bash script.
      const bare = await execa("pass", ["show", "mcp/0"], { env: { ...env, ...trace }, extendEnv: false });
      expect(bare.stderr).toContain("+ ");
    });

    it("fail with gpg's own word when the key is gone", async () => {
      await store("mcp/0", Buffer.from("recognisable-value"));
      const other = join(folder, "h");
      await mkdir(other, { mode: 0o700 });
      const result = await run([entry(wrappers.traced, "traced")], {
        ...env,
        GNUPGHOME: other,
        PASSWORD_STORE_DIR: join(folder, ".password-store"),
      });
      expect(result.exitCode).toBe(78);
      expect(result.stderr).toMatch(
        /S \(pass\) is missing: pass failed \(exit code \d+\): gpg: .*\n.*pass insert 'mcp\/0'/,
      );
    });
  }),
);
