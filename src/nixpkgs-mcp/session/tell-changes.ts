import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { type LoggingLevel, LoggingLevelSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Core } from "../core.ts";

/** What a client wants to be told, as it last said. */
interface Wanted {
  /** Addresses of resources. */
  readonly subscribed: ReadonlySet<string>;
  /** The least lines of the log. */
  readonly level: () => LoggingLevel;
}

/** Tells a client what changed: tools, resources it subscribed to, lines of the log. Call what comes back to end it. */
export function tellChanges(server: Server, core: Core, { subscribed, level: least }: Wanted): () => void {
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
      if (severity(level) < severity(least())) return;
      send(server.sendLoggingMessage({ level, logger: "nixpkgs-mcp", data: message }));
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

const severity = (level: LoggingLevel) => LoggingLevelSchema.options.indexOf(level);
