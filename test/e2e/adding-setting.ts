import type { FakeVersion } from "../support/fake-registry.ts";

/** A server that needs a key, and speaks HTTP when it is told to. */
const maps = `#!/usr/bin/env node
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { parseArgs } from "node:util";
import http from "node:http";

const key = process.env.MAPS_API_KEY;
if (!key) {
  console.error("MAPS_API_KEY environment variable is required");
  process.exit(1);
}
const { values } = parseArgs({
  options: { transport: { type: "string", default: "stdio" }, port: { type: "string", default: "3000" } },
});
const server = new McpServer({ name: "maps", version: "1.0.0" });
server.tool("find_place", "Finds a place by its name", async () => {
  const answer = await fetch("https://api.maps-of-all.com/find", { headers: { authorization: key } });
  return { content: [{ type: "text", text: await answer.text() }] };
});
if (values.transport === "http") {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  http
    .createServer((request, response) => {
      if (request.url === "/mcp") transport.handleRequest(request, response);
    })
    .listen(Number(values.port));
} else {
  await server.connect(new StdioServerTransport());
}
`;

/** A server that speaks nothing but HTTP. */
const hub = `#!/usr/bin/env node
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import http from "node:http";

const server = new McpServer({ name: "hub", version: "1.0.0" });
server.tool("ping", "Answers", async () => ({ content: [] }));
const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
await server.connect(transport);
http
  .createServer((request, response) => {
    if (request.url === "/mcp") transport.handleRequest(request, response);
  })
  .listen(process.env.PORT ? Number(process.env.PORT) : 3000);
`;

function published(name: string, about: string, code: string): FakeVersion {
  return {
    manifest: {
      type: "module",
      bin: { [name]: "index.js" },
      license: "MIT",
      description: `MCP server: ${about}`,
    },
    files: { "index.js": code },
  };
}

/** Servers whose code says what they need; handed to the registry of a test. */
export const servers = {
  "maps-mcp": { versions: { "1.0.0": published("maps-mcp", "find a place", maps) } },
  "hub-mcp": { versions: { "1.0.0": published("hub-mcp", "a hub", hub) } },
  "broken-mcp": { versions: { "1.0.0": published("broken-mcp", "nothing", "const (") } },
};
