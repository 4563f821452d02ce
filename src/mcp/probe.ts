import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { messageOf } from "../errors.ts";
import { ExecaTransport, type ServerCommand, type ServerEnd } from "./execa-transport.ts";
import { lastLines, oneLine } from "./server-words.ts";

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
  /** For each of the two answers; that to `tools/list` with all its pages. */
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
  const roots = { roots: [{ uri: pathToFileURL(server.cwd).href }] };
  client.setRequestHandler(rootsRequest, async () => roots);
  const started = performance.now();
  const talk = (async () => {
    await client.connect(transport, requestWithin(options.timeoutMs, options));
    return { tools: await toolNames(client, options) };
  })();
  const died = transport.ended.then((end) => ({ reason: describeEnd(end) }));
  const unusable = transport.unusable.then((reason) => ({ reason }));
  try {
    const outcome = await Promise.race([talk, died, unusable]);
    const milliseconds = Math.round(performance.now() - started);
    await transport.close();
    const end = await transport.ended;
    if ("reason" in outcome) return { ok: false, reason: outcome.reason, end };
    const { name, version } = client.getServerVersion() ?? { name: "", version: "" };
    return {
      ok: true,
      answer: {
        serverInfo: { name: oneLine(name), version: oneLine(version) },
        capabilities: Object.keys(client.getServerCapabilities() ?? {}),
        tools: outcome.tools,
        milliseconds,
        strayLines: end.strayLines,
      },
    };
  } catch (error) {
    await transport.close();
    const end = await transport.ended;
    const reason = transport.endedByItself ? describeEnd(end) : describeFailure(error, options);
    return { ok: false, reason, end };
  } finally {
    talk.catch(() => {});
    await transport.close();
  }
}

const rootsRequest = z.looseObject({ method: z.literal("roots/list") });

/** setTimeout has no longer ones, and takes what is longer for none at all. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

function requestWithin(milliseconds: number, { signal }: ProbeOptions): RequestOptions {
  const timeout = Math.min(Math.max(milliseconds, 1), MAX_TIMEOUT_MS);
  return { timeout, ...(signal ? { signal } : {}) };
}

async function toolNames(client: Client, options: ProbeOptions): Promise<string[]> {
  if (client.getServerCapabilities()?.tools === undefined) return [];
  const names: string[] = [];
  const deadline = performance.now() + options.timeoutMs;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const request = { method: "tools/list", params: cursor === undefined ? {} : { cursor } };
    const within = requestWithin(deadline - performance.now(), options);
    const answer = await client.request(request, toolsPage, within);
    names.push(...answer.tools.map((tool) => oneLine(tool.name)));
    cursor = answer.nextCursor;
    if (cursor === undefined) return names;
  }
  throw new Error(`its list of tools does not end: ${MAX_PAGES} pages, and a next one`);
}

function describeEnd(end: ServerEnd): string {
  const how = end.signal === undefined ? `with exit code ${end.exitCode ?? "unknown"}` : `by ${end.signal}`;
  const last = lastLines(end.stderr);
  return `it ended ${how}${last === "" ? ", saying nothing" : `:\n${last}`}`;
}

function describeFailure(error: unknown, { timeoutMs }: ProbeOptions): string {
  if (error instanceof McpError && error.code === ErrorCode.RequestTimeout)
    return `it did not answer within ${timeoutMs / 1000} s`;
  if (error instanceof z.core.$ZodError)
    return oneLine(`its answer is not as MCP has it: ${z.prettifyError(error).replaceAll("✖ ", "")}`);
  return oneLine(messageOf(error));
}
