import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type Answers, askServer, describeFailure, type QuestionOptions } from "./questions.ts";

type HttpProbeResult =
  | { readonly ok: true; readonly answer: Answers }
  | { readonly ok: false; readonly reason: string };

interface HttpProbeOptions extends QuestionOptions {
  /** Called after its answers, while it is still connected. What it throws counts as no answer. */
  readonly whileUp?: ((client: Client) => Promise<void>) | undefined;
}

/** Speaks MCP with a server that runs already (MCP specification, transport "streamable HTTP"), and says goodbye. */
export async function probeHttp(url: string, options: HttpProbeOptions): Promise<HttpProbeResult> {
  const transport = new StreamableHTTPClientTransport(new URL(url));
  const client = new Client({ name: "mcp-nixgen", version: "1" });
  try {
    // The SDK's own type does not fit its interface under exactOptionalPropertyTypes.
    const answer = await askServer(client, transport as Transport, options);
    await options.whileUp?.(client);
    return { ok: true, answer };
  } catch (error) {
    return { ok: false, reason: describeFailure(error, options) };
  } finally {
    // A server that goes on holding its end must not hold ours.
    await Promise.race([
      goodbye(transport, client),
      new Promise((resolve) => setTimeout(resolve, 1000).unref()),
    ]);
  }
}

async function goodbye(transport: StreamableHTTPClientTransport, client: Client): Promise<void> {
  await transport.terminateSession().catch(() => {});
  await client.close().catch(() => {});
}
