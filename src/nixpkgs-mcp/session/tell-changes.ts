import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { Core } from "../core.ts";

/** Tells a client what changed: tools, resources it subscribed to, lines of the log. Call what comes back to end it. */
export function tellChanges(server: Server, core: Core, subscribed: ReadonlySet<string>): () => void {
  // A client that is gone, or has no open stream, is no trouble of ours.
  const send = (sent: Promise<void>) => void sent.catch(() => {});
  const ends = [
    core.changes.listen("tools", () => {
      send(server.sendToolListChanged());
      send(server.sendResourceListChanged());
    }),
    core.changes.listen("catalog", () => {
      for (const uri of subscribed) send(server.sendResourceUpdated({ uri }));
    }),
    core.log.listen((level, message) => {
      send(
        server.sendLoggingMessage(
          { level, logger: "nixpkgs-mcp", data: message },
          server.transport?.sessionId,
        ),
      );
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
