import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The password that netrc has for a host (`$NETRC`, else `~/.netrc`). Entries for all hosts (`default`) are passed over: what
 * they hold is not known to be for this one.
 *
 * Source: GNU inetutils, "The .netrc file".
 */
export async function netrcPassword(
  machine: string,
  env: NodeJS.ProcessEnv,
  home: string,
): Promise<{ value: string; from: string } | undefined> {
  const file = env.NETRC || join(home, ".netrc");
  const text = await readFile(file, "utf8").catch(() => "");
  const plain = text
    // A macro goes to the next empty line.
    .replace(/^[^\S\n]*macdef\b[\s\S]*?(?:\n[^\S\n]*(?=\n)|$(?![\s\S]))/gm, "")
    .replace(/^[^\S\n]*#.*$/gm, "");
  const words = [...plain.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)].map(
    ([word, quoted]) => quoted?.replace(/\\(.)/g, "$1") ?? word,
  );
  let here = false;
  for (let at = 0; at < words.length; at += 1) {
    const value = words[at + 1];
    if (words[at] === "machine") here = value === machine;
    else if (words[at] === "default") here = false;
    else if (words[at] === "password" && here && value !== undefined) return { value, from: file };
    if (["machine", "login", "password", "account"].includes(words[at] ?? "")) at += 1;
  }
  return undefined;
}
