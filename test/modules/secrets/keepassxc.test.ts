import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { batch, secretText } from "../wrapper/support/bytes.ts";
import { removeFolder, testFolder, writeSecret } from "../wrapper/support/folder.ts";
import { describeWith } from "../wrapper/support/programs.ts";
import { buildWrappers, checkSecrets, entry, resultLines, run } from "../wrapper/support/wrappers.ts";

// The real keepassxc-cli. A KeePass database holds text, not bytes: any that XML can have.

const count = 8;
const password = "master pässword";
const keys = [...Array(count).keys()].map((index) => `S${index}`);

describeNix("with Nix", () =>
  describeWith(["keepassxc-cli"], "secrets of KeePassXC", () => {
    let folder: string;
    let env: Record<string, string>;
    let wrappers: Record<"all" | "ways", string>;

    beforeAll(async () => {
      folder = await testFolder();
      env = { HOME: folder, PATH: process.env.PATH! };
      await writeSecret(join(folder, "master"), `${password}\nnot this\n`);
      const database = "~/x.kdbx";
      const passwordCommand = ["cat", `${folder}/master`];
      wrappers = await buildWrappers({
        all: {
          secrets: Object.fromEntries(
            keys.map((key) => [key, { keepassxc: { entry: `Group é/${key}`, database, passwordCommand } }]),
          ),
        },
        ways: {
          secretTimeout: 5,
          secrets: {
            USER: { keepassxc: { entry: "a", database, attribute: "UserName", passwordCommand } },
            NONE: { keepassxc: { entry: "no such", database, passwordCommand } },
            FILE: { keepassxc: { entry: "a", database: "~/gone.kdbx", passwordCommand } },
            KEY: { keepassxc: { entry: "a", database: "~/key.kdbx", keyFile: "~/key", noPassword: true } },
            LOCKED: { keepassxc: { entry: "a", database: "~/key.kdbx" } },
            WRONG: { keepassxc: { entry: "a", database, passwordCommand: ["echo", "wrong-password"] } },
            FAILS: {
              keepassxc: {
                entry: "a",
                database: "$HOME/x.kdbx",
                passwordCommand: ["sh", "-c", "echo hunter2 >&2; false"],
              },
            },
          },
        },
      });
    });
    afterAll(() => removeFolder(folder));

    async function importXml(
      xml: string,
      database: string,
      key: readonly string[],
      input: string,
    ): Promise<void> {
      const file = join(folder, "x.xml");
      await writeFile(file, xml);
      const path = join(folder, database);
      await removeFolder(path);
      await execa("keepassxc-cli", ["import", "--quiet", "--decryption-time", "100", ...key, file, path], {
        env: { ...env, LC_ALL: "C.UTF-8" },
        extendEnv: false,
        input,
      });
    }

    it("are the text that the database holds", async () => {
      await fc.assert(
        fc.asyncProperty(batch(secretText(), count), async (values) => {
          await importXml(
            xmlOf(
              "Group é",
              keys.map((key, index) => [key, values[index]!]),
            ),
            "x.kdbx",
            ["--set-password"],
            `${password}\n${password}\n`,
          );
          const result = await run([entry(wrappers.all, "all")], { ...env, LC_ALL: "C" });
          const environment = result.environment();
          for (const [index, key] of keys.entries())
            expect(`${key}:${environment.get(key)?.toString()}`).toBe(`${key}:${values[index]}`);
        }),
        { numRuns: 2 },
      );
    });

    it("come by attribute and key file, and say what is missing", async () => {
      await importXml(
        xmlOf("", [["a", "value"]]),
        "x.kdbx",
        ["--set-password"],
        `${password}\n${password}\n`,
      );
      await importXml(xmlOf("", [["a", "by key"]]), "key.kdbx", ["--set-key-file", join(folder, "key")], "");
      const result = await run([checkSecrets(wrappers.ways, "ways")], env);
      const lines = new Map(resultLines(result).map((fields) => [fields[0], fields]));
      expect(lines.get("USER")).toEqual(["USER", "keepassxc", "ok"]);
      expect(lines.get("KEY")).toEqual(["KEY", "keepassxc", "ok"]);
      expect(lines.get("NONE")?.[3]).toContain("Could not find entry with path no such.");
      expect(lines.get("NONE")?.[3]).toContain(
        "; to provide it: keepassxc-cli add --password-prompt '~/x.kdbx' 'no such'",
      );
      expect(lines.get("FILE")?.[3]).toContain(`there is no database ${folder}/gone.kdbx`);
      expect(lines.get("LOCKED")?.[3]).toContain("there is no terminal, nor is there an askpass program");
      expect(lines.get("FAILS")?.[3]).toContain("passwordCommand: sh failed (exit code 1)");
      for (const hidden of ["hunter2", "wrong-password", password, "by key"])
        expect(`${result.stdout}${result.stderr}`).not.toContain(hidden);
    });

    it("are opened with what an askpass program answers, asked once", async () => {
      const locked = await buildWrappers({
        asked: {
          secrets: {
            A: { keepassxc: { entry: "a", database: "~/x.kdbx" } },
            B: { keepassxc: { entry: "a", database: "~/x.kdbx", attribute: "UserName" } },
          },
        },
      });
      const askpass = join(folder, "askpass");
      await writeFile(askpass, `#!/bin/sh\necho "$1" >> ${folder}/asked\nhead -n1 ${folder}/master\n`, {
        mode: 0o755,
      });
      const result = await run([entry(locked.asked, "asked")], { ...env, SSH_ASKPASS: askpass });
      expect(result.stderr).toBe("");
      expect(result.environment().get("A")?.toString()).toBe("value");
      expect(result.environment().get("B")?.toString()).toBe("somebody");
      const asked = await execa("cat", [join(folder, "asked")]);
      expect(asked.stdout).toBe("mcp-asked: password of x.kdbx");
    });
  }),
);

/** KeePass' XML with one group (or none) of entries: title, password. */
function xmlOf(group: string, entries: readonly (readonly [string, string])[]): string {
  const text = (value: string) =>
    [...value]
      .map((character) => (/[A-Za-z0-9 ]/.test(character) ? character : `&#${character.codePointAt(0)};`))
      .join("");
  const field = (key: string, value: string) =>
    `<String><Key>${key}</Key><Value>${text(value)}</Value></String>`;
  const all = entries
    .map(([title, value], index) => {
      const id = Buffer.alloc(16, index + 1).toString("base64");
      return `<Entry><UUID>${id}</UUID>${field("Title", title)}${field("UserName", "somebody")}${field("Password", value)}</Entry>`;
    })
    .join("");
  const id = Buffer.alloc(16, 200).toString("base64");
  const inner = group === "" ? all : `<Group><UUID>${id}</UUID><Name>${group}</Name>${all}</Group>`;
  const root = Buffer.alloc(16, 201).toString("base64");
  return `<?xml version="1.0" encoding="UTF-8"?><KeePassFile><Meta></Meta><Root><Group><UUID>${root}</UUID><Name>Root</Name>${inner}</Group></Root></KeePassFile>`;
}
