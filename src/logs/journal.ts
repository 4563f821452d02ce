import { execa } from "execa";
import { UserError } from "../errors.ts";
import { lastLines } from "../mcp/server-words.ts";

interface JournalOptions {
  readonly lines: number;
  readonly follow: boolean;
  readonly env: Record<string, string>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Gives the lines that systemd's journal has of a user's unit; with `follow` until aborted. Throws `E_JOURNAL`. */
export async function readJournal(unit: string, options: JournalOptions): Promise<void> {
  const subprocess = execa(
    "journalctl",
    [
      // Not --user: with a journal in memory only, everyone's lines are in one file, which that leaves out.
      `--user-unit=${unit}`,
      `--lines=${options.lines}`,
      "--no-pager",
      "--quiet",
      "--output=short-iso",
      ...(options.follow ? ["--follow"] : []),
    ],
    {
      env: options.env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      cancelSignal: options.signal,
      buffer: { stdout: false },
    },
  );
  for await (const line of subprocess.iterable({ from: "stdout" })) options.onLine(line);
  const { exitCode, stderr, shortMessage, isCanceled } = await subprocess;
  if (exitCode === 0 || isCanceled) return;
  throw new UserError(`journalctl failed: ${lastLines(String(stderr)) || shortMessage}`, {
    code: "E_JOURNAL",
    where: unit,
    hint: "The log of a service is in the journal of the user's systemd.",
  });
}
