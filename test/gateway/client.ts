import { PassThrough } from "node:stream";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { type BridgeOptions, runBridge } from "../../src/gateway/bridge.ts";

/** A bridge in this process, and the client's ends of its pipes. */
export interface RunningBridge {
  /** What the client says. */
  readonly input: PassThrough;
  readonly output: PassThrough;
  readonly troubles: readonly string[];
  /** Settles when the bridge has ended. */
  readonly ended: Promise<void>;
  say(...messages: readonly (string | object)[]): void;
  /** The next lines of the bridge; rejects when it writes something that is no JSON. */
  lines(count: number): Promise<Record<string, unknown>[]>;
}

export function startBridge(url: URL, options: Partial<BridgeOptions> = {}): RunningBridge {
  const input = new PassThrough();
  const output = new PassThrough();
  const troubles: string[] = [];
  const ended = runBridge({
    url,
    headers: {},
    secrets: [],
    input,
    output,
    onTrouble: (text) => troubles.push(text),
    times: { patience: 1500, drain: 500, farewell: 500 },
    ...options,
  });
  let reader: AsyncGenerator<string> | undefined;
  return {
    input,
    output,
    troubles,
    ended,
    say: (...messages) => {
      for (const message of messages)
        input.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
    },
    lines: async (count) => {
      reader ??= linesOf(output);
      const lines: Record<string, unknown>[] = [];
      while (lines.length < count) {
        const { value, done } = await reader.next();
        if (done) throw new Error(`the bridge ended after ${JSON.stringify(lines)}`);
        lines.push(JSON.parse(value));
      }
      return lines;
    },
  };
}

async function* linesOf(stream: PassThrough): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** The SDK's own client at the other end. The SDK's transport is the same in both directions. */
export async function connect({ input, output }: RunningBridge): Promise<Client> {
  const client = new Client(
    { name: "tester", version: "1" },
    { capabilities: { sampling: {}, elicitation: {} } },
  );
  await client.connect(new StdioServerTransport(output, input, { maxBufferSize: 64 * 1024 * 1024 }));
  return client;
}

export const hello = {
  jsonrpc: "2.0",
  id: "hello",
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
export const ready = { jsonrpc: "2.0", method: "notifications/initialized" };
