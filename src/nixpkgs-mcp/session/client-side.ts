import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import {
  type ElicitResult,
  ElicitResultSchema,
  type ServerNotification,
  type ServerRequest,
} from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { messageOf, UserError } from "../../errors.ts";
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

/** What a client granted: folders, or why there are none. */
type Granted = Pick<Caller, "roots" | "rootsProblem">;

export function createClientSide(server: Server, log: Log): ClientSide {
  const session = randomUUID();
  let roots: Promise<Granted> | undefined;

  const askRoots = async (extra: Extra): Promise<Granted> => {
    if (server.getClientCapabilities()?.roots === undefined) return { roots: [] };
    try {
      const request = { method: "roots/list" as const };
      const answer = await extra.sendRequest(request, rootsAnswer, { timeout: rootsPatience });
      return grantedBy(answer.roots.map(({ uri }) => uri));
    } catch (error) {
      // The next call asks again.
      roots = undefined;
      const rootsProblem = `the client did not say its roots: ${inALine(messageOf(error))}`;
      if (!extra.signal.aborted) log.write("warning", rootsProblem);
      return { roots: [], rootsProblem };
    }
  };

  return {
    caller: async (extra) => {
      roots ??= askRoots(extra);
      const granted = await roots;
      const elicitation = server.getClientCapabilities()?.elicitation;
      const canAsk =
        elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
      return { session, ...granted, ...(canAsk ? { ask: (question) => ask(question, extra) } : {}) };
    },
    forgetRoots: () => {
      roots = undefined;
    },
  };
}

/**
 * One root that is no folder of this machine does not take the others away. A client that knows roots and has none
 * open (the MCP inspector) is like one that knows none: the server's own hold.
 */
function grantedBy(uris: readonly string[]): Granted {
  const roots = uris.flatMap(folderOf);
  if (roots.length > 0 || uris.length === 0) return { roots };
  const shown = uris.slice(0, 5).map((uri) => JSON.stringify(uri.slice(0, 200)));
  const rootsProblem = `none of the client's roots is a folder of this machine: ${shown.join(", ")}${uris.length > 5 ? ", …" : ""}`;
  return { roots, rootsProblem };
}

/** The folder of a root; those that are no folder of this machine are none. */
function folderOf(uri: string): string[] {
  try {
    return [fileURLToPath(uri)];
  } catch {
    return [];
  }
}

const inALine = (text: string) => text.replace(/\s+/g, " ").slice(0, 300);

const choices = ["yes", "no", "always"] as const;

/**
 * Asks a person through the client. Whatever is not a clear yes is a no.
 *
 * @throws UserError `E_DENIED_NO_ASK` where no answer came, which is not to be taken for one
 */
async function ask(question: string, extra: Extra): Promise<(typeof choices)[number]> {
  try {
    const answer = await askClient(question, extra);
    if (answer.action !== "accept") return "no";
    return choices.find((choice) => choice === answer.content?.answer) ?? "no";
  } catch (error) {
    if (extra.signal.aborted) throw error;
    throw new UserError(
      `the person was asked, and no answer came: ${inALine(messageOf(error))} (${question})`,
      {
        code: "E_DENIED_NO_ASK",
        hint: "Try again when somebody can answer, or allow it in policy.yaml, so that nobody is asked.",
        cause: error,
      },
    );
  }
}

function askClient(question: string, extra: Extra): Promise<ElicitResult> {
  return extra.sendRequest(
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
}
