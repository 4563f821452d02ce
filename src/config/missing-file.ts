/** For a `catch`: null where there is no such file, or a part of its path is no folder; throws what else it is. */
export function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}
