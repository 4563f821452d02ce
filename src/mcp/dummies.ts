import { join } from "node:path";

/**
 * Made-up values for what a server wants before it answers at all. A key is not needed to tell which
 * tools there are, but many servers refuse to start without one.
 */

/** Environment variables by what their name says they hold; the first that fits. */
const valuesByName: readonly (readonly [RegExp, string])[] = [
  [/(_|^)(URL|URI|ENDPOINT|BASE|SITE|INSTANCE)$/, "http://127.0.0.1:9"],
  [/(_|^)(HOST|HOSTNAME|SERVER|DOMAIN)$/, "127.0.0.1"],
  [/(_|^)PORT$/, "9"],
  [/(_|^)(EMAIL|MAIL)$/, "nobody@example.org"],
  [/(_|^)REGION$/, "us-east-1"],
  [/(_|^)(DIR|DIRECTORY|FOLDER|PATH|ROOT)$/, "."],
  [/(_|^)(CONNECTION_STRING|DSN)$/, "postgresql://nobody:nothing@127.0.0.1:9/none"],
  [/./, "dummy-0123456789abcdef0123456789abcdef"],
];

export function dummyValue(name: string): string {
  return valuesByName.find(([pattern]) => pattern.test(name))![1];
}

/** Names that stand in capitals in messages and are no variable a server asks for. */
const notAsked = /^(NODE_|NPM_|ERR_|JSON_|HTTP_|UNHANDLED_|MODULE_|E[A-Z]+$|UTF_)/;

/** What a name that ends so holds is what servers most often cannot start without. */
const secret = /(KEY|TOKEN|SECRET|PASSWORD|PASS|AUTH|CREDENTIALS?)$/;

/**
 * The environment variables a server's last words ask for: `FIRECRAWL_API_KEY is required`. Keys and
 * tokens first and alone, since what else is named is often only an alternative (`…_KEY or …_KEY_FILE`).
 *
 * @param known variables that are set already
 */
export function namedVariables(stderr: string, known: ReadonlySet<string> = new Set()): string[] {
  const found = stderr.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [];
  const names = [...new Set(found)].filter((name) => !notAsked.test(name) && !known.has(name));
  const secrets = names.filter((name) => secret.test(name));
  return secrets.length > 0 ? secrets : names.filter((name) => !/_FILE$/.test(name));
}

/** Those of the names that hold a key, a token or a password. */
export function secretsIn(names: readonly string[]): string[] {
  return names.filter((name) => secret.test(name) && !notAsked.test(name));
}

/** The address a message gives as an example, on a line that names the variable, with its blanks filled in. */
export function valueLikeExample(stderr: string, name: string): string | null {
  for (const line of stderr.split("\n")) {
    if (!line.includes(name)) continue;
    const address = /https?:\/\/[^\s"'`),]+/.exec(line)?.[0];
    if (address !== undefined) return address.replace(/<[^>]*>|\{[^}]*\}|\[[^\]]*\]/g, "dummy");
    if (/\bURL\b/i.test(line)) return "https://dummy.example.org";
  }
  return null;
}

/**
 * Arguments a server's last words ask for: the subcommand that starts it (`Commands: stdio, http`), a key by
 * a flag (`--token is required`), a folder (`Usage: mcp-server-filesystem <directory>`).
 *
 * @param given arguments it had already
 * @param folder the folder to give where one is wanted
 * @returns arguments to add; none when nothing is asked for
 */
export function argumentsAskedFor(words: string, given: readonly string[], folder: string): string[] {
  const command = serverCommand(words);
  if (command !== null && given.length === 0) return [command];
  const flag = /(?<![\w-])--[a-z-]*(?:token|key|secret|password)\b/.exec(words)?.[0];
  if (flag !== undefined && !given.includes(flag)) return [flag, dummyValue("KEY")];
  const wantsFolder =
    /\busage:|<[a-z][a-z-]*(dir|directory|path|folder)[a-z-]*>|provide .*(directory|path|url)/i.test(words);
  if (!wantsFolder || given.length > 0) return [];
  return [/\bdatabase\b|\bsqlite\b|\.db\b/i.test(words) ? join(folder, "dummy.db") : folder];
}

/** The subcommand that starts the server, where a message tells it (`run 'x mcp' to start`) or lists it. */
function serverCommand(words: string): string | null {
  const told = /\brun\s+[`'"]?[\w@/.-]+\s+([a-z][a-z-]*)[`'"]?\s+to start/i.exec(words)?.[1];
  if (told !== undefined) return told;
  if (!/\b(usage|commands?|arguments?|options)\b/i.test(words)) return null;
  for (const command of ["stdio", "mcp", "server", "serve", "start"]) {
    if (new RegExp(`^\\s+(?:[\\w@/.-]+\\s+)?${command}\\b`, "m").test(words)) return command;
  }
  return null;
}
