import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { removeFolder, testFolder } from "./support/folder.ts";
import { describeWith } from "./support/programs.ts";
import { buildWrappers, entry } from "./support/wrappers.ts";

// A provider's program may talk to the user at the controlling terminal, while standard input is the client's.

// Starts a program with a terminal of its own, and with pipes for its standard streams; types what it is told
// once a prompt is there; prints what appeared on the terminal and what came out, as JSON.
const terminal = `
import json, os, pty, select, subprocess, sys, time, tty
program, prompt, answer, mode = sys.argv[1:5]
pid, master = pty.fork()
if pid == 0:
    if mode == "raw":
        # As a client that fills the screen sets it.
        tty.setraw(0)
    if mode == "background":
        # Another process group is in the foreground.
        done = subprocess.run([program], input=b"message", capture_output=True, preexec_fn=os.setpgrp)
    else:
        done = subprocess.run([program], input=b"message", capture_output=True)
    os.write(1, b"\\nRESULT" + json.dumps([done.returncode, done.stdout.decode(), done.stderr.decode()]).encode() + b"\\n")
    os._exit(0)
seen, typed, deadline = b"", False, time.time() + 30
while time.time() < deadline:
    ready, _, _ = select.select([master], [], [], 0.1)
    if ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    if not typed and prompt.encode() in seen:
        typed = True
        os.write(master, answer.encode() + b"\\n")
os.waitpid(pid, 0)
screen, _, result = seen.decode().partition("\\nRESULT")
print(json.dumps({"screen": screen, "result": json.loads(result)}))
`;

// Reads a line as keepassxc-cli and sudo do: from its standard input, after a prompt on standard error.
const asking = `#!/bin/sh
[ -t 0 ] || { echo "no terminal" >&2; exit 1; }
printf 'PIN please: ' >&2
read -r answer
printf 'for %s, tty %s' "$answer" "\${GPG_TTY:+named}"
`;

describeNix("with Nix", () =>
  describeWith(["python3"], "a terminal", () => {
    let folder: string;
    let wrappers: Record<"asks" | "vault" | "agent", string>;

    beforeAll(async () => {
      folder = await testFolder();
      await writeFile(join(folder, "asking"), asking, { mode: 0o755 });
      await writeFile(join(folder, "terminal.py"), terminal);
      await writeFile(join(folder, "x.kdbx"), "");
      // Stands in for keepassxc-cli here: its password comes on standard input.
      await writeFile(
        join(folder, "keepassxc-cli"),
        `#!/bin/sh\nread -r p; [ "$p" = tiger ] && echo "opened $7"\n`,
        {
          mode: 0o755,
        },
      );
      wrappers = await buildWrappers({
        asks: {
          binary: "/bin/sh",
          args: ["-c", 'cat; echo " $S"'],
          secrets: { S: { command: ["~/asking"], timeout: 10 } },
        },
        agent: {
          binary: "/bin/sh",
          args: ["-c", 'cat; printf "\\n%s %s\\n" "$GPG_TTY" "$S"'],
          secrets: { S: { command: ["sh", "-c", 'echo "${GPG_TTY-unnamed}"'] } },
        },
        vault: {
          binary: "/bin/sh",
          args: ["-c", 'cat; echo " $A $B"'],
          env: { PATH: `${folder}:/usr/bin:/bin` },
          secrets: {
            A: { keepassxc: { entry: "a", database: "~/x.kdbx" } },
            B: { keepassxc: { entry: "b", database: "~/x.kdbx" } },
          },
        },
      });
    });
    afterAll(() => removeFolder(folder));

    async function atTerminal(
      program: string,
      prompt: string,
      answer: string,
      mode = "foreground",
      more: Record<string, string> = {},
    ) {
      const { stdout } = await execa(
        "python3",
        [join(folder, "terminal.py"), program, prompt, answer, mode],
        {
          env: { HOME: folder, PATH: process.env.PATH!, ...more },
          extendEnv: false,
          stdin: "ignore",
        },
      );
      return JSON.parse(stdout) as { screen: string; result: [number, string, string] };
    }

    it("is where a program asks, and the server still gets its own input", async () => {
      const { screen, result } = await atTerminal(entry(wrappers.asks, "asks"), "PIN please", "1234");
      expect(result).toEqual([0, "message for 1234, tty named\n", ""]);
      expect(screen).toContain("PIN please: ");
    });

    it("is where the wrapper asks for a vault's password, once and unseen", async () => {
      const { screen, result } = await atTerminal(
        entry(wrappers.vault, "vault"),
        "password of x.kdbx",
        "tiger",
      );
      expect(result).toEqual([0, expect.stringMatching(/^message opened .* opened /), ""]);
      expect(screen).toContain("mcp-vault: password of x.kdbx: ");
      expect(screen.match(/password of/g)).toHaveLength(1);
      expect(screen).not.toContain("tiger");
    });

    it("is not used from the background, where reading it would stop the program", async () => {
      const { result } = await atTerminal(entry(wrappers.asks, "asks"), "PIN please", "1234", "background");
      expect(result[0]).toBe(78);
      expect(result[2]).toContain("S (command) is missing: asking failed (exit code 1)");
    });

    it("that a client fills is left alone: no prompt, no key taken, and the reason told", async () => {
      const started = Date.now();
      const vault = await atTerminal(entry(wrappers.vault, "vault"), "password of", "tiger", "raw");
      expect(vault.result[0]).toBe(78);
      expect(vault.screen).not.toContain("password");
      expect(vault.result[2]).toContain(
        "it asks for a password, and the terminal is in use by a full-screen program, nor is there an askpass program",
      );
      const asks = await atTerminal(entry(wrappers.asks, "asks"), "PIN please", "1234", "raw");
      expect(asks.result[0]).toBe(78);
      expect(asks.screen).not.toContain("PIN please");
      expect(Date.now() - started).toBeLessThan(9000);
    });

    it("that is not to be used is not named to gpg's agent either", async () => {
      for (const mode of ["raw", "background"]) {
        const { result } = await atTerminal(entry(wrappers.agent, "agent"), "", "", mode, {
          GPG_TTY: "/dev/pts/0",
        });
        expect(result).toEqual([0, "message\n/dev/pts/0 unnamed\n", ""]);
      }
    });

    it("gives way to an askpass program", async () => {
      await writeFile(join(folder, "askpass"), "#!/bin/sh\necho tiger\n", { mode: 0o755 });
      const { screen, result } = await atTerminal(
        entry(wrappers.vault, "vault"),
        "password of",
        "no",
        "raw",
        {
          SSH_ASKPASS: join(folder, "askpass"),
        },
      );
      expect(result).toEqual([0, expect.stringMatching(/^message opened .* opened /), ""]);
      expect(screen).not.toContain("password of");
    });
  }),
);
