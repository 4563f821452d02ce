import { messageOf, UserError } from "../errors.ts";
import { codeOf } from "./disk.ts";

/** Why nothing is done about one file, or one server in it; the others go on. */
export interface DeployProblem {
  /** Stable: `E_CLIENT_SYNTAX`, `E_CLIENT_FILE`, `E_WRITE`, … */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** 1-based, where the file cannot be parsed. */
  readonly line?: number;
  readonly column?: number;
}

const remedies: Readonly<Record<string, readonly [message: string, hint?: string]>> = {
  EACCES: ["permission denied", "Are the file and its folder yours?"],
  EPERM: ["permission denied", "Are the file and its folder yours?"],
  EROFS: ["the file system is read-only"],
  ENOSPC: ["the disk is full", "Free some space and run it again; the file is as it was."],
  EDQUOT: ["the disk quota is used up", "Free some space and run it again; the file is as it was."],
  ENOTDIR: ["a part of its path is a file"],
  EISDIR: ["there is a folder of this name"],
  ELOOP: ["its symbolic links lead in a circle"],
  ENOENT: ["its folder cannot be made"],
};

/** What the disk refused, in words. */
export function diskProblem(error: unknown, doing: "read" | "written"): DeployProblem {
  if (error instanceof UserError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  const [message, hint] = remedies[codeOf(error)] ?? [messageOf(error)];
  return {
    code: doing === "read" ? "E_CLIENT_FILE" : "E_WRITE",
    message: `it cannot be ${doing}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
