import type { ExecutionProgress } from "../execution/types.ts";
import type { Extra } from "./client-side.ts";

/** Milliseconds between two notifications of one call; a download tells of every block. */
const least = 200;

/** Milliseconds of silence after which a call says that it is still under way: clients give up on silent ones. */
const heartbeat = 5_000;

/** How a call's progress is told. */
export interface Progress {
  readonly tell: (progress: ExecutionProgress) => void;
  /** The call is over. */
  readonly end: () => void;
}

/**
 * Sends a call's progress to a client that asked for it, and a sign of life where there is none. `progress` counts the
 * notifications, because the protocol wants a number that only grows and there is none for download, build and run
 * together; the message says the rest.
 */
export function progressOf(extra: Extra): Progress {
  const token = extra._meta?.progressToken;
  if (token === undefined) return { tell: () => {}, end: () => {} };
  const begun = performance.now();
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  let kind: string | undefined;
  let current = "working";
  const send = (message: string) => {
    last = performance.now();
    count++;
    const params = { progressToken: token, progress: count, message };
    // A client that is gone needs no progress.
    extra.sendNotification({ method: "notifications/progress", params }).catch(() => {});
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - last >= heartbeat / 2) send(`${current} (${Math.round((now - begun) / 1000)} s)`);
  }, heartbeat);
  timer.unref();
  return {
    tell: (progress) => {
      current = messageOfProgress(progress);
      if (progress.kind === kind && performance.now() - last < least) return;
      kind = progress.kind;
      send(current);
    },
    end: () => clearInterval(timer),
  };
}

/** `downloading ripgrep (3 of 10)`. */
function messageOfProgress({ message, done, total }: ExecutionProgress): string {
  if (done === undefined) return message;
  return total === undefined ? `${message} (${done})` : `${message} (${done} of ${total})`;
}
