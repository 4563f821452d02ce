import { setTimeout as sleep } from "node:timers/promises";
import type { UserError } from "../errors.ts";
import { abortError } from "./abort.ts";

/** Thrown by an attempt that another one may mend; `failure` is what the user reads when none did. */
export class TryAgain extends Error {
  readonly failure: UserError;
  /** How long the server asked us to wait, in milliseconds. */
  readonly after: number | undefined;

  constructor(failure: UserError, after?: number) {
    super(failure.message, { cause: failure });
    this.failure = failure;
    this.after = after;
  }
}

interface RetryPolicy {
  /** Attempts after the first one. */
  readonly retries: number;
  /** The first pause at most, in milliseconds; it doubles each time. */
  readonly backoffMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onRetry?: (retry: { attempt: number; delayMs: number; reason: string }) => void;
  /** Whether the attempt got far enough to start counting anew, as a resumed download does. */
  readonly progressed?: () => boolean;
}

/** No single pause is longer, whatever the server asks for. */
const LONGEST = 60_000;

/**
 * Runs `attempt` until it answers, throws something else than `TryAgain`, or the retries are used up.
 * Pauses grow exponentially with full jitter, so that many downloads that failed together do not come back together.
 *
 * @throws the last `TryAgain`'s `failure`; an AbortError when `signal` fires, also during a pause
 */
export async function retrying<Result>(policy: RetryPolicy, attempt: () => Promise<Result>): Promise<Result> {
  for (let failed = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      failed = policy.progressed?.() === true ? 0 : failed + 1;
      if (failed > policy.retries) throw error.failure;
      const delayMs =
        error.after === undefined ? jittered(policy.backoffMs, Math.max(failed, 1)) : error.after;
      await pause(Math.min(delayMs, LONGEST), failed, error, policy);
    }
  }
}

async function pause(delayMs: number, attempt: number, error: TryAgain, policy: RetryPolicy): Promise<void> {
  policy.onRetry?.({ attempt, delayMs, reason: error.message });
  try {
    await sleep(delayMs, undefined, { signal: policy.signal });
  } catch (interrupted) {
    throw policy.signal?.aborted === true ? abortError(policy.signal) : interrupted;
  }
}

function jittered(backoffMs: number, failed: number): number {
  const ceiling = Math.min(backoffMs * 2 ** (failed - 1), LONGEST);
  return Math.round(ceiling * (0.5 + Math.random() / 2));
}
