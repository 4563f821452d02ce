import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { describeSystemd, type SystemdUser, startSystemdUser } from "../../support/systemd-user.ts";
import { batch, expectBytes, secretBytes, trimmed } from "../wrapper/support/bytes.ts";
import { removeFolder, testFolder, writeSecret } from "../wrapper/support/folder.ts";
import { describeWith } from "../wrapper/support/programs.ts";
import { buildWrappers, checkSecrets, entry, resultLines, run } from "../wrapper/support/wrappers.ts";

const count = 12;
const numbers = [...Array(count).keys()];

describeNix("with Nix", () => {
  describeSystemd("credentials of a real service", () => {
    let folder: string;
    let systemd: SystemdUser;
    let wrappers: Record<"all", string>;
    beforeAll(async () => {
      folder = await testFolder();
      systemd = await startSystemdUser();
      wrappers = await buildWrappers({
        all: {
          secrets: Object.fromEntries(
            numbers.map((index) => [`S${index}`, { systemdCredential: `c-${index}` }]),
          ),
        },
      });
    });
    afterAll(async () => {
      await systemd?.stop();
      await removeFolder(folder);
    });

    it("arrive byte for byte", async () => {
      await fc.assert(
        fc.asyncProperty(batch(secretBytes(), count), async (values) => {
          await Promise.all(values.map((value, index) => writeSecret(join(folder, `${index}`), value)));
          const output = join(folder, "output");
          await removeFolder(output);
          const unit = [
            "[Service]",
            "Type=oneshot",
            ...numbers.map((index) => `LoadCredential=c-${index}:${folder}/${index}`),
            `ExecStart=${entry(wrappers.all, "all")}`,
            `StandardOutput=file:${output}`,
          ];
          await writeFile(join(systemd.unitFolder, "mcp-test.service"), unit.join("\n"));
          await systemd.systemctl("daemon-reload");
          const started = await systemd.systemctl("start", "mcp-test.service");
          expect(started.stderr).toBe("");
          expect(started.exitCode).toBe(0);
          const environment = (await run(["/bin/cat", output], {})).environment();
          for (const [index, value] of values.entries())
            expectBytes(environment.get(`S${index}`), trimmed(value), `S${index}`);
        }),
        { numRuns: 2 },
      );
    });

    it("that are encrypted are loaded by a service where a user's own systemd-creds cannot (before 256)", async () => {
      const file = join(folder, "y.cred");
      await execa("systemd-creds", ["encrypt", "--with-key=host", "--name=y", "-", file], {
        input: "sealed\nvalue",
      });
      await writeFile(join(folder, "systemd-creds"), "#!/bin/sh\necho unrecognized option >&2; exit 1\n", {
        mode: 0o755,
      });
      const { sealed } = await buildWrappers({
        sealed: { secrets: { S: { systemdCredential: { name: "y", file }, timeout: 15 } } },
      });
      const result = await run([entry(sealed, "sealed")], {
        ...systemd.env,
        PATH: `${folder}:${systemd.env.PATH}`,
      });
      expect(result.stderr).toBe("");
      expect(result.environment().get("S")?.toString()).toBe("sealed\nvalue");
    });
  });

  it("credentials out of a credentials folder, or missing", async () => {
    const folder = await testFolder();
    try {
      const wrappers = await buildWrappers({
        some: {
          secrets: {
            GOOD: { systemdCredential: "good" },
            NONE: { systemdCredential: "none" },
            FILE: { systemdCredential: { name: "x", file: "~/gone.cred" } },
          },
        },
      });
      await writeSecret(join(folder, "good"), "value");
      const env = { HOME: folder, PATH: process.env.PATH!, CREDENTIALS_DIRECTORY: folder };
      const lines = resultLines(await run([checkSecrets(wrappers.some, "some")], env));
      expect(lines).toEqual([
        [
          "FILE",
          "systemdCredential",
          "failed",
          expect.stringContaining(`no encrypted credential ${folder}/gone.cred`),
        ],
        ["GOOD", "systemdCredential", "ok"],
        [
          "NONE",
          "systemdCredential",
          "failed",
          expect.stringContaining("give the service LoadCredential=none:/path"),
        ],
      ]);
    } finally {
      await removeFolder(folder);
    }
  });

  describeWith(["systemd-creds", "systemd-run"], "with systemd's programs", () => {
    it("encrypted credentials, through systemd-creds, or with its own word why not", async (context) => {
      const folder = await testFolder();
      try {
        const file = join(folder, "x.cred");
        const root = process.getuid?.() === 0;
        const encrypted = await execa(
          "systemd-creds",
          [...(root ? [] : ["--user"]), "encrypt", "--with-key=host", "--name=x", "-", file],
          { input: "sealed value", reject: false },
        );
        const wrappers = await buildWrappers({
          sealed: { secrets: { S: { systemdCredential: { name: "x", file }, timeout: 10 } } },
          broken: {
            secrets: { S: { systemdCredential: { name: "x", file: join(folder, "broken") }, timeout: 10 } },
          },
        });
        const env = { HOME: folder, PATH: process.env.PATH! };
        await writeSecret(join(folder, "broken"), "bm90IGEgY3JlZGVudGlhbA==\n");
        const broken = await run([entry(wrappers.broken, "broken")], env);
        expect(broken.exitCode).toBe(78);
        expect(broken.stderr).toMatch(
          /systemd-creds failed \(exit code \d+\): .+; and a service of the user's manager could not load it either: .+/,
        );
        if (encrypted.exitCode !== 0) {
          process.stderr.write(
            `NOT CHECKED: systemd-creds cannot encrypt here: ${encrypted.stderr ?? encrypted.shortMessage}\n`,
          );
          context.skip();
        }
        const sealed = await run([entry(wrappers.sealed, "sealed")], env);
        expect(sealed.stderr).toBe("");
        expect(sealed.environment().get("S")?.toString()).toBe("sealed value");
      } finally {
        await removeFolder(folder);
      }
    });
  });
});
