import type { ServerFacts } from "./facts.ts";

/** What `unread` says of a dependency that is the server itself. */
export function unreadDependency(name: string): ServerFacts["unread"][number] {
  return { file: name, reason: `its code is in ${name}, which was not read` };
}

/** That a server's code is in its dependencies, for a person; null: it is its own, and was read. */
export function codeElsewhere({ unread }: Pick<ServerFacts, "unread">): string | null {
  const names = unread
    .filter(({ file, reason }) => reason === unreadDependency(file).reason)
    .map(({ file }) => file);
  return names.length === 0 ? null : unreadDependency(names.join(" and ")).reason;
}
