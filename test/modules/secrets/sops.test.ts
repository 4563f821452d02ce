import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { batch, expectBytes, secretBytes, secretText } from "../wrapper/support/bytes.ts";
import { removeFolder, testFolder, writeSecret } from "../wrapper/support/folder.ts";
import { describeWith } from "../wrapper/support/programs.ts";
import { buildWrappers, checkSecrets, entry, resultLines, run } from "../wrapper/support/wrappers.ts";

// The real sops with an age key; and the files that sops-nix and agenix would have put down.

const count = 8;
const keys = [...Array(count).keys()].map((index) => `S${index}`);

describeNix("with Nix", () => {
  describeWith(["sops", "age-keygen"], "secrets that sops decrypts", () => {
    let folder: string;
    let env: Record<string, string>;
    let recipient: string;
    let wrappers: Record<"text" | "whole" | "some", string>;

    beforeAll(async () => {
      folder = await testFolder();
      env = { HOME: folder, PATH: process.env.PATH! };
      await execa("age-keygen", ["--output", join(folder, "age.key")]);
      recipient = (await execa("age-keygen", ["-y", join(folder, "age.key")])).stdout;
      await mkdir(join(folder, ".config/sops/age"), { recursive: true });
      await execa("cp", [join(folder, "age.key"), join(folder, ".config/sops/age/keys.txt")]);
      const file = "~/secrets.yaml";
      const ageKeyFile = "~/age.key";
      wrappers = await buildWrappers({
        text: {
          secrets: Object.fromEntries(
            keys.map((key) => [
              key,
              { sops: { file: "~/text.json", key: `mcp/${key}`, ageKeyFile }, exact: true },
            ]),
          ),
        },
        whole: { secrets: { S: { sops: { file: "~/whole.sops" }, exact: true } } },
        some: {
          secrets: {
            LIST: { sops: { file, key: ['a "quoted"', "list", 1], ageKeyFile } },
            NONE: { sops: { file, key: "no/such", ageKeyFile } },
            FILE: { sops: { file: "~/gone.yaml", key: "x" } },
            KEY: { sops: { file, key: "x", ageKeyFile: "~/gone.key" } },
            OTHER: { sops: { file, key: "x", ageKeyFile: "~/other.key" } },
          },
        },
      });
    });
    afterAll(() => removeFolder(folder));

    async function encrypt(file: string, bytes: Buffer | string, type: string): Promise<void> {
      const plain = join(folder, "plain");
      await writeFile(plain, bytes);
      const types = ["--input-type", type, "--output-type", type === "binary" ? "json" : type];
      const options = ["encrypt", "--age", recipient, ...types, "--output", join(folder, file), plain];
      await execa("sops", options, { env, extendEnv: false });
    }

    it("are the text of a key, and the bytes of a file", async () => {
      await fc.assert(
        fc.asyncProperty(batch(secretText(), count), secretBytes(), async (values, bytes) => {
          await encrypt(
            "text.json",
            JSON.stringify({ mcp: Object.fromEntries(keys.map((key, index) => [key, values[index]])) }),
            "json",
          );
          const environment = (await run([entry(wrappers.text, "text")], env)).environment();
          for (const [index, key] of keys.entries())
            expectBytes(environment.get(key), Buffer.from(values[index]!), key);
          await encrypt("whole.sops", bytes, "binary");
          const whole = await run([entry(wrappers.whole, "whole")], env);
          expectBytes(whole.environment().get("S"), bytes, "S");
        }),
        { numRuns: 2 },
      );
    });

    it("say which of file, key and age key is missing", async () => {
      await encrypt("secrets.yaml", 'x: recognisable\n"a \\"quoted\\"":\n  list: [zero, one]\n', "yaml");
      await execa("age-keygen", ["--output", join(folder, "other.key")]);
      // Without the key of the default place.
      const result = await run([checkSecrets(wrappers.some, "some")], {
        ...env,
        XDG_CONFIG_HOME: join(folder, "none"),
      });
      const lines = new Map(resultLines(result).map((fields) => [fields[0], fields]));
      expect(lines.get("LIST")).toEqual(["LIST", "sops", "ok"]);
      expect(lines.get("NONE")?.[3]).toMatch(
        /^sops failed \(exit code \d+\): .*no.*to provide it: .*sops decrypt --extract '\["no"\]\["such"\]' '~\/secrets.yaml'$/,
      );
      expect(lines.get("FILE")?.[3]).toContain(`there is no file ${folder}/gone.yaml`);
      expect(lines.get("KEY")?.[3]).toContain(`there is no age key file ${folder}/gone.key`);
      expect(lines.get("OTHER")?.[3]).toMatch(/^sops failed \(exit code 128\): /);
      expect(`${result.stdout}${result.stderr}`).not.toContain("recognisable");
    });
  });

  it("secrets that sops-nix and agenix have decrypted are found in their places", async () => {
    const folder = await testFolder();
    try {
      const wrappers = await buildWrappers({
        installed: {
          secrets: {
            A: { sops: "mcp/a" },
            B: { agenix: "b" },
            C: { sops: { name: "c", path: "%r/elsewhere" } },
            MAC: {
              agenix: { name: "m", path: "$(getconf DARWIN_USER_TEMP_DIR)/agenix/m" },
              optional: true,
            },
            NONE: { agenix: "none", optional: true },
          },
        },
      });
      await mkdir(join(folder, ".config/sops-nix/secrets/mcp"), { recursive: true });
      await mkdir(join(folder, "agenix"));
      await writeSecret(join(folder, ".config/sops-nix/secrets/mcp/a"), "of sops");
      await writeSecret(join(folder, "agenix/b"), "of agenix\n");
      await writeSecret(join(folder, "elsewhere"), "of elsewhere");
      const env = { HOME: folder, XDG_RUNTIME_DIR: folder };
      const result = await run([entry(wrappers.installed, "installed")], env);
      expect(result.stderr).toBe(
        // Not run: what agenix says on macOS is known for what it is, and asked of the system.
        "mcp-installed: MAC (agenix) is left out: there is no file $(getconf DARWIN_USER_TEMP_DIR)/agenix/m\n" +
          `mcp-installed: NONE (agenix) is left out: there is no file ${folder}/agenix/none, nor /run/agenix/none\n`,
      );
      const environment = result.environment();
      expect(environment.get("A")?.toString()).toBe("of sops");
      expect(environment.get("B")?.toString()).toBe("of agenix");
      expect(environment.get("C")?.toString()).toBe("of elsewhere");
      expect(environment.has("NONE")).toBe(false);
    } finally {
      await removeFolder(folder);
    }
  });
});
