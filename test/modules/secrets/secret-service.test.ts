import { mkdir } from "node:fs/promises";
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

// A real Secret Service: GNOME Keyring on a session bus of the test's own.

const count = 12;
const numbers = [...Array(count).keys()];

describeNix("with Nix", () =>
  describeWith(
    ["secret-tool", "gnome-keyring-daemon", "dbus-daemon"],
    "secrets of the Secret Service",
    () => {
      let folder: string;
      let env: Record<string, string>;
      let bus: ReturnType<typeof start>;
      let keyring: ReturnType<typeof start>;
      let wrappers: Record<"all" | "some" | "locked", string>;

      beforeAll(async () => {
        folder = await testFolder();
        await mkdir(join(folder, "run"), { mode: 0o700 });
        env = {
          HOME: folder,
          PATH: process.env.PATH!,
          XDG_RUNTIME_DIR: join(folder, "run"),
          DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/run/bus`,
        };
        bus = start(
          "dbus-daemon",
          ["--session", "--nofork", `--address=${env.DBUS_SESSION_BUS_ADDRESS}`],
          "",
        );
        keyring = start(
          "gnome-keyring-daemon",
          ["--foreground", "--unlock", "--components=secrets"],
          "login password",
        );
        await untilAnswers();
        const secret = (index: number) => ({
          secretService: { service: "mcp é", key: `${index}` },
          exact: true,
        });
        wrappers = await buildWrappers({
          all: { secrets: Object.fromEntries(numbers.map((index) => [`S${index}`, secret(index)])) },
          some: {
            secrets: {
              GOOD: { secretService: { service: "mcp é", key: "0" } },
              NONE: { secretService: { service: "mcp", key: "no such" } },
            },
          },
          locked: { secrets: { S: { secretService: { service: "mcp é", key: "0" }, timeout: 2 } } },
        });
      });
      afterAll(async () => {
        keyring.kill("SIGKILL");
        bus.kill();
        await Promise.all([keyring, bus]);
        await removeFolder(folder);
      });

      function start(program: string, args: readonly string[], input: string) {
        return execa(program, args, {
          env,
          extendEnv: false,
          reject: false,
          input,
          stdout: "ignore",
          stderr: "ignore",
        });
      }

      async function untilAnswers(): Promise<void> {
        const deadline = Date.now() + 15_000;
        for (;;) {
          const answer = await execa("secret-tool", ["store", "--label=ready", "test", "ready"], {
            env,
            extendEnv: false,
            reject: false,
            input: "ready",
            timeout: 3000,
          });
          if (answer.exitCode === 0) return;
          if (Date.now() > deadline) throw new Error(`the keyring does not answer: ${answer.stderr}`);
          await new Promise((done) => setTimeout(done, 100));
        }
      }

      const store = (key: string, value: Buffer) =>
        execa("secret-tool", ["store", "--label=test", "service", "mcp é", "key", key], {
          env: { ...env, LC_ALL: "C.UTF-8" },
          extendEnv: false,
          input: value,
        });

      it("arrive byte for byte", async () => {
        const limit = pLimit(2);
        await fc.assert(
          fc.asyncProperty(batch(secretBytes(), count), async (values) => {
            await Promise.all(values.map((value, index) => limit(() => store(`${index}`, value))));
            // The runtime folder alone is enough to find the bus.
            const { HOME, PATH, XDG_RUNTIME_DIR } = env as Record<
              "HOME" | "PATH" | "XDG_RUNTIME_DIR",
              string
            >;
            const result = await run([entry(wrappers.all, "all")], { HOME, PATH, XDG_RUNTIME_DIR });
            const environment = result.environment();
            for (const [index, value] of values.entries())
              expectBytes(environment.get(`S${index}`), value, `S${index}`);
          }),
          { numRuns: 3 },
        );
      });

      it("that are not there, or no service, are told with the command that stores them", async () => {
        await store("0", Buffer.from("x"));
        const result = await run([checkSecrets(wrappers.some, "some")], env);
        expect(resultLines(result)).toEqual([
          ["GOOD", "secretService", "ok"],
          [
            "NONE",
            "secretService",
            "failed",
            "no item has these attributes; to provide it: secret-tool store --label='NONE' 'key' 'no such' 'service' 'mcp'",
          ],
        ]);
        expect(result.exitCode).toBe(78);
        const nowhere = await run([entry(wrappers.locked, "locked")], {
          PATH: env.PATH!,
          HOME: folder,
          XDG_RUNTIME_DIR: folder,
        });
        expect(nowhere.exitCode).toBe(78);
        expect(nowhere.stderr).toContain("there is no session bus");
      });

      it("behind a locked keyring fail within the time limit, and no program stays behind", async () => {
        await store("0", Buffer.from("behind the lock"));
        await execa(
          "dbus-send",
          [
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
          ],
          { env, extendEnv: false },
        );
        const started = Date.now();
        const result = await run([entry(wrappers.locked, "locked")], env);
        expect(Date.now() - started).toBeLessThan(8000);
        expect(result.exitCode).toBe(78);
        expect(result.stderr).toMatch(/S \(secretService\) is missing: /);
        const left = await execa("ps", ["-eo", "args"]);
        expect(left.stdout.split("\n").filter((line) => line.startsWith("secret-tool lookup"))).toEqual([]);
      });
    },
  ),
);
