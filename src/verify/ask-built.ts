import { join } from "node:path";
import type { Offer } from "../config/lock-offer-schema.ts";
import type { ServerCommand } from "../mcp/execa-transport.ts";
import { askLists, type ServerLists } from "../mcp/lists.ts";
import { type ProbeOptions, type ProbeResult, probeServer } from "../mcp/probe.ts";
import { probeWithDummies } from "../mcp/probe-with-dummies.ts";
import { probeStartedHttp } from "./ask-http.ts";
import type { BuiltServer } from "./built-server.ts";
import { offerFromLists } from "./offer-from-lists.ts";
import { withoutOwnValues } from "./own-values.ts";
import { openEntrance, relayArguments } from "./relay.ts";
import { withSandboxFolder } from "./sandbox/folder.ts";
import type { Confined, Sandbox } from "./sandbox/sandbox.ts";
import { standInsFor } from "./stand-ins.ts";

export interface AskOptions {
  readonly sandbox: Sandbox;
  /** For each answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a server answered, started once; or why there is no answer. */
export type Asked =
  | {
      readonly ok: true;
      readonly offer: Offer;
      readonly problems: readonly string[];
      /** Names of variables, and arguments, that were made up. */
      readonly dummies: readonly string[];
      readonly milliseconds: number;
    }
  | { readonly ok: false; readonly reason: string };

/** Starts a built server in a sandbox, again with what its last words ask for, and asks it for all it offers. */
export async function askBuilt(server: BuiltServer, options: AskOptions): Promise<Asked> {
  const { kind, ownLoopback } = options.sandbox;
  if (server.httpPath !== null && !ownLoopback && kind !== "none")
    return {
      ok: false,
      reason: `it speaks HTTP, and this sandbox (${kind}) has no loopback of its own: it was not started`,
    };
  const standIns = await standInsFor([...server.args, ...Object.values(server.env)]);
  return withSandboxFolder(async (folder) => {
    const way =
      server.httpPath === null ? stdioWay(options) : await httpWay(server.httpPath, folder, options);
    try {
      return await ask(server, { folder, standIns }, way, options);
    } finally {
      way.close();
    }
  });
}

/** How a transport is started and spoken to. */
interface Way {
  /** Where an HTTP server has to listen; null over stdio. */
  readonly port: number | null;
  /** What of the command and of the sandbox is another for it. */
  wrap(
    command: readonly string[],
  ): Pick<Confined, "shared" | "readable"> & { readonly command: readonly string[] };
  probe(command: ServerCommand, options: ProbeOptions): Promise<ProbeResult>;
  close(): void;
}

function stdioWay(_: AskOptions): Way {
  return {
    port: null,
    wrap: (command) => ({ command, shared: null, readable: [] }),
    probe: probeServer,
    close: () => {},
  };
}

/** Where the sandbox has a loopback of its own, its port is reached by a socket of ours that the inside connects to. */
async function httpWay(path: string, folder: string, { sandbox }: AskOptions): Promise<Way> {
  const shared = join(folder, "shared");
  const socketPath = join(shared, "relay.sock");
  const entrance = await openEntrance(socketPath);
  const { port } = entrance;
  // Without a network of its own the server itself takes the port.
  if (!sandbox.ownLoopback) entrance.close();
  const node = process.execPath;
  return {
    port,
    wrap: (command) => {
      if (!sandbox.ownLoopback) return { command, shared: null, readable: [] };
      return { command: [node, ...relayArguments(socketPath, port, command)], shared, readable: [node] };
    },
    probe: (command, options) => probeStartedHttp(command, `http://127.0.0.1:${port}${path}`, options),
    close: () => entrance.close(),
  };
}

async function ask(
  server: BuiltServer,
  { folder, standIns }: Pick<Confined, "folder" | "standIns">,
  way: Way,
  { sandbox, timeoutMs, signal }: AskOptions,
): Promise<Asked> {
  const home = sandbox.home(folder);
  let lists: ServerLists | undefined;
  const options: ProbeOptions = {
    timeoutMs,
    signal,
    root: home,
    // The lists are asked for below, one odd entry of which is no reason to give up.
    tools: false,
    whileUp: async (_, client) => {
      lists = await askLists(client, { timeoutMs, signal });
    },
  };
  const placed = (text: string) =>
    way.port === null ? text : text.replaceAll("{port}", String(way.port)).replaceAll("{host}", "127.0.0.1");
  const { result, dummyEnv, dummyArgs } = await probeWithDummies(
    {
      command: server.program,
      args: server.args.map(placed),
      env: Object.fromEntries(Object.entries(server.env).map(([name, value]) => [name, placed(value)])),
      cwd: home,
    },
    {
      ...options,
      namesInCode: server.namesInCode,
      probe: ({ command, args, env }) => {
        const { command: wrapped, ...seen } = way.wrap([command, ...args]);
        const [program = command, ...rest] = wrapped;
        const readable = [...seen.readable, ...(server.elsewhere === null ? [] : [server.elsewhere])];
        return way.probe(
          sandbox.around({ command: program, args: rest, env, folder, standIns, ...seen, readable }),
          options,
        );
      },
    },
  );
  signal?.throwIfAborted();
  if (!result.ok) return { ok: false, reason: result.reason };
  if (lists === undefined) return { ok: false, reason: "it ended before it had told what it offers" };
  const plain = withoutOwnValues({ folders: [home, folder], port: way.port, day: new Date() });
  const { offer, twice } = offerFromLists(lists, server.version, plain);
  return {
    ok: true,
    offer,
    problems: [...lists.problems, ...twice.map((name) => `it lists '${name}' more than once`)],
    dummies: [...dummyEnv, ...dummyArgs],
    milliseconds: result.answer.milliseconds,
  };
}
