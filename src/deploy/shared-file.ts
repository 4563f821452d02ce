import type { Wish } from "./client-servers.ts";
import type { FileQuestion } from "./plan-file.ts";
import type { DeployProblem } from "./problem.ts";
import type { FileRecord } from "./state-schema.ts";
import { isProblem, type Target } from "./target.ts";

/**
 * Clients whose files are one by a link: the first of them writes what all of them are to have, and remembers what
 * all of them remembered. Otherwise each would take out what the other one has put there. Pure.
 *
 * @param found what is behind each question's path, in the same order
 */
export function shareFiles(
  questions: readonly FileQuestion[],
  found: readonly (Target | DeployProblem)[],
): FileQuestion[] {
  const settled = [...questions];
  for (const group of groupsOf(questions, found)) {
    if (group.length === 1) continue;
    // A client's former place is not where to remember things.
    const [first, ...rest] = [...group].sort(
      (a, b) => Number(questions[b]!.wishes.size > 0) - Number(questions[a]!.wishes.size > 0),
    );
    const kept = questions[first!]!;
    settled[first!] = keeper(
      kept,
      rest.map((index) => questions[index]!),
    );
    for (const index of rest) settled[index] = follower(questions[index]!, kept);
  }
  return settled;
}

/** Indices of questions about the same servers of the same file. */
function groupsOf(
  questions: readonly FileQuestion[],
  found: readonly (Target | DeployProblem)[],
): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>();
  questions.forEach(({ client: { format, container } }, index) => {
    const target = found[index]!;
    if (isProblem(target)) return;
    const key = JSON.stringify([target.path, format === "jsonc" ? "json" : format, container]);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  return groups.values();
}

function keeper(first: FileQuestion, rest: readonly FileQuestion[]): FileQuestion {
  const wishes = new Map<string, Wish>();
  for (const each of [first, ...rest]) {
    for (const [name, wish] of each.wishes) {
      if (wish.kind === "entry" ? wishes.get(name)?.kind !== "entry" : !wishes.has(name))
        wishes.set(name, wish);
    }
  }
  const records = [first, ...rest].map(({ record }) => record);
  const pending = [first, ...rest].map((each) => each.pending);
  return { ...first, wishes, record: joined(first, records), pending: joined(first, pending) };
}

/** Its servers are there by the keeper's hand. */
function follower(question: FileQuestion, first: FileQuestion): FileQuestion {
  const wishes = new Map<string, Wish>();
  for (const [name, wish] of question.wishes) {
    wishes.set(name, wish.kind === "entry" ? { kind: "covered", by: first.client.id } : wish);
  }
  return { ...question, wishes, record: undefined, pending: undefined };
}

function joined(
  { client, path }: FileQuestion,
  records: readonly (FileRecord | undefined)[],
): FileRecord | undefined {
  const there = records.filter((record) => record !== undefined);
  if (there.length === 0) return undefined;
  const undo = there.find((record) => record.undo !== undefined)?.undo;
  return {
    client: client.id,
    path,
    created: there.some(({ created }) => created),
    folders: [...new Set(there.flatMap(({ folders }) => folders))],
    backup: there.find(({ backup }) => backup !== null)?.backup ?? null,
    ...(undo === undefined ? {} : { undo }),
    servers: joinedServers(there.map(({ servers }) => servers)),
  };
}

/** Whose entry stands there now is not known yet: any of them is ours. */
function joinedServers(all: readonly FileRecord["servers"][]): FileRecord["servers"] {
  const names = new Set(all.flatMap((servers) => Object.keys(servers)));
  return Object.fromEntries(
    [...names].map((name) => {
      const digests = all.flatMap((servers) => {
        const server = Object.hasOwn(servers, name) ? servers[name] : undefined;
        return server === undefined ? [] : [server.digest, ...(server.also ?? [])];
      });
      const [digest = "", ...also] = new Set(digests);
      return [name, also.length === 0 ? { digest } : { digest, also }];
    }),
  );
}
