import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { readJournal } from "../../../src/logs/journal.ts";
import { noJournal, withJournal } from "../../support/journal.ts";
import { nixOrNull } from "../../support/nix.ts";
import { describeSystemd } from "../../support/systemd-user.ts";
import { configuration, freePorts } from "./configuration.ts";
import { startWithUnits, stateOf, until } from "./running-units.ts";

const reason = nixOrNull() === null ? "there is no Nix" : noJournal();
if (reason !== null) process.stderr.write(`NOT CHECKED: what services write to the journal: ${reason}\n`);
else
  describeSystemd("the journal of services", () => {
    it("has what they say, for mcp-nixgen logs as well, and no secret", async (context) => {
      const folder = await mkdtemp(join(tmpdir(), "journal-"));
      context.onTestFinished(() => rm(folder, { recursive: true, force: true }));
      context.onTestFinished(await withJournal());
      const secret = `recognisable-${process.pid}-${Date.now()}`;
      await writeFile(join(folder, "key"), secret, { mode: 0o600 });
      const [port, other] = await freePorts(2);
      const manager = await startWithUnits(
        configuration(`
        servers.told = {
          package = http; transport = "http"; port = ${port};
          args = [ "{host}" "{port}" ];
          secrets.API_KEY.file = "${folder}/key";
        };
        servers.untold = {
          package = http; transport = "http"; port = ${other};
          secrets.API_KEY.file = "${folder}/key";
          secrets.OTHER_KEY.file = "${folder}/absent";
        };`),
      );
      context.onTestFinished(() => manager.stop());
      await manager.systemctl("start", "mcp-servers.target");
      expect((await stateOf(port!)).env.API_KEY).toBe(secret);

      const lines: string[] = [];
      await until(
        async () => {
          lines.length = 0;
          const read = {
            lines: 50,
            follow: false,
            env: { PATH: process.env.PATH ?? "" },
            signal: context.signal,
          };
          await readJournal("mcp-untold.service", { ...read, onLine: (line) => lines.push(line) });
          return lines.join("\n");
        },
        (text) => text.includes(`OTHER_KEY (file) is missing: there is no file ${folder}/absent`),
      );
      const { stdout } = await execa("journalctl", ["--output=export", "--since=-5min", "--no-pager"]);
      expect(stdout).toContain("mcp-untold.service");
      expect(stdout).not.toContain(secret);
    });
  });
