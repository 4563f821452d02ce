import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { z } from "zod";
import { ExecaTransport, type ServerCommand, type ServerEnd } from "./execa-transport.ts";
import { type Answers, askServer, describeFailure, type QuestionOptions } from "./questions.ts";
import { lastLines } from "./server-words.ts";

interface ProbeAnswer extends Answers {
  readonly milliseconds: number;
  readonly strayLines: number;
}

export type ProbeResult =
  | { readonly ok: true; readonly answer: ProbeAnswer }
  | { readonly ok: false; readonly reason: string; readonly end: ServerEnd };

export interface ProbeOptions extends QuestionOptions {
  /** The server's working directory as it sees it itself, where that is another path than `cwd`. */
  readonly root?: string | undefined;
  /** Called once the process is there. */
  readonly onSpawn?: ((pid: number) => void) | undefined;
  /** Called while the server is up, after its answers and before it is ended. What it throws counts as no answer. */
  readonly whileUp?: ((pid: number, client: Client) => Promise<void>) | undefined;
}

/** Starts a server, speaks MCP with it (`initialize`, `tools/list`), and ends it with all its children. */
export async function probeServer(server: ServerCommand, options: ProbeOptions): Promise<ProbeResult> {
  const transport = new ExecaTransport(server);
  const client = new Client({ name: "mcp-nixgen", version: "1" }, { capabilities: { roots: {} } });
  const roots = { roots: [{ uri: pathToFileURL(options.root ?? server.cwd).href }] };
  client.setRequestHandler(rootsRequest, async () => roots);
  const started = performance.now();
  const talk = askServer(client, transport, options);
  if (transport.pid !== undefined) options.onSpawn?.(transport.pid);
  const died = transport.ended.then((end) => ({ reason: describeEnd(end) }));
  const unusable = transport.unusable.then((reason) => ({ reason }));
  try {
    const outcome = await Promise.race([talk, died, unusable]);
    const milliseconds = Math.round(performance.now() - started);
    if (!("reason" in outcome) && transport.pid !== undefined) await options.whileUp?.(transport.pid, client);
    await transport.close();
    const end = await transport.ended;
    if ("reason" in outcome) return { ok: false, reason: outcome.reason, end };
    return { ok: true, answer: { ...outcome, milliseconds, strayLines: end.strayLines } };
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

function describeEnd(end: ServerEnd): string {
  const how = end.signal === undefined ? `with exit code ${end.exitCode ?? "unknown"}` : `by ${end.signal}`;
  const last = lastLines(end.stderr);
  return `it ended ${how}${last === "" ? ", saying nothing" : `:\n${last}`}`;
}
