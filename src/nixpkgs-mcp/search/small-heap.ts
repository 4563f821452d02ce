import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's space for new objects at its first size (1 MB). It doubles up to 16 MB, twice, when a program makes much
 * garbage quickly, as a search does, and never shrinks while that goes on; for a server that is asked now and then
 * the time this saves is not worth 24 MB. To be called before anything else; other than `--max-semi-space-size` it is
 * heeded at run time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
