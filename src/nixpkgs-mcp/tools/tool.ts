import type { CallToolResult, Tool as ListedTool, ToolAnnotations } from "@modelcontextprotocol/sdk/types.js";
import type { z } from "zod";
import type { Core } from "../core.ts";
import type { Caller, ExecutionProgress } from "../execution/types.ts";
import { parseArguments } from "./arguments.ts";
import { inputJsonSchema, type JsonSchema } from "./json-schema.ts";

/** What a tool has of the outside while it is called. */
export interface ToolContext {
  readonly core: Core;
  /** Asked of the client when first wanted: a search needs no roots. */
  readonly caller: () => Promise<Caller>;
  /** Fires when the request is cancelled or its client is gone. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExecutionProgress) => void;
}

/** A tool: what a client is told of it, and what it does. */
export interface Tool {
  readonly listing: ListedTool;
  /** Throws UserError; whoever calls makes a result of that. */
  call(given: unknown, context: ToolContext): Promise<CallToolResult>;
}

interface ToolDefinition<Input extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly input: Input;
  /** Of `structuredContent`; default: any object. */
  readonly output?: JsonSchema;
  /** Only what differs from the protocol's defaults (writes, may destroy, open world) is told. */
  readonly annotations?: ToolAnnotations;
  run(input: z.output<Input>, context: ToolContext): Promise<CallToolResult>;
}

/** Said although it is the protocol's default: these can do whatever the program can that they are told to run. */
export const runsAnything: ToolAnnotations = { destructiveHint: true, openWorldHint: true };

const anyObject: JsonSchema = { type: "object" };

/** Makes a tool of a definition: its schema from zod, its input checked by it. */
export function defineTool<Input extends z.ZodObject>(definition: ToolDefinition<Input>): Tool {
  const { name, description, input, annotations } = definition;
  return {
    listing: {
      name,
      description,
      inputSchema: schemaOf(input),
      outputSchema: (definition.output ?? anyObject) as NonNullable<ListedTool["outputSchema"]>,
      ...(annotations === undefined ? {} : { annotations }),
    },
    call: async (given, context) => definition.run(parseArguments(name, input, given), context),
  };
}

/** Common tools share a handful of inputs. */
const schemas = new WeakMap<z.ZodObject, ListedTool["inputSchema"]>();

function schemaOf(input: z.ZodObject): ListedTool["inputSchema"] {
  const known = schemas.get(input);
  if (known !== undefined) return known;
  const schema = inputJsonSchema(input) as ListedTool["inputSchema"];
  schemas.set(input, schema);
  return schema;
}
