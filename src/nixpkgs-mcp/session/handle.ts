import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { Protocol } from "@modelcontextprotocol/sdk/shared/protocol.js";
import { ErrorCode, type Result } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { Extra } from "./client-side.ts";
import { ProtocolError } from "./protocol-error.ts";

/** A request's schema, as the SDK has it. */
type RequestSchema = z.ZodObject<{ readonly method: z.ZodLiteral<string> }>;

/**
 * Answers requests of one method. As the SDK's own `setRequestHandler`, but for parameters that are wrong: those are
 * the client's fault (-32602, in a line) and no internal error with a page of JSON.
 */
export function handle<Schema extends RequestSchema>(
  server: Server,
  schema: Schema,
  answer: (request: z.output<Schema>, extra: Extra) => Result | Promise<Result>,
): void {
  const anyOfMethod = z.looseObject({ method: schema.shape.method });
  // The server's own method reads tools/call before we do.
  Protocol.prototype.setRequestHandler.call(
    server,
    anyOfMethod as unknown as RequestSchema,
    (request, extra) => {
      const parsed = schema.safeParse(request);
      if (parsed.success) return answer(parsed.data, extra as Extra);
      const [issue] = parsed.error.issues;
      throw new ProtocolError(ErrorCode.InvalidParams, `${issue?.path.join(".")}: ${issue?.message}`);
    },
  );
}
