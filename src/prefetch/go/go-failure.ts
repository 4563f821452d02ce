import { UserError } from "../../errors.ts";

interface Known {
  readonly says: RegExp;
  readonly code: string;
  readonly message: (match: RegExpExecArray) => string;
  readonly hint: string;
}

/** What the go command (1.21 and later) says of failures that a user can do something about; the first that fits. */
const known: readonly Known[] = [
  {
    says: /go(?:\.mod)? (?:file )?requires go >= (\S+) \(running go ([^;)]+)|requires go >= (\S+) \(running go ([^;)]+)/,
    code: "E_GO_VERSION",
    message: (match) =>
      `the module needs Go ${match[1] ?? match[3]}, and the go command is ${match[2] ?? match[4]}`,
    hint: "Install a newer Go, or set GOTOOLCHAIN=auto and the go command downloads the one it needs.",
  },
  {
    says: /^(.*?): ?checksum mismatch|SECURITY ERROR|verifying (\S+): checksum mismatch/m,
    code: "E_INTEGRITY",
    message: (match) => `the checksum of ${moduleIn(match[2] ?? match[1])} is not the one that is on record`,
    hint: "The proxy serves other bytes than go.sum or the checksum database knows: find out why before you go on.",
  },
  {
    says: /missing go\.sum entry for (?:go\.mod file|module providing package (\S+)|.*)|updates to go\.(?:mod|sum) needed|go\.sum file.*needs/,
    code: "E_GO_SUM",
    message: () => "the module's go.mod and go.sum are not complete, so its dependencies are not settled",
    hint: "`go mod tidy` is for its author to run; another version may do.",
  },
  {
    says: /reading \S*\/lookup\/\S+: (?:404|410)/,
    code: "E_GO_SUMDB",
    message: () => "the checksum database does not know the module",
    hint: "For a private module, name it in GONOSUMDB or GOPRIVATE.",
  },
  {
    says: /module lookup disabled by GOPROXY=off/,
    code: "E_GO_OFF",
    message: () => "modules may not be downloaded: GOPROXY is `off`",
    hint: "Set GOPROXY to a module proxy; `go env -u GOPROXY` restores Go's own.",
  },
  {
    says: /replacement directory (\S+) does not exist/,
    code: "E_GO_REPLACE",
    message: (match) =>
      `its go.mod replaces a module by the folder ${match[1]}, which is not published with it`,
    hint: "Its repository has the folder: use the source github:OWNER/REPO.",
  },
  {
    says: /exec: "(git|hg|svn|fossil|bzr)": executable file not found/,
    code: "E_TOOL",
    message: (match) => `a dependency comes from a repository, and there is no ${match[1]}`,
    hint: "Install it, or set GOPROXY to a proxy that has the module.",
  },
  {
    says: /reading (\S+): (?:401|403) /,
    code: "E_FORBIDDEN",
    message: (match) => `the module proxy does not give out ${shown(match[1]!)}`,
    hint: "Is it private? Then log in by .netrc, or set GOPROXY to a proxy that has it.",
  },
  {
    says: /reading (\S+): (?:404|410) /,
    code: "E_NOT_FOUND",
    message: (match) => `the module proxy has no ${shown(match[1]!)}`,
    hint: "It may have been removed; another version of the server may do.",
  },
  {
    says: /(\S+: )?(?:5\d\d [A-Z]|dial tcp|no such host|connection re(?:fused|set)|i\/o timeout|TLS handshake|unexpected EOF|timeout awaiting)/,
    code: "E_NETWORK",
    message: () => "a module could not be downloaded",
    hint: "Check the network and GOPROXY, then run this again: what was fetched is kept.",
  },
  {
    says: /no space left on device|disk quota exceeded/,
    code: "E_DISK_FULL",
    message: () => "the disk is full",
    hint: "Free some space, or set TMPDIR and XDG_CACHE_HOME to folders with room.",
  },
];

/**
 * What a failed run of the go command amounts to: UserError `E_GO_VERSION`, `E_INTEGRITY`, `E_GO_SUM`, `E_GO_SUMDB`,
 * `E_GO_OFF`, `E_GO_REPLACE`, `E_TOOL`, `E_FORBIDDEN`, `E_NOT_FOUND`, `E_NETWORK`, `E_DISK_FULL`, or `E_GO` with its
 * last words.
 */
export function goFailure(stderr: string, stdout: string, where: string): UserError {
  const words = `${stderr}\n${stdout}`;
  for (const { says, code, message, hint } of known) {
    const match = says.exec(words);
    if (match !== null) {
      return new UserError(message(match), { code, where, hint, cause: new Error(stderr) });
    }
  }
  const last = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^go: downloading /.test(line))
    .slice(-4)
    .join("\n");
  return new UserError(`the go command failed: ${last}`, { code: "E_GO", where, cause: new Error(stderr) });
}

function moduleIn(text: string | undefined): string {
  return /\S+@\S+/.exec(text ?? "")?.[0].replace(/[:,]+$/, "") ?? "a module";
}

/** The path of an address: proxies' addresses may hold a password. */
function shown(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname.slice(1) : address;
}
