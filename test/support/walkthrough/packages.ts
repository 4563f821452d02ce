import type { FakePackage, FakeVersion } from "../fake-registry/types.ts";

interface Tool {
  readonly name: string;
  readonly description: string;
}

/** A server in one file that answers MCP over stdio, in the words of the SDK, so that it can be read as well as run. */
function program(name: string, version: string, tools: readonly Tool[], key?: string): string {
  const needs = `if (!process.env.${key}) {
  console.error("Error: ${key} environment variable is required");
  process.exit(1);
}
`;
  return `#!/usr/bin/env node
class McpServer {
  tools = [];
  constructor(info) {
    this.info = info;
  }
  registerTool(name, { description, inputSchema }) {
    this.tools.push({ name, description, inputSchema });
  }
  answer(method) {
    const capabilities = { tools: {} };
    if (method === "initialize") return { protocolVersion: "2025-06-18", capabilities, serverInfo: this.info };
    return method === "tools/list" ? { tools: this.tools } : undefined;
  }
}
${key === undefined ? "" : needs}const server = new McpServer({ name: ${JSON.stringify(name)}, version: ${JSON.stringify(version)} });
${tools
  .map(
    (tool) =>
      `server.registerTool(${JSON.stringify(tool.name)}, { description: ${JSON.stringify(tool.description)}, inputSchema: { type: "object", properties: {} } });`,
  )
  .join("\n")}
let rest = "";
process.stdin.on("data", (chunk) => {
  rest += chunk;
  const lines = rest.split("\\n");
  rest = lines.pop();
  for (const { id, method } of lines.map((line) => JSON.parse(line))) {
    const result = server.answer(method);
    if (id === undefined) continue;
    const outcome = result === undefined ? { error: { code: -32601, message: "Method not found" } } : { result };
    process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, ...outcome }) + "\\n");
  }
});
`;
}

function version(bin: string, text: string, description: string): FakeVersion {
  return {
    manifest: {
      bin: { [bin]: "cli.js" },
      type: text.includes("\nimport ") ? "module" : "commonjs",
      license: "MIT",
      description,
      dependencies: { zod: "^4.0.0" },
    },
    files: { "cli.js": { content: text, mode: 0o755 } },
  };
}

const scrape = { name: "firecrawl_scrape", description: "Scrape content from a single URL." };
const search = { name: "firecrawl_search", description: "Search the web." };
const map = { name: "firecrawl_map", description: "Discover the URLs of a website." };

const firecrawl = (number: string, tools: readonly Tool[]) =>
  version(
    "firecrawl-mcp",
    program("firecrawl-fastmcp", number, tools, "FIRECRAWL_API_KEY"),
    "MCP server for Firecrawl web scraping",
  );

const memoryTools = ["create_entities", "read_graph", "search_nodes"].map((name) => ({
  name,
  description: `${name.replace("_", " ")} of the knowledge graph`,
}));

/** Only read and packaged, never started: as a server is written that is told its port. */
const playwright = `#!/usr/bin/env node
import { Command } from "commander";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createServer } from "node:http";

const program = new Command()
  .option("--headless", "run the browser without a window")
  .option("--host <host>", "address to listen on", "localhost")
  .option("--port <port>", "port to listen on for HTTP")
  .parse(process.argv);
const options = program.opts();
const server = new McpServer({ name: "Playwright", version: "0.0.83" });
server.registerTool("browser_navigate", { description: "Navigate to a URL" }, async () => ({ content: [] }));
server.registerTool("browser_click", { description: "Perform click on a web page" }, async () => ({ content: [] }));
if (options.port) {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  createServer((request, response) => transport.handleRequest(request, response)).listen(Number(options.port), options.host);
} else {
  await server.connect(new StdioServerTransport());
}
`;

/** npm packages by the names of real ones and of one file each: what the guides' commands find on the registry. */
export const walkthroughPackages: Readonly<Record<string, FakePackage>> = {
  "firecrawl-mcp": {
    versions: {
      "3.25.1": firecrawl("3.25.1", [scrape, search]),
      "3.26.0": firecrawl("3.26.0", [scrape, search, map]),
    },
  },
  "@modelcontextprotocol/server-memory": {
    versions: {
      "2026.7.4": version(
        "mcp-server-memory",
        program("memory-server", "0.6.3", memoryTools),
        "MCP server for enabling memory for Claude through a knowledge graph",
      ),
    },
  },
  "@playwright/mcp": {
    versions: {
      "0.0.83": version("playwright-mcp", playwright, "Playwright Tools for MCP"),
    },
  },
  zod: { versions: { "4.6.7": { manifest: { license: "MIT" } } } },
};
