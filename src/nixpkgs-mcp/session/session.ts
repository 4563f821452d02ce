import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  type LoggingLevel,
  ReadResourceRequestSchema,
  RootsListChangedNotificationSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { programVersion } from "../../version.ts";
import type { Core } from "../core.ts";
import { complete } from "../prompts/complete.ts";
import { getPrompt, listPrompts } from "../prompts/prompts.ts";
import { listResources, readResource, resourceTemplates } from "../resources/resources.ts";
import { callTool } from "./call-tool.ts";
import { createClientSide } from "./client-side.ts";
import { handle } from "./handle.ts";
import { instructions } from "./instructions.ts";
import { noValidator } from "./no-validator.ts";
import { tellChanges } from "./tell-changes.ts";

/** One client's server: connect it to a transport. It lets go of `shared` when that closes. */
export function createSession(shared: Core): Server {
  // What fails for one client is no business of the others.
  const core: Core = { ...shared, log: shared.log.ofOne() };
  const server = new Server(
    { name: "nixpkgs-mcp", title: "nixpkgs", version: programVersion() },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        prompts: {},
        completions: {},
        logging: {},
      },
      instructions,
      jsonSchemaValidator: noValidator,
    },
  );
  const client = createClientSide(server, core.log);
  const subscribed = new Set<string>();
  let level: LoggingLevel = "warning";

  handle(server, ListToolsRequestSchema, async () => ({
    tools: (await core.tools.list()).map(({ listing }) => listing),
  }));
  handle(server, CallToolRequestSchema, ({ params }, extra) => callTool(core, client, params, extra));
  handle(server, ListResourcesRequestSchema, async () => ({
    resources: await listResources(core),
  }));
  handle(server, ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [...resourceTemplates],
  }));
  handle(server, ReadResourceRequestSchema, ({ params }, { signal }) =>
    readResource(params.uri, core, signal),
  );
  handle(server, SubscribeRequestSchema, ({ params }) => {
    subscribed.add(params.uri);
    return {};
  });
  handle(server, UnsubscribeRequestSchema, ({ params }) => {
    subscribed.delete(params.uri);
    return {};
  });
  handle(server, SetLevelRequestSchema, ({ params }) => {
    level = params.level;
    return {};
  });
  handle(server, ListPromptsRequestSchema, () => ({ prompts: listPrompts() }));
  handle(server, GetPromptRequestSchema, ({ params }) => getPrompt(params.name, params.arguments ?? {}));
  handle(server, CompleteRequestSchema, ({ params }) => complete(params.ref, params.argument, core));
  server.setNotificationHandler(RootsListChangedNotificationSchema, () => client.forgetRoots());

  let stopTelling = () => {};
  server.oninitialized = () => {
    stopTelling = tellChanges(server, core, { subscribed, level: () => level });
  };
  server.onclose = () => stopTelling();
  return server;
}
