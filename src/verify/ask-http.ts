import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ExecaTransport, type ServerCommand } from "../mcp/execa-transport.ts";
import type { ProbeOptions, ProbeResult } from "../mcp/probe.ts";
import { probeHttp } from "../mcp/probe-http.ts";
import { lastLines } from "../mcp/server-words.ts";

/** How long the port may go on refusing while the server lives, in milliseconds between two tries. */
const RETRY_MS = 200;

/** Starts a server that speaks HTTP, asks it by its address, and ends it with all its children. */
export async function probeStartedHttp(
  server: ServerCommand,
  url: string,
  options: ProbeOptions,
): Promise<ProbeResult> {
  // Of the transport only its process is wanted: what such a server prints is no MCP.
  const process = new ExecaTransport(server);
  await process.start();
  const started = performance.now();
  const ended = process.ended.then((end) => {
    const last = lastLines(end.stderr);
    return {
      ok: false as const,
      reason: `it ended with exit code ${end.exitCode}${last === "" ? "" : `:\n${last}`}`,
    };
  });
  const whileUp = async (client: Client) => options.whileUp?.(process.pid ?? 0, client);
  const talk = async () => {
    for (;;) {
      const result = await probeHttp(url, { ...options, whileUp });
      const isLate = performance.now() - started > options.timeoutMs;
      if (result.ok || isLate || !/fetch failed|ECONN|socket hang up/.test(result.reason)) return result;
      options.signal?.throwIfAborted();
      await pause(RETRY_MS);
    }
  };
  try {
    const result = await Promise.race([talk(), ended]);
    await process.close();
    const end = await process.ended;
    if (!result.ok) return { ...result, end };
    const milliseconds = Math.round(performance.now() - started);
    return { ok: true, answer: { ...result.answer, milliseconds, strayLines: 0 } };
  } finally {
    await process.close();
  }
}
