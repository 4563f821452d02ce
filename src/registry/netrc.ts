import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A login for one host. Holds a password: never print it. */
export interface NetrcLogin {
  readonly login: string;
  readonly password: string;
}

/**
 * The logins of a netrc file by machine; `default` is under the empty name. Macros are passed over.
 *
 * Source: GNU inetutils, `ftp(1)`, "The .netrc File"; Python documentation, `netrc`.
 */
export function parseNetrc(text: string): ReadonlyMap<string, NetrcLogin> {
  const logins = new Map<string, NetrcLogin>();
  const words = wordsOf(text);
  let machine: string | undefined;
  let entry: { login?: string; account?: string; password?: string } = {};
  const finish = () => {
    if (machine === undefined || logins.has(machine)) return;
    logins.set(machine, { login: entry.login ?? "", password: entry.password ?? "" });
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === "machine" || word === "default") {
      finish();
      machine = word === "default" ? "" : (words[++at] ?? "");
      entry = {};
    } else if (word === "login" || word === "user" || word === "password" || word === "account") {
      entry[word === "user" ? "login" : word] = words[++at] ?? "";
    }
  }
  finish();
  return logins;
}

function wordsOf(text: string): string[] {
  const plain = text
    .replace(/^\s*macdef\b[\s\S]*?(?:\n[ \t]*\n|$(?![\s\S]))/gm, "\n")
    .replace(/(^|\s)#.*$/gm, "$1");
  return [...plain.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => bare ?? (quoted ?? "").replace(/\\(.)/g, "$1"),
  );
}

/** Of the file that `NETRC` names, else of `~/.netrc`; none where it cannot be read. */
export async function loadNetrc(env: NodeJS.ProcessEnv): Promise<ReadonlyMap<string, NetrcLogin>> {
  const file = env.NETRC || path.join(env.HOME ?? os.homedir(), ".netrc");
  try {
    return parseNetrc(await readFile(file, "utf8"));
  } catch {
    return new Map();
  }
}
