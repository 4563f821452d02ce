import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { describeFailure, type QuestionOptions, requestWithin } from "./questions.ts";

/** JSON of any shape that is no deeper than a program can follow. */
const MAX_DEPTH = 100;
const json = z
  .unknown()
  .refine((value) => depthOf(value) <= MAX_DEPTH, "it is nested too deep")
  .optional();
/** What is no text is none for a client that is strict; one that is not shows it somehow. */
const text = z
  .unknown()
  .transform((value) =>
    value == null || typeof value === "string" ? (value ?? null) : JSON.stringify(value),
  )
  .optional();

/** One that is read into an object would be lost there. */
const name = z.string().refine((value) => value !== "__proto__", "a name that no client can keep");

const toolSchema = z.looseObject({
  name,
  title: text,
  description: text,
  inputSchema: json,
  outputSchema: json,
  annotations: json,
});
const promptSchema = z.looseObject({ name, title: text, description: text, arguments: json });
const resourceSchema = z.looseObject({ uri: name, name: text, description: text, mimeType: text });
const templateSchema = z.looseObject({
  uriTemplate: name,
  name: text,
  description: text,
  mimeType: text,
});

/** All that a server lists with all it says of each, in its order, and what of it was not fit to be taken. */
export interface ServerLists {
  readonly instructions: string | null;
  readonly tools: readonly z.infer<typeof toolSchema>[];
  readonly prompts: readonly z.infer<typeof promptSchema>[];
  readonly resources: readonly z.infer<typeof resourceSchema>[];
  readonly resourceTemplates: readonly z.infer<typeof templateSchema>[];
  /** One line each, in our words and the server's: to be escaped where it is shown. */
  readonly problems: readonly string[];
}

interface List<T> {
  readonly method: string;
  /** The member of the answer that holds the list. */
  readonly key: string;
  readonly capability: "tools" | "prompts" | "resources";
  readonly item: z.ZodType<T>;
}

const MAX_PAGES = 100;
const MAX_ITEMS = 5000;
/** Of all lists together, as JSON. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Asks a server that is connected for everything it lists. An item that is not as MCP has it is left out and told in
 * `problems`, and so is a list of prompts or resources that cannot be had; without its tools there is no answer.
 *
 * Throws what the SDK throws, and Error where the tools are too many.
 */
export async function askLists(client: Client, options: QuestionOptions): Promise<ServerLists> {
  const problems: string[] = [];
  const room = { bytes: MAX_BYTES };
  const ask = <T>(list: List<T>) => wholeList(client, list, options, room, problems);
  const tools = await ask({ method: "tools/list", key: "tools", capability: "tools", item: toolSchema });
  const rest = async <T>(list: List<T>): Promise<T[]> => {
    try {
      return await ask(list);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isUnknown(error)) problems.push(`${list.method}: ${describeFailure(error, options)}`);
      return [];
    }
  };
  const prompts = await rest({
    method: "prompts/list",
    key: "prompts",
    capability: "prompts",
    item: promptSchema,
  });
  const resources = await rest({
    method: "resources/list",
    key: "resources",
    capability: "resources",
    item: resourceSchema,
  });
  const resourceTemplates = await rest({
    method: "resources/templates/list",
    key: "resourceTemplates",
    capability: "resources",
    item: templateSchema,
  });
  const instructions = client.getInstructions() ?? null;
  return { instructions, tools, prompts, resources, resourceTemplates, problems };
}

async function wholeList<T>(
  client: Client,
  { method, key, capability, item }: List<T>,
  options: QuestionOptions,
  room: { bytes: number },
  problems: string[],
): Promise<T[]> {
  if (client.getServerCapabilities()?.[capability] === undefined) return [];
  const page = z.looseObject({ [key]: z.array(z.unknown()), nextCursor: z.string().nullish() });
  const items: T[] = [];
  const deadline = performance.now() + options.timeoutMs;
  let cursor: string | null | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const request = { method, params: cursor == null ? {} : { cursor } };
    const answer = await client.request(request, page, requestWithin(deadline - performance.now(), options));
    for (const one of answer[key] as unknown[]) {
      const parsed = json.pipe(item).safeParse(one);
      if (!parsed.success) {
        problems.push(
          `${method}: an entry is not as MCP has it: ${z.prettifyError(parsed.error).replace(/\s+/g, " ")}`,
        );
        continue;
      }
      room.bytes -= JSON.stringify(one).length;
      if (room.bytes < 0) throw new Error(`what it lists is more than ${MAX_BYTES / 1024 / 1024} MB`);
      items.push(parsed.data);
    }
    if (items.length > MAX_ITEMS) throw new Error(`it lists more than ${MAX_ITEMS} of ${key}`);
    cursor = answer.nextCursor as string | null | undefined;
    if (cursor == null) return items;
  }
  throw new Error(`its list of ${key} does not end: ${MAX_PAGES} pages, and a next one`);
}

/** Many servers say that they have resources, or prompts, and then know no such method: there are none. */
function isUnknown(error: unknown): boolean {
  return error instanceof McpError && error.code === ErrorCode.MethodNotFound;
}

/** Counted without recursion: it is what may be too deep for one. */
function depthOf(value: unknown): number {
  let [level, depth] = [[value], 0];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    depth += 1;
  }
  return depth;
}
