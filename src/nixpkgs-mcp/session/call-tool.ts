import { type CallToolResult, ErrorCode } from "@modelcontextprotocol/sdk/types.js";
import { similarNames } from "../../config/similar-names.ts";
import { messageOf, UserError } from "../../errors.ts";
import type { Core } from "../core.ts";
import { errorResult } from "../tools/results.ts";
import type { ClientSide, Extra } from "./client-side.ts";
import { progressOf } from "./progress.ts";
import { ProtocolError } from "./protocol-error.ts";

/**
 * Calls a tool by name. What goes wrong in it is a result that the model reads (`isError`), also arguments that
 * are wrong; an unknown tool is an error of the protocol (-32602), as its specification says.
 */
export async function callTool(
  core: Core,
  client: ClientSide,
  { name, arguments: given }: { readonly name: string; readonly arguments?: unknown },
  extra: Extra,
): Promise<CallToolResult> {
  const tool = await core.tools.find(name);
  if (tool === undefined) throw await unknownTool(core, name);
  const end = core.metrics.begin(tool.listing.name);
  const progress = progressOf(extra);
  let failed = true;
  try {
    const result = await tool.call(given, {
      core,
      caller: () => client.caller(extra),
      signal: extra.signal,
      onProgress: progress.tell,
    });
    failed = result.isError === true;
    return result;
  } catch (error) {
    const level = error instanceof UserError || extra.signal.aborted ? "info" : "error";
    core.log.write(level, `${name}: ${messageOf(error)}`);
    return errorResult(error);
  } finally {
    progress.end();
    end(failed);
  }
}

async function unknownTool(core: Core, name: string): Promise<ProtocolError> {
  const names = (await core.tools.list()).map(({ listing }) => listing.name);
  const near = similarNames(name, names);
  const hint = near.length === 0 ? "nixpkgs_execute runs any package" : `did you mean ${near.join(" or ")}?`;
  return new ProtocolError(ErrorCode.InvalidParams, `Unknown tool: ${name.slice(0, 100)} (${hint})`);
}
