import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { nixOrNull } from "../../support/nix.ts";
import { describeSystemd, startSystemdUser } from "../../support/systemd-user.ts";

const file = fileURLToPath(new URL("../../../modules/config/units/command-line.nix", import.meta.url));
const words = [
  ...["plain", "--flag=a,b", "--idle=1s 500ms", "two  blanks", " ", "", "-", "+x", "@x", "!x", ":x"],
  ...["%", "%%", "%h %H", "100%", "$HOME", "${" + "HOME}", "$$", "~", "*", ";", "#", "\\", "\\n", "\\\\"],
  ...["'", '"', "a'b\"c", "line\nbreak", "tab\there", "ü – ☃", "[::1]:80", "`id`", "$(id)", "&", "|"],
];

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: command lines of units, for want of Nix\n");
else
  describeSystemd("the command line of a unit", () => {
    it("gives the program its words as they are", async (context) => {
      const manager = await startSystemdUser();
      context.onTestFinished(() => manager.stop());
      const { evalHome } = await homeManagerForTests();
      const output = join(manager.unitFolder, "output");
      const argv = ["/usr/bin/printf", "%s\\0", ...words];
      const text = JSON.stringify(JSON.stringify(argv)).replaceAll("$", "\\$");
      const line = await evalHome("{ }", `import ${file} { inherit lib; } (builtins.fromJSON ${text})`);
      await writeFile(
        join(manager.unitFolder, "words.service"),
        `[Service]\nType=oneshot\nStandardOutput=file:${output}\nExecStart=${line}\n`,
      );
      await manager.systemctl("daemon-reload");
      await expect(manager.systemctl("start", "words.service")).resolves.toMatchObject({ stderr: "" });
      expect((await readFile(output, "utf8")).split("\0").slice(0, -1)).toEqual(words);
    });
  });
