import { couldBeSecret } from "./could-be-secret.ts";

/** An argument with what says of it what it is. */
export interface ArgumentPart {
  /** The words it is made of, as they go or stay together. */
  readonly words: readonly string[];
  /** `--api-key`, `API_KEY=`; empty: a word that stands alone. */
  readonly option: string;
  /** The option's name without its signs; `password` where the option is a short form of that. */
  readonly name: string;
  readonly value: string;
}

/** Words of a command put together as options and their values. What is a switch cannot be told: the word behind it may be its value. */
export function argumentParts(words: readonly string[]): ArgumentPart[] {
  const parts: ArgumentPart[] = [];
  const withUser = words.some(isUser);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const next = words[at + 1];
    const [, option, value] = /^(--?[A-Za-z][\w.-]*|[A-Za-z_][\w.-]*)=(.*)$/s.exec(word) ?? [];
    const glued = gluedPassword(word, withUser);
    if (glued !== null) {
      parts.push({ words: [word], option: "-p", name: "password", value: glued });
    } else if (option !== undefined && value !== undefined) {
      const shown = option.startsWith("-") ? option : `${option}=`;
      parts.push({ words: [word], option: shown, name: bare(option), value });
    } else if (/^--?[A-Za-z][\w.-]*$/.test(word) && next !== undefined && !isOption(next, word)) {
      const name = word === "-p" && withUser ? "password" : bare(word);
      parts.push({ words: [word, next], option: word, name, value: next });
      at++;
    } else parts.push({ words: [word], option: "", name: "", value: word });
  }
  return parts;
}

function bare(option: string): string {
  return option.replace(/^-+/, "");
}

/** A key may begin with a dash: where an option wants one, what is no option's name is its value. */
function isOption(word: string, before: string): boolean {
  if (!word.startsWith("-")) return false;
  return /^-{1,2}[A-Za-z][A-Za-z-]*(?:=|$)/.test(word) || !couldBeSecret(before, word.replace(/^-+/, ""));
}

/** Beside a user's name `-p` is a password, as MySQL's programs have it; else it is a port as a rule. */
function isUser(word: string): boolean {
  return /^(?:-u\w*|--user(?:name)?(?:=.*)?)$/.test(word);
}

/** Long options that programs of Go take with one dash. */
const longOptions =
  /^-p(?:ort|ath|assword|assfile|rofile|refix|roxy|roject|rint|retty|rovider|ublic|lugins?|oll|id|age|ackage|rotocol|ing)(?:-[a-z-]+)?$/;

/** The password of `-pPASSWORD`; null: it is another option, or a port (`-p8080`, `-p8080:80`). */
function gluedPassword(word: string, withUser: boolean): string | null {
  const [, text] = /^-p([^\s=:-][^=]{2,}=*)$/s.exec(word) ?? [];
  if (text === undefined || longOptions.test(word)) return null;
  if (/^[\d.:/a-z]*:\d+(?:\/\w+)?$|^\d{1,5}$|^[.~]?\//.test(text)) return null;
  // Lower-case letters alone are another option's name, where nobody logs in.
  return withUser || !/^[a-z]+(?:-[a-z]+)*$/.test(text) ? text : null;
}
