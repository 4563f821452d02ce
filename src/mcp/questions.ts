import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { messageOf } from "../errors.ts";
import { oneLine } from "./server-words.ts";

/** What a server answered to `initialize` and `tools/list`. */
export interface Answers {
  readonly serverInfo: { readonly name: string; readonly version: string };
  readonly capabilities: readonly string[];
  /** Names, in the server's order; empty when it offers no tools. */
  readonly tools: readonly string[];
  /** How long each took. */
  readonly timings: { readonly initialize: number; readonly toolsList: number };
}

export interface QuestionOptions {
  /** For each of the two answers; that to `tools/list` with all its pages. */
  readonly timeoutMs: number;
  /** false: `initialize` alone; no tools are asked for. */
  readonly tools?: boolean | undefined;
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

/**
 * Asks a server `initialize` and `tools/list`. The connection is left open.
 *
 * Throws what the SDK throws, and zod's errors for answers that are not MCP: `describeFailure` puts it in words.
 */
export async function askServer(
  client: Client,
  transport: Transport,
  options: QuestionOptions,
): Promise<Answers> {
  const started = performance.now();
  await client.connect(transport, requestWithin(options.timeoutMs, options));
  const initialized = performance.now();
  const tools = options.tools === false ? [] : await toolNames(client, options);
  const { name, version } = client.getServerVersion() ?? { name: "", version: "" };
  return {
    serverInfo: { name: oneLine(name), version: oneLine(version) },
    capabilities: Object.keys(client.getServerCapabilities() ?? {}),
    tools,
    timings: {
      initialize: Math.round(initialized - started),
      toolsList: Math.round(performance.now() - initialized),
    },
  };
}

/** setTimeout has no longer ones, and takes what is longer for none at all. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What the SDK is told of how long an answer may take. */
export function requestWithin(milliseconds: number, { signal }: QuestionOptions): RequestOptions {
  const timeout = Math.min(Math.max(milliseconds, 1), MAX_TIMEOUT_MS);
  return { timeout, ...(signal ? { signal } : {}) };
}

async function toolNames(client: Client, options: QuestionOptions): Promise<string[]> {
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

/** Why there was no answer, in one line. */
export function describeFailure(error: unknown, { timeoutMs }: QuestionOptions): string {
  if (error instanceof McpError && error.code === ErrorCode.RequestTimeout)
    return `it did not answer within ${timeoutMs / 1000} s`;
  if (error instanceof z.core.$ZodError)
    return oneLine(`its answer is not as MCP has it: ${z.prettifyError(error).replaceAll("✖ ", "")}`);
  return oneLine(messageOf(error));
}
