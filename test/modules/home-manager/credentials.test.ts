import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nixOrNull } from "../../support/nix.ts";
import { describeSystemd, type SystemdUser } from "../../support/systemd-user.ts";
import { configuration, freePorts } from "./configuration.ts";
import { startWithUnits, stateOf, textOf } from "./running-units.ts";

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: credentials of services, for want of Nix\n");
else
  describeSystemd("systemd credentials of a service", () => {
    let manager: SystemdUser;
    let folder = "";
    let given = 0;
    let absent = 0;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "credentials-"));
      [given = 0, absent = 0] = await freePorts(2);
      // Without a key of the machine: what is to be seen is the way, not the cipher.
      await execa(
        "systemd-creds",
        [...["encrypt", "--with-key=tpm2-absent", "--name=key", "-", join(folder, "key.cred")]],
        { input: "a credential\nof two lines" },
      ).catch(() => writeFile(join(folder, "key.cred"), ""));
      manager = await startWithUnits(
        configuration(`
          servers.given = {
            package = http; transport = "http"; port = ${given}; args = [ "{host}" "{port}" ];
            secrets.API_KEY.systemdCredential = { name = "key"; file = "${folder}/key.cred"; };
          };
          servers.absent = {
            package = http; transport = "http"; port = ${absent}; args = [ "{host}" "{port}" ];
            secrets.API_KEY.systemdCredential = "absent";
            service.settings.StandardError = "append:${folder}/absent.log";
          };`),
      );
      await manager.systemctl("start", "mcp-servers.target");
    });

    afterAll(async () => {
      await manager?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    /** A container whose mounts are private shows a service none of its credentials: that is not ours to judge. */
    const credentialsWork = async () => {
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
      if (stdout === "here") return true;
      process.stderr.write(`NOT CHECKED: systemd credentials, which services do not get here: ${stderr}\n`);
      return false;
    };

    it("an encrypted one reaches the server", async () => {
      if (!(await credentialsWork())) return;
      await expect(stateOf(given)).resolves.toMatchObject({ env: { API_KEY: "a credential\nof two lines" } });
    });

    it("one that is not there: the server is not started, and says which", async () => {
      await expect(manager.show("mcp-absent.service", "ActiveState", "NRestarts")).resolves.toEqual({
        ActiveState: "failed",
        NRestarts: "0",
      });
      expect(await textOf(join(folder, "absent.log"))).toContain("API_KEY");
    });
  });
