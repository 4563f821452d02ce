import type { Client } from "../clients/types.ts";
import type { Hunk, ServerChange } from "./changes.ts";
import type { Wish } from "./client-servers.ts";
import type { ConfigDocument } from "./edit/document.ts";
import { openDocument } from "./edit/open.ts";
import { ConfigSyntaxError } from "./edit/syntax-error.ts";
import { healed } from "./heal.ts";
import { losesComments } from "./lost-comments.ts";
import { planServers } from "./plan-servers.ts";
import type { DeployProblem } from "./problem.ts";
import type { FileRecord } from "./state-schema.ts";
import { isProblem, type Target } from "./target.ts";

/** One file of one client: what is known of it, and what is wanted. */
export interface FileQuestion {
  readonly client: Client;
  /** As the client opens it. */
  readonly path: string;
  readonly wishes: ReadonlyMap<string, Wish>;
  readonly record: FileRecord | undefined;
  readonly pending: FileRecord | undefined;
  readonly takeOver: (name: string) => boolean;
  /** Everything is taken over, Home-Manager's links included. */
  readonly force: boolean;
  /** Whether the differences are to be shown. */
  readonly hunks: boolean;
}

/** What is to be done about it. */
export interface FilePlan {
  readonly question: FileQuestion;
  /** undefined when it could not be looked at. */
  readonly target: Target | undefined;
  readonly changes: readonly ServerChange[];
  readonly hunks: readonly Hunk[];
  readonly others: readonly string[];
  /**
   * The bytes to write; undefined: it stays as it is. null: the file goes, since we made it and have taken out all
   * that was in it.
   */
  readonly after: Buffer | null | undefined;
  /** Whether something of the user's goes: what they have given up, or comments within an entry of ours. */
  readonly overwrites: boolean;
  /** Where the bytes that are replaced are kept, should they have to be (`isCopied`); set when it is carried out. */
  readonly copy?: string;
  /** What was ours before, the end of a run that was killed included. */
  readonly known: FileRecord | undefined;
  /** What is remembered afterwards; undefined: nothing is ours. */
  readonly record: FileRecord | undefined;
  /** Nothing is done about this file. */
  readonly problem?: DeployProblem;
}

/** Whether the file as it was is kept: before it is touched for the first time, and when the user's own goes. */
export function isCopied({ copy, overwrites, record, after }: FilePlan): boolean {
  return copy !== undefined && after !== undefined && (overwrites || record?.backup === copy);
}

/** Plans one file whose target has been read. Pure, and never throws: what is wrong is the plan's `problem`. */
export function planFile(question: FileQuestion, found: Target | DeployProblem): FilePlan {
  if (isProblem(found)) return stopped(question, undefined, found);
  try {
    return planned(question, found);
  } catch (error) {
    return stopped(question, found, problemOf(error));
  }
}

function planned(question: FileQuestion, target: Target): FilePlan {
  const { client, wishes, takeOver } = question;
  // A file that we make says what its client wants to read besides.
  const fresh = client.newFile ?? "";
  const text = target.bytes === null ? fresh : decode(target.bytes);
  const document = openDocument(client.format, client.container, text);
  const known = healed(question.record, question.pending, document);
  const before =
    known !== undefined && isAnother(known, target, document) ? { ...known, ...firstTouch } : known;
  const { container } = client;
  const plan = planServers({
    document,
    wishes,
    owned: before?.servers ?? {},
    undo: before?.undo,
    nameKey: container.kind === "list" ? container.nameKey : undefined,
    takeOver,
    hunks: question.hunks,
  });
  const oursAlone = Object.keys(plan.owned).length === 0 && before?.created === true;
  const isOver = oursAlone && plan.text !== text && plan.text.trim() === fresh.trim();
  const after = isOver ? null : plan.text === text ? undefined : Buffer.from(plan.text, "utf8");
  if (after !== undefined && target.byHomeManager && !question.force) {
    return { ...stopped(question, target, homeManagers), others: plan.others };
  }
  if (after !== undefined && target.readOnly === true) {
    return { ...stopped(question, target, readOnly), others: plan.others };
  }
  return {
    question,
    target,
    changes: plan.changes,
    hunks: plan.hunks,
    others: plan.others,
    after,
    overwrites: plan.overwrites || losesComments(client.format, text, plan.text),
    known: before,
    record: recordAfter(question, target, before, plan),
  };
}

/** A file that we had made, and that somebody has put another in the place of. */
function isAnother(known: FileRecord, { bytes }: Target, document: ConfigDocument): boolean {
  if (!known.created || bytes === null) return false;
  return Object.keys(known.servers).every((name) => document.count(name) === 0);
}

const firstTouch = { created: false, backup: null } as const;

const readOnly: DeployProblem = {
  code: "E_CLIENT_FILE",
  message: "it is read-only",
  hint: "Allow it with chmod u+w, or leave the client out.",
};

const homeManagers: DeployProblem = {
  code: "E_HOME_MANAGER",
  message: "Home-Manager made it, a link into the store",
  hint: "Let Home-Manager make it no more, and it becomes a file that the client can write. Or set force = true for it in home.file, so that the next switch does not fail, and run deploy --force after each.",
};

function recordAfter(
  { client, path, wishes }: FileQuestion,
  target: Target,
  before: FileRecord | undefined,
  { owned, undo }: ReturnType<typeof planServers>,
): FileRecord | undefined {
  const isWanted = [...wishes.values()].some(({ kind }) => kind === "entry");
  // It may be away for the moment, and come back with what is ours in it.
  if (target.bytes === null && !isWanted && Object.keys(before?.servers ?? {}).length > 0) return before;
  if (Object.keys(owned).length === 0) return undefined;
  return {
    client: client.id,
    path,
    // A file that went away in the meantime is made anew.
    created: target.bytes === null || before?.created === true,
    folders: before?.folders ?? [],
    backup: before?.backup ?? null,
    ...(undo === undefined ? {} : { undo: undo as NonNullable<FileRecord["undo"]> }),
    servers: owned,
  };
}

/** The text with its byte order mark. Throws where writing it back would not give the same bytes. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotUtf8();
  }
}

class NotUtf8 extends Error {}

function problemOf(error: unknown): DeployProblem {
  if (error instanceof ConfigSyntaxError) {
    const { message, line, column } = error;
    return {
      code: "E_CLIENT_SYNTAX",
      message,
      line,
      column,
      hint: "Correct the file; it was left as it is.",
    };
  }
  if (error instanceof RangeError) {
    return {
      code: "E_CLIENT_SYNTAX",
      message: "it is nested too deeply",
      hint: "It was left as it is.",
    };
  }
  if (error instanceof NotUtf8) {
    return {
      code: "E_CLIENT_SYNTAX",
      message: "it is not UTF-8",
      hint: "Save it as UTF-8; it was left as it is.",
    };
  }
  // Of another error's words nobody knows what of the file they quote.
  const name = error instanceof Error ? error.name : "unknown";
  return {
    code: "E_CLIENT_EDIT",
    message: `it cannot be edited (${name}), and was left as it is`,
    hint: "This is a mistake of mcp-nixgen's: please report it.",
  };
}

function stopped(question: FileQuestion, target: Target | undefined, problem: DeployProblem): FilePlan {
  const { record } = question;
  return {
    question,
    target,
    changes: [],
    hunks: [],
    others: [],
    after: undefined,
    overwrites: false,
    known: record,
    record,
    problem,
  };
}
