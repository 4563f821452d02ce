import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { z } from "zod";
import { messageOf } from "../errors.ts";
import { ExecaTransport, type ServerCommand, type ServerEnd } from "./execa-transport.ts";

/** What a server answered to `initialize` and `tools/list`. */
export interface ProbeAnswer {
  readonly serverInfo: { readonly name: string; readonly version: string };
  readonly capabilities: readonly string[];
  /** Names, in the server's order; empty when it offers no tools. */
  readonly tools: readonly string[];
  readonly milliseconds: number;
  readonly strayLines: number;
}

export type ProbeResult =
  | { readonly ok: true; readonly answer: ProbeAnswer }
  | { readonly ok: false; readonly reason: string; readonly end: ServerEnd };

export interface ProbeOptions {
  /** For each of the two answers. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Only the name is looked at: a server whose tool schemas are odd still answers, and judging schemas is
 * not this step's work.
 */
const toolsPage = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string() })),
  nextCursor: z.string().optional(),
});
/** A guard against a server that never ends its pages. */
const MAX_PAGES = 100;

/** Starts a server, speaks MCP with it (`initialize`, `tools/list`), and ends it with all its children. */
export async function probeServer(server: ServerCommand, options: ProbeOptions): Promise<ProbeResult> {
  const transport = new ExecaTransport(server);
  const client = new Client({ name: "mcp-nixgen", version: "1" }, { capabilities: { roots: {} } });
  client.setRequestHandler(rootsRequest, async () => ({ roots: [{ uri: `file://${server.cwd}` }] }));
  const request = { timeout: options.timeoutMs, ...(options.signal ? { signal: options.signal } : {}) };
  const started = performance.now();
  const died = transport.ended.then((end) => ({ died: end }));
  try {
    const talk = (async () => {
      await client.connect(transport, request);
      return { tools: await toolNames(client, request) };
    })();
    const outcome = await Promise.race([talk, died]);
    if ("died" in outcome) {
      talk.catch(() => {});
      return { ok: false, reason: describeEnd(outcome.died), end: outcome.died };
    }
    const milliseconds = Math.round(performance.now() - started);
    await transport.close();
    const { strayLines } = await transport.ended;
    const { name, version } = client.getServerVersion() ?? { name: "", version: "" };
    const capabilities = Object.keys(client.getServerCapabilities() ?? {});
    return {
      ok: true,
      answer: { serverInfo: { name, version }, capabilities, tools: outcome.tools, milliseconds, strayLines },
    };
  } catch (error) {
    // The pipe closes a moment before the process is reaped: its end says more than the closed pipe.
    const end = await Promise.race([transport.ended, later(300)]);
    await transport.close();
    const last = end ?? (await transport.ended);
    return { ok: false, reason: end === undefined ? messageOf(error) : describeEnd(end), end: last };
  } finally {
    await transport.close();
  }
}

const rootsRequest = z.looseObject({ method: z.literal("roots/list") });

async function toolNames(client: Client, request: object): Promise<string[]> {
  if (client.getServerCapabilities()?.tools === undefined) return [];
  const names: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await client.request({ method: "tools/list", params }, toolsPage, request);
    names.push(...answer.tools.map((tool) => tool.name));
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return names;
}

function describeEnd(end: ServerEnd): string {
  const how = end.signal === undefined ? `with exit code ${end.exitCode ?? "unknown"}` : `by ${end.signal}`;
  const last = end.stderr.trim().split("\n").slice(-5).join("\n");
  return `it ended ${how}${last === "" ? ", saying nothing" : `:\n${last}`}`;
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
