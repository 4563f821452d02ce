import { packageOfSource } from "../config/names.ts";
import { nixText } from "../config/nix-text.ts";
import { type ArgumentPart, argumentParts } from "./argument-parts.ts";
import { couldBeSecret } from "./could-be-secret.ts";
import { variableOfArgument } from "./known/argument-variables.ts";
import { withHome } from "./references.ts";
import { type FoundSecret, placeNotes, secretIn } from "./sort-env.ts";

interface SortedArgs {
  readonly args: readonly string[];
  readonly secrets: Readonly<Record<string, FoundSecret>>;
  readonly notes: readonly string[];
  /** The words that are left out: for comparing, never to be shown. */
  readonly lost: readonly string[];
}

/**
 * Arguments that may be read by everyone. A secret cannot be an argument here: where the server is known to read it from
 * a variable as well it becomes that, else it goes, and a note says so. Source without a version.
 */
export function sortArgs(source: string, words: readonly string[], home: string): SortedArgs {
  const args: string[] = [];
  const secrets: Record<string, FoundSecret> = {};
  const notes: string[] = [];
  const gone: string[] = [];
  for (const part of argumentParts(words.map((word) => withHome(word, home)))) {
    const secret = secretOf(part);
    if (secret === null && part.words.every((word) => nixText.safeParse(word).success)) {
      args.push(...part.words);
      notes.push(...placeNotes(part.option === "" ? "an argument" : part.option, part.value));
      continue;
    }
    const variable = variableOfArgument(baseOf(source), part.option);
    if (variable !== undefined && secret !== null) {
      secrets[variable] = secret;
      notes.push(`${shown(part.option)} is a secret: the server takes it from ${variable} as well`);
    } else {
      notes.push(lost(part, secret));
      gone.push(...part.words);
    }
  }
  return { args, secrets, notes, lost: gone };
}

function baseOf(source: string): string {
  return `${source.slice(0, source.indexOf(":"))}:${packageOfSource(source)}`;
}

function secretOf({ option, name, value, words }: ArgumentPart): FoundSecret | null {
  const header = /^(?:H|headers?)$/i.test(name) ? /^([\w-]+)\s*:\s*(.*)$/s.exec(value) : null;
  if (header !== null)
    return secretIn(header[1]!, header[2]!.replace(/^(?:Bearer|Basic|Token)\s+/i, "")) ?? secretIn("", value);
  // A switch's neighbour is no value of it: `--read-only /notes`.
  return secretIn(name, value) ?? (words.length === 1 && option !== "" ? secretIn("", words[0]!) : null);
}

function lost({ option }: ArgumentPart, secret: FoundSecret | null): string {
  const what = option === "" ? "an argument" : `the argument ${shown(option)}`;
  if (secret === null) return `${what} is no text that a program can be given: it is left out`;
  if (secret.kind === "reference")
    return `${what} took its text from ${secret.name === "" ? "the client" : "a variable of the client"}: it is left out; write it out in servers.yaml, or let a variable of 'secrets' be read by the server`;
  return `${what} is a secret, and arguments are seen by everyone: it is left out; where the server can read it from a variable, add that to 'secrets'`;
}

/** An option's name may hold the key itself, when somebody forgot the sign. */
function shown(option: string): string {
  const name = option.replace(/=$/, "");
  return /^-{0,2}[A-Za-z][\w.-]{0,40}$/.test(name) && !couldBeSecret("", name) ? name : "…";
}
