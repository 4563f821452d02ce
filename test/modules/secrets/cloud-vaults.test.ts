import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { expectBytes, secretBytes, trimmed } from "../wrapper/support/bytes.ts";
import { removeFolder, testFolder, writeSecret } from "../wrapper/support/folder.ts";
import { buildWrappers, checkSecrets, entry, resultLines, run } from "../wrapper/support/wrappers.ts";

// 1Password and Bitwarden need an account, so their programs are stand-ins here: they take the arguments that
// `op read` and `bw get`/`bw unlock` document, and fail as those do when the vault is locked.
const op = `#!/bin/sh
[ "$1 $2 $#" = "read --no-newline 3" ] || { echo "[ERROR] unknown arguments: $*" >&2; exit 1; }
case $3 in
  op://Private/mcp/key) exec cat "$HOME/value" ;;
  *) echo "[ERROR] 2026/01/01 00:00:00 could not read secret '$3': item not found" >&2; exit 1 ;;
esac
`;
const bw = `#!/bin/sh
case "$*" in
  "unlock --raw --passwordenv "*)
    [ "$(printenv "$4")" = "master" ] || { echo "Invalid master password." >&2; exit 1; }
    printf session-key
    ;;
  "get "*" --raw --nointeraction")
    [ "$BW_SESSION" = session-key ] || { echo "Vault is locked." >&2; exit 1; }
    case "$2 $3" in
      "password mcp item" | "username mcp item") exec cat "$HOME/value" ;;
      *) echo "Not found." >&2; exit 1 ;;
    esac
    ;;
  *) echo "error: unknown arguments $*" >&2; exit 1 ;;
esac
`;

describeNix("1Password and Bitwarden (stand-ins for op and bw)", () => {
  let folder: string;
  let env: Record<string, string>;
  let wrappers: Record<"all" | "some", string>;

  beforeAll(async () => {
    folder = await testFolder();
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin/op"), op, { mode: 0o755 });
    await writeFile(join(folder, "bin/bw"), bw, { mode: 0o755 });
    env = { HOME: folder, PATH: `${folder}/bin:/usr/bin:/bin` };
    wrappers = await buildWrappers({
      all: {
        secrets: {
          OP: { onePassword: "op://Private/mcp/key" },
          BW: { bitwarden: "mcp item" },
          USER: { bitwarden: { item: "mcp item", field: "username" } },
        },
      },
      some: {
        secrets: { OP: { onePassword: "op://Private/no/key" }, BW: { bitwarden: "no such" } },
      },
    });
  });
  afterAll(() => removeFolder(folder));

  it("give their bytes", async () => {
    await fc.assert(
      fc.asyncProperty(secretBytes(), async (value) => {
        await writeSecret(join(folder, "value"), value);
        const result = await run([entry(wrappers.all, "all")], { ...env, BW_SESSION: "session-key" });
        for (const name of ["OP", "BW", "USER"])
          expectBytes(result.environment().get(name), trimmed(value), name);
      }),
      { numRuns: 10 },
    );
  });

  it("unlock Bitwarden once, with the answer of an askpass program", async () => {
    const askpass = join(folder, "askpass");
    await writeFile(askpass, `#!/bin/sh\necho asked >> "$HOME/asked"\necho master\n`, { mode: 0o755 });
    await writeSecret(join(folder, "value"), "v");
    const result = await run([entry(wrappers.all, "all")], { ...env, SSH_ASKPASS: askpass });
    expect(result.environment().get("BW")?.toString()).toBe("v");
    expect(result.environment().get("USER")?.toString()).toBe("v");
    // Neither the session nor the password is the server's to have.
    expect(result.stdout.toString()).not.toContain("session-key");
    expect(result.stdout.toString()).not.toContain("master");
    expect((await run(["/bin/cat", join(folder, "asked")], {})).stdout.toString()).toBe("asked\n");
  });

  it("say what is missing, and how to provide it", async () => {
    const lines = resultLines(
      await run([checkSecrets(wrappers.some, "some")], { ...env, BW_SESSION: "session-key" }),
    );
    expect(lines[0]).toEqual([
      "BW",
      "bitwarden",
      "failed",
      expect.stringContaining("bw failed (exit code 1): Not found.; to provide it: "),
    ]);
    expect(lines[1]).toEqual([
      "OP",
      "onePassword",
      "failed",
      expect.stringContaining("item not found; to provide it: "),
    ]);
    const locked = resultLines(await run([checkSecrets(wrappers.some, "some")], env));
    expect(locked[0]![3]).toContain("the vault is locked (BW_SESSION is not set)");
    const none = resultLines(
      await run([checkSecrets(wrappers.some, "some")], { HOME: folder, PATH: "/nowhere" }),
    );
    expect(none[1]![3]).toContain("there is no program op, neither on PATH nor in the usual profiles");
  });
});
