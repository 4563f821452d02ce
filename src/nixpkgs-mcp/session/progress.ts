import type { ExecutionProgress } from "../execution/types.ts";
import type { Extra } from "./client-side.ts";

/** Milliseconds between two notifications of one call; a download tells of every block. */
const least = 200;

/**
 * Sends a call's progress to a client that asked for it. `progress` counts the notifications, because the protocol
 * wants a number that only grows and there is none for download, build and run together; the message says the rest.
 */
export function progressOf(extra: Extra): (progress: ExecutionProgress) => void {
  const token = extra._meta?.progressToken;
  if (token === undefined) return () => {};
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  let kind: string | undefined;
  return (progress) => {
    const now = performance.now();
    if (progress.kind === kind && now - last < least) return;
    kind = progress.kind;
    last = now;
    count++;
    const params = { progressToken: token, progress: count, message: messageOfProgress(progress) };
    // A client that is gone needs no progress.
    extra.sendNotification({ method: "notifications/progress", params }).catch(() => {});
  };
}

/** `downloading ripgrep (3 of 10)`. */
function messageOfProgress({ message, done, total }: ExecutionProgress): string {
  if (done === undefined) return message;
  return total === undefined ? `${message} (${done})` : `${message} (${done} of ${total})`;
}
