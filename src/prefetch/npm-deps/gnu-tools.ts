import { execa } from "execa";
import { UserError } from "../../errors.ts";

/** Names under which systems have them: macOS and the BSDs keep GNU's with a `g` in front. */
const CANDIDATES = { tar: ["tar", "gtar"], gzip: ["gzip", "ggzip"] } as const;

/** GNU tar says so; GNU gzip only names itself with its version, others put their own name in front. */
const IS_GNU = { tar: /^tar \(GNU tar\)/, gzip: /^gzip \d/ } as const;

/**
 * The command of GNU tar or GNU gzip on this machine. Others will not do: the bytes they make go into a
 * hash, and GNU gzip has a deflate of its own that zlib (so Node) does not reproduce.
 *
 * @throws UserError `E_GNU_TOOL` when there is none
 */
export async function gnuTool(tool: keyof typeof CANDIDATES): Promise<string> {
  for (const command of CANDIDATES[tool]) {
    const { stdout, failed } = await execa(command, ["--version"], { reject: false, stdin: "ignore" });
    if (!failed && IS_GNU[tool].test(stdout)) return command;
  }
  throw new UserError(`a git dependency has to be packed with GNU ${tool}, which is not on the PATH`, {
    code: "E_GNU_TOOL",
    hint: "Install it (gnutar and gzip in nixpkgs, gnu-tar and gzip in Homebrew) and run this again.",
  });
}
