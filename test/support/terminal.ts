import { execa } from "execa";
import type { RunOptions } from "./cli.ts";

/** What is typed once a text is on the screen; only what appeared after the last typing counts. */
export type TypedStep = readonly [seen: string, typed: string];

export interface TerminalRun {
  readonly code: number;
  /** Everything that was written to the terminal, with its control sequences. */
  readonly screen: string;
  /** stdout, which was no terminal. */
  readonly stdout: string;
}

export const keys = { enter: "\r", down: "\u001b[B", space: " ", escape: "\u001b", interrupt: "\u0003" };

// A terminal of its own for a program; stdout is a file, as in `program > file`, so that what is asked and what is the
// result can be told apart.
const driver = `
import fcntl, json, os, pty, select, struct, sys, termios, time
told = json.loads(sys.argv[1])
pid, master = pty.fork()
if pid == 0:
    out = os.open(told["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.chdir(told["cwd"])
    os.execve(told["program"][0], told["program"], told["env"])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, told["columns"], 0, 0))
screen, since, steps, deadline = b"", 0, told["steps"], time.time() + 60
while time.time() < deadline:
    ready, _, _ = select.select([master], [], [], 0.1)
    if ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        screen += data
    if steps and steps[0][0].encode() in screen[since:]:
        time.sleep(0.15)
        since = len(screen)
        os.write(master, steps.pop(0)[1].encode())
else:
    os.kill(pid, 9)
_, status = os.waitpid(pid, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "screen": screen.decode(errors="replace"), "left": steps}))
`;

/** Runs a program at a terminal of so many columns, and types the steps one after the other. */
export async function atTerminal(
  program: readonly string[],
  steps: readonly TypedStep[],
  options: Required<Pick<RunOptions, "cwd" | "env">> & { readonly out: string; readonly columns?: number },
): Promise<TerminalRun> {
  const { cwd, env, out, columns = 80 } = options;
  const told = {
    program,
    steps,
    cwd,
    columns,
    out,
    env: Object.fromEntries(
      Object.entries({ PATH: process.env.PATH, TERM: "xterm-256color", LANG: "C.UTF-8", ...env }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  };
  const { stdout } = await execa("python3", ["-c", driver, JSON.stringify(told)]);
  const { left, ...run } = JSON.parse(stdout);
  if (left.length > 0) throw new Error(`'${left[0][0]}' was never on the screen:\n${run.screen}`);
  const { readFile } = await import("node:fs/promises");
  return { ...run, stdout: await readFile(out, "utf8") };
}
