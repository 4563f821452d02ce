import { UserError } from "../errors.ts";

const EXPLANATIONS: Readonly<Record<string, { code: string; message: string; hint: string }>> = {
  ENOSPC: full("the disk is full"),
  EDQUOT: full("the disk quota is used up"),
  EROFS: { code: "E_CACHE", message: "the cache lies on a read-only disk", hint: elsewhere() },
  EACCES: { code: "E_CACHE", message: "the cache may not be written", hint: elsewhere() },
  EPERM: { code: "E_CACHE", message: "the cache may not be written", hint: elsewhere() },
  ENOTDIR: { code: "E_CACHE", message: "the cache's place is taken by a file", hint: elsewhere() },
};

/** What a write into the cache threw, as an error a user can act on; anything unknown passes as it is. */
export function diskError(error: unknown, where: string): unknown {
  const known = EXPLANATIONS[String((error as NodeJS.ErrnoException | undefined)?.code)];
  if (error instanceof UserError || known === undefined) return error;
  return new UserError(known.message, { code: known.code, where, hint: known.hint, cause: error });
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}

function full(message: string): { code: string; message: string; hint: string } {
  return { code: "E_DISK_FULL", message, hint: `Free some space, or: ${elsewhere()}` };
}

function elsewhere(): string {
  return "Set XDG_CACHE_HOME to a folder with room that you may write to.";
}
