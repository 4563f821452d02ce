import type { ClientServer, HttpServer, Rendered, StdioServer } from "./types.ts";

/** What to do about a server that has none, after "or ". */
export const letHaveBridge =
  "let it have a bridge: Home-Manager's module makes one where its option package is set, no header needs a credential of the service, and none takes a secret to another machine over plain http";

/**
 * A client's `render` that falls back on the server's bridge: where the client cannot have an HTTP server as it is,
 * it starts the bridge instead, and its user is told why. Without a bridge the problem stays one.
 */
export function orBridge(render: (server: ClientServer) => Rendered): (server: ClientServer) => Rendered {
  return (server) => {
    const rendered = render(server);
    if (!("problem" in rendered) || server.transport === "stdio" || server.bridge === undefined)
      return rendered;
    const started = render(bridgeOf(server, server.bridge));
    if ("problem" in started) return rendered;
    const note = `${server.name} is reached through a bridge, since ${rendered.problem}`;
    return { ...started, notes: [note, ...(started.notes ?? [])], bridged: true };
  };
}

function bridgeOf({ name, timeoutMs }: HttpServer, command: string): StdioServer {
  const timeout = timeoutMs === undefined ? {} : { timeoutMs };
  return { transport: "stdio", name, command, args: [], env: {}, ...timeout };
}
