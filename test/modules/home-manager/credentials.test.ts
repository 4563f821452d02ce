import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it, type TestContext } from "vitest";
import { nixOrNull } from "../../support/nix.ts";
import { describeSystemd, type SystemdUser } from "../../support/systemd-user.ts";
import { configuration, freePorts } from "./configuration.ts";
import { startWithUnits, stateOf, textOf } from "./running-units.ts";

const secret = "a credential\nof two lines";
const names = [
  "given",
  "folders",
  "unsaid",
  "absent",
  "absentFile",
  "optional",
  "optionalThere",
  "optionalName",
] as const;

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: credentials of services, for want of Nix\n");
else
  describeSystemd("systemd credentials of a service", () => {
    let manager: SystemdUser;
    let folder = "";
    let ports: Record<string, number> = {};

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "credentials-"));
      const free = await freePorts(names.length);
      ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]));
      const server = (name: (typeof names)[number], secrets: string) => `
        servers.${name} = {
          package = http; transport = "http"; port = ${ports[name]}; args = [ "{host}" "{port}" ];
          ${secrets}
          service.settings.StandardError = "append:${folder}/${name}.log";
        };`;
      const key = (file: string) => `systemdCredential = { name = "key"; file = "${file}"; };`;
      manager = await startWithUnits(
        configuration(
          [
            server("given", `secrets.API_KEY.${key(`${folder}/100% of %h/a key.cred`)}`),
            server(
              "folders",
              `secrets.API_KEY.${key("\\${XDG_STATE_HOME}/key.cred")}
               secrets.PLAIN.systemdCredential = { name = "other"; file = "$XDG_CONFIG_HOME/other.cred"; };`,
            ),
            // A path that systemd takes for no path.
            server("unsaid", `secrets.API_KEY.${key(`${folder}/../${folder.split("/").at(-1)}/key.cred`)}`),
            server("absent", `secrets.API_KEY.systemdCredential = "absent";`),
            server("absentFile", `secrets.API_KEY.${key(`${folder}/absent.cred`)}`),
            server("optional", `secrets.API_KEY = { ${key(`${folder}/absent.cred`)} optional = true; };`),
            server("optionalThere", `secrets.API_KEY = { ${key(`${folder}/key.cred`)} optional = true; };`),
            server("optionalName", `secrets.API_KEY = { systemdCredential = "absent"; optional = true; };`),
          ].join(""),
          `xdg.stateHome = "${folder}/st%ate";`,
        ),
      );
      // Without a key of the machine: what is to be seen is the way, not the cipher.
      const encrypt = async (name: string, file: string, input: string) => {
        await mkdir(dirname(file), { recursive: true });
        await execa(
          "systemd-creds",
          [...["encrypt", "--with-key=tpm2-absent", `--name=${name}`, "-", file]],
          { input },
        ).catch(() => writeFile(file, ""));
      };
      for (const file of ["key.cred", "100% of %h/a key.cred", "st%ate/key.cred"])
        await encrypt("key", join(folder, file), secret);
      await encrypt("other", join(manager.env.HOME ?? "", ".config/other.cred"), "another");
      await manager.systemctl("start", "mcp-servers.target");
    });

    afterAll(async () => {
      await manager?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    /** A container whose mounts are private shows a service none of its credentials: that is not ours to judge. */
    const needsCredentials = async (context: TestContext) => {
      await writeFile(join(folder, "probe"), "here");
      const { stdout, stderr } = await execa(
        "systemd-run",
        [
          ...["--user", "--wait", "--pipe", "--quiet", "--collect"],
          ...[
            `--property=LoadCredential=probe:${folder}/probe`,
            "sh",
            "-c",
            'cat "$CREDENTIALS_DIRECTORY/probe"',
          ],
        ],
        { env: manager.env, extendEnv: false, reject: false },
      );
      if (stdout === "here") return;
      process.stderr.write(`NOT CHECKED: systemd credentials, which services do not get here: ${stderr}\n`);
      context.skip("services get no credentials here");
    };
    const seen = async (name: (typeof names)[number]) => (await stateOf(ports[name] ?? 0)).env;
    const outcome = async (name: (typeof names)[number]) => {
      const unit = `mcp-${name}.service`;
      return {
        ...(await manager.show(unit, "ActiveState", "NRestarts", "ExecMainStatus")),
        said: await textOf(join(folder, `${name}.log`)),
      };
    };

    it("an encrypted one reaches the server, whatever its path", async (context) => {
      await needsCredentials(context);
      await expect(seen("given")).resolves.toMatchObject({ API_KEY: secret });
      await expect(seen("unsaid")).resolves.toMatchObject({ API_KEY: secret });
    });

    it("folders are those that Home-Manager and systemd know", async (context) => {
      await needsCredentials(context);
      await expect(seen("folders")).resolves.toMatchObject({ API_KEY: secret, PLAIN: "another" });
    });

    it("one that is not there: the server is not started, and says which", async () => {
      await expect(outcome("absent")).resolves.toEqual({
        ActiveState: "failed",
        NRestarts: "0",
        ExecMainStatus: "78",
        said: expect.stringContaining("API_KEY"),
      });
    });

    it("a file that is not there: systemd does not start the server, and does not try again", async () => {
      await expect(outcome("absentFile")).resolves.toMatchObject({
        ActiveState: "failed",
        NRestarts: "0",
        ExecMainStatus: "243",
      });
    });

    it("an optional one that is not there: the server runs without", async () => {
      await expect(seen("optional")).resolves.toMatchObject({ API_KEY: null });
      await expect(seen("optionalName")).resolves.toMatchObject({ API_KEY: null });
    });

    it("an optional one that is there reaches the server", async (context) => {
      await needsCredentials(context);
      await expect(seen("optionalThere")).resolves.toMatchObject({ API_KEY: secret });
    });
  });
