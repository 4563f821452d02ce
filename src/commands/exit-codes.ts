/** What the program's exit code says; scripts may rely on it. */
export const exitCodes = [
  { code: 0, meaning: "done; nothing to complain about" },
  { code: 1, meaning: "something failed, or was found: stale files (generate --check), advisories (audit)" },
  { code: 2, meaning: "the command line is wrong; nothing was done" },
  { code: 130, meaning: "interrupted (Ctrl-C); a rerun resumes" },
  { code: 143, meaning: "terminated (SIGTERM); a rerun resumes" },
] as const;

export type ExitCode = (typeof exitCodes)[number]["code"];

/** Exit code of a run that a signal ended: 128 + the signal's number, as shells count. */
export const codeOfSignal = { SIGINT: 130, SIGTERM: 143 } as const satisfies Record<string, ExitCode>;
