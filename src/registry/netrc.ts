import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A login for one host. */
export interface NetrcLogin {
  readonly machine: string;
  readonly login: string;
  readonly password: string;
}

/**
 * The logins of `$NETRC`, else `~/.netrc`, as the go command and curl read it; none where there is no such file.
 * A `default` entry is passed over, as Go does. Holds passwords: never print it.
 */
export async function readNetrc(env: NodeJS.ProcessEnv): Promise<NetrcLogin[]> {
  const file = env.NETRC || (env.HOME ? join(env.HOME, ".netrc") : undefined);
  if (file === undefined) return [];
  return parseNetrc(await readFile(file, "utf8").catch(() => ""));
}

export function parseNetrc(text: string): NetrcLogin[] {
  // A macro goes on to the next blank line.
  const words = text
    .replace(/^\s*macdef\b[\s\S]*?(?:\n\s*\n|(?![\s\S]))/gm, "\n")
    .replace(/(^|\s)#.*$/gm, "$1")
    .split(/\s+/)
    .filter((word) => word !== "");
  const logins: { machine: string; login: string; password: string }[] = [];
  let current: { machine: string; login: string; password: string } | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "machine") {
      current = { machine: words[++at] ?? "", login: "", password: "" };
      logins.push(current);
    } else if (word === "default") current = undefined;
    else if (word === "login" && current !== undefined) current.login = words[++at] ?? "";
    else if (word === "password" && current !== undefined) current.password = words[++at] ?? "";
  }
  return logins.filter(({ machine, login, password }) => machine !== "" && login !== "" && password !== "");
}
