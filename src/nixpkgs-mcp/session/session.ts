import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  RootsListChangedNotificationSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { Core } from "../core.ts";
import { complete } from "../prompts/complete.ts";
import { getPrompt, listPrompts } from "../prompts/prompts.ts";
import { listResources, readResource, resourceTemplates } from "../resources/resources.ts";
import { serverVersion } from "../version.ts";
import { callTool } from "./call-tool.ts";
import { createClientSide } from "./client-side.ts";
import { instructions } from "./instructions.ts";
import { noValidator } from "./no-validator.ts";
import { tellChanges } from "./tell-changes.ts";

/** One client's server: connect it to a transport. It lets go of `core` when that closes. */
export function createSession(core: Core): Server {
  const server = new Server(
    { name: "nixpkgs-mcp", title: "nixpkgs", version: serverVersion() },
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

  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: (await core.tools.list()).map(({ listing }) => listing),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) =>
    callTool(core, client, params, extra),
  );
  server.setRequestHandler(ListResourcesRequestSchema, async () => ({
    resources: await listResources(core),
  }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [...resourceTemplates],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }, { signal }) =>
    readResource(params.uri, core, signal),
  );
  server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    subscribed.add(params.uri);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    subscribed.delete(params.uri);
    return {};
  });
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: listPrompts() }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) =>
    getPrompt(params.name, params.arguments ?? {}),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params }) =>
    complete(params.ref, params.argument, core),
  );
  server.setNotificationHandler(RootsListChangedNotificationSchema, () => client.forgetRoots());

  let stopTelling = () => {};
  server.oninitialized = () => {
    stopTelling = tellChanges(server, core, subscribed);
  };
  server.onclose = () => stopTelling();
  return server;
}
