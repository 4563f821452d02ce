/** npm's own HTTP agent ships no types; only what this project calls. */
declare module "@npmcli/agent" {
  import type { Agent } from "node:http";

  interface AgentOptions {
    readonly proxy?: string | undefined;
    readonly noProxy?: string | readonly string[] | undefined;
    readonly ca?: string | readonly string[] | null | undefined;
    readonly cert?: string | null | undefined;
    readonly key?: string | null | undefined;
    readonly rejectUnauthorized?: boolean | undefined;
    readonly localAddress?: string | undefined;
    readonly maxSockets?: number | undefined;
  }

  export function getAgent(url: string | URL, options?: AgentOptions): Agent;
}
