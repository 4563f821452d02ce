import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import {
  ElicitResultSchema,
  type ServerNotification,
  type ServerRequest,
} from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import type { Caller } from "../execution/types.ts";
import type { Log } from "../log.ts";

export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** A client that does not say its folders within this time has none to say. */
const rootsPatience = 10_000;
/** A person is asked, who may be away. */
const answerPatience = 10 * 60_000;

/** Looser than the SDK's: one root that is no folder of this machine must not hide the others. */
const rootsAnswer = z.looseObject({ roots: z.array(z.looseObject({ uri: z.string() })) });

/** What one session's client can be asked. */
export interface ClientSide {
  /** Who calls, for the executor; questions go out beside the request that they are about. */
  caller(extra: Extra): Promise<Caller>;
  /** The client's folders are others now. */
  forgetRoots(): void;
}

export function createClientSide(server: Server, log: Log): ClientSide {
  const session = randomUUID();
  let roots: Promise<readonly string[]> | undefined;

  const askRoots = async (extra: Extra): Promise<readonly string[]> => {
    if (server.getClientCapabilities()?.roots === undefined) return [];
    try {
      const request = { method: "roots/list" as const };
      const answer = await extra.sendRequest(request, rootsAnswer, { timeout: rootsPatience });
      return answer.roots.flatMap(({ uri }) => folderOf(uri));
    } catch (error) {
      roots = undefined;
      if (!extra.signal.aborted)
        log.write("warning", `the client did not say its roots: ${messageOf(error)}`);
      return [];
    }
  };

  return {
    caller: async (extra) => {
      roots ??= askRoots(extra);
      const folders = await roots;
      const elicitation = server.getClientCapabilities()?.elicitation;
      const canAsk =
        elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
      return { session, roots: folders, ...(canAsk ? { ask: (question) => ask(question, extra) } : {}) };
    },
    forgetRoots: () => {
      roots = undefined;
    },
  };
}

/** The folder of a root; those that are no folder of this machine are none. */
function folderOf(uri: string): string[] {
  try {
    return [fileURLToPath(uri)];
  } catch {
    return [];
  }
}

const choices = ["yes", "no", "always"] as const;

/** Asks a person through the client. Whatever is not a clear yes is a no. */
async function ask(question: string, extra: Extra): Promise<(typeof choices)[number]> {
  const answer = await extra.sendRequest(
    {
      method: "elicitation/create",
      params: {
        message: question,
        requestedSchema: {
          type: "object",
          properties: {
            answer: {
              type: "string",
              title: "Allow it?",
              enum: [...choices],
              enumNames: ["Yes", "No", "Always"],
            },
          },
          required: ["answer"],
        },
      },
    },
    ElicitResultSchema,
    { timeout: answerPatience, signal: extra.signal },
  );
  if (answer.action !== "accept") return "no";
  return choices.find((choice) => choice === answer.content?.answer) ?? "no";
}
