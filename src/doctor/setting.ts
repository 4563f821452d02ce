import type { UserManager } from "./user-manager.ts";

/** What all checks of one run share. */
export interface DoctorSetting {
  /** The environment of the user's session. */
  readonly env: Record<string, string>;
  /** An empty folder that servers are started in. */
  readonly scratch: string;
  /** The user's systemd, or why there is none. */
  readonly manager: UserManager | string;
  /** The unit that all servers are to lie in. */
  readonly slice: string;
  /** Bytes of memory this machine has. */
  readonly memory: number;
  readonly timeoutMs: number;
  /** Whether servers may be started. */
  readonly start: boolean;
  readonly signal: AbortSignal;
  /** Says what is being done to a server. */
  readonly onStep: (server: string, step: string) => void;
}
