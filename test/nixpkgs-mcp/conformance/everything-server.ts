import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  CompleteRequestSchema,
  CreateMessageResultSchema,
  ElicitResultSchema,
  GetPromptRequestSchema,
  type GetPromptResult,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { Core } from "../../../src/nixpkgs-mcp/core.ts";
import type { Extra } from "../../../src/nixpkgs-mcp/session/client-side.ts";
import { createSession } from "../../../src/nixpkgs-mcp/session/session.ts";

// The conformance suite calls tools, prompts and resources of fixed names, which no server but its own example has.
// This is one of our sessions, on our transport, with those names put over ours.

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const wav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

const text = (words: string): CallToolResult => ({ content: [{ type: "text", text: words }] });
const image = { type: "image", data: png, mimeType: "image/png" } as const;

type Call = (given: Record<string, unknown>, extra: Extra, server: Server) => Promise<CallToolResult>;

const calls: Record<string, Call> = {
  test_simple_text: async () => text("This is a simple text response for testing."),
  test_image_content: async () => ({ content: [image] }),
  test_audio_content: async () => ({ content: [{ type: "audio", data: wav, mimeType: "audio/wav" }] }),
  test_embedded_resource: async () => ({
    content: [
      {
        type: "resource",
        resource: {
          uri: "test://embedded-resource",
          mimeType: "text/plain",
          text: "This is an embedded resource content.",
        },
      },
    ],
  }),
  test_multiple_content_types: async () => ({
    content: [
      { type: "text", text: "Multiple content types test:" },
      image,
      {
        type: "resource",
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: '{"test":"data","value":123}',
        },
      },
    ],
  }),
  test_tool_with_logging: async (_given, extra) => {
    for (const data of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
      await extra.sendNotification({ method: "notifications/message", params: { level: "info", data } });
      await sleep(50);
    }
    return text("done");
  },
  test_error_handling: async () => ({
    ...text("This tool intentionally returns an error for testing"),
    isError: true,
  }),
  test_tool_with_progress: async (_given, extra) => {
    const progressToken = extra._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100]) {
      await extra.sendNotification({
        method: "notifications/progress",
        params: { progressToken, progress, total: 100 },
      });
      await sleep(50);
    }
    return text("done");
  },
  test_sampling: async ({ prompt }, extra) => {
    const params = {
      messages: [{ role: "user" as const, content: { type: "text" as const, text: String(prompt) } }],
      maxTokens: 100,
    };
    const answer = await extra.sendRequest(
      { method: "sampling/createMessage", params },
      CreateMessageResultSchema,
    );
    return text(`LLM response: ${JSON.stringify(answer.content)}`);
  },
  test_elicitation: ({ message }, extra) =>
    elicit(extra, String(message), {
      username: { type: "string", description: "User's response" },
      email: { type: "string", description: "User's email address" },
    }),
  test_elicitation_sep1034_defaults: (_given, extra) =>
    elicit(extra, "defaults", {
      name: { type: "string", default: "John Doe" },
      age: { type: "integer", default: 30 },
      score: { type: "number", default: 95.5 },
      status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
      verified: { type: "boolean", default: true },
    }),
  test_elicitation_sep1330_enums: (_given, extra) => {
    const titled = ["First", "Second", "Third"].map((title, index) => ({
      const: `value${index + 1}`,
      title: `${title} Option`,
    }));
    const options = ["option1", "option2", "option3"];
    return elicit(extra, "enums", {
      untitledSingle: { type: "string", enum: options },
      titledSingle: { type: "string", oneOf: titled },
      legacyEnum: {
        type: "string",
        enum: ["opt1", "opt2", "opt3"],
        enumNames: ["Option One", "Option Two", "Option Three"],
      },
      untitledMulti: { type: "array", items: { type: "string", enum: options } },
      titledMulti: { type: "array", items: { anyOf: titled } },
    });
  },
  test_reconnection: async (_given, extra) => {
    extra.closeSSEStream?.();
    await sleep(100);
    return text("after the reconnection");
  },
  json_schema_2020_12_tool: async () => text("never called"),
};

const schema202012 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object" as const,
  $defs: {
    address: { type: "object", properties: { street: { type: "string" }, city: { type: "string" } } },
  },
  properties: { name: { type: "string" }, address: { $ref: "#/$defs/address" } },
  additionalProperties: false,
};

async function elicit(
  extra: Extra,
  message: string,
  properties: Record<string, unknown>,
): Promise<CallToolResult> {
  const requestedSchema = { type: "object" as const, properties: properties as never };
  const { action, content } = await extra.sendRequest(
    { method: "elicitation/create", params: { message, requestedSchema } },
    ElicitResultSchema,
  );
  return text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`);
}

const user = (content: GetPromptResult["messages"][number]["content"]) => ({
  role: "user" as const,
  content,
});
const words = (said: string) => user({ type: "text", text: said });

const prompts: Record<string, (given: Record<string, string>) => GetPromptResult["messages"]> = {
  test_simple_prompt: () => [words("This is a simple prompt for testing.")],
  test_prompt_with_arguments: ({ arg1, arg2 }) => [
    words(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  ],
  test_prompt_with_embedded_resource: ({ resourceUri = "" }) => [
    user({
      type: "resource",
      resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded resource content for testing." },
    }),
    words("Please process the embedded resource above."),
  ],
  test_prompt_with_image: () => [user(image), words("Please analyze the image above.")],
};

function contents(uri: string) {
  const [, id] = /^test:\/\/template\/(.+)\/data$/.exec(uri) ?? [];
  if (id !== undefined)
    return { uri, mimeType: "application/json", text: JSON.stringify({ id, templateTest: true }) };
  if (uri === "test://static-binary") return { uri, mimeType: "image/png", blob: png };
  return { uri, mimeType: "text/plain", text: "This is the content of the static text resource." };
}

/** One of our sessions with the suite's tools, prompts and resources. */
export function everythingSession(core: Core): Server {
  const server = createSession(core);
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.keys(calls).map((name) => ({
      name,
      description: `For the suite: ${name}`,
      inputSchema: name.startsWith("json_schema") ? schema202012 : { type: "object" as const },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const call = calls[params.name];
    if (call === undefined) throw new Error(`no ${params.name}`);
    return call(params.arguments ?? {}, extra, server);
  });
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: Object.keys(prompts).map((name) => ({ name, description: `For the suite: ${name}` })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => ({
    messages: prompts[params.name]?.(params.arguments ?? {}) ?? [],
  }));
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: ["test://static-text", "test://static-binary"].map((uri) => ({ uri, name: uri })),
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ({ contents: [contents(params.uri)] }));
  server.setRequestHandler(CompleteRequestSchema, () => ({
    completion: { values: ["test1"], hasMore: false },
  }));
  return server;
}
