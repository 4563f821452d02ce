import { looksLikeSecret, maskSecretForms } from "../config/secret-words.ts";
import type { Hunk } from "../deploy/changes.ts";
import { maskSecrets } from "../mask-secrets.ts";
import type { Colors } from "../ui/colors.ts";

/**
 * Our parts of a file as a diff. What looks like a key, or has a name like one, is `***`; of what was the user's
 * own only the names are shown.
 */
export function hunkLines(hunks: readonly Hunk[], colors: Colors): string[] {
  return hunks.flatMap(({ line, removed, added, foreign }) => [
    colors.cyan(`@@ line ${line} @@`),
    ...removed.map((text) => colors.red(`-${maskValues(foreign ? namesOnly(text) : withoutComment(text))}`)),
    ...added.map((text) => colors.green(`+${maskValues(text)}`)),
  ]);
}

/** We write no comments: one in a line of ours is the user's, and a key may be commented out. */
function withoutComment(text: string): string {
  return text.replace(
    /^((?:[^"'#/]|"(?:[^"\\]|\\.)*"|'[^']*'|\/(?![/*])|(?<!^|\s)#)*)(\/\/|\/\*|#).*$/,
    "$1$2 …",
  );
}

/** `"API_KEY": "…"`, `token = '…'`, `password: …`, `--api-key=…` */
const named =
  /((?:key|token|secret|passw(?:or)?d|passphrase|credentials?|auth(?:orization)?|cookie|pat)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,}\]]+)/gi;

/** References to a variable or a file are not secret: they are what a reader wants to see. */
const reference =
  /^["']?(?:Bearer\s+)?(?:\$\{?[\w:]+(?::[^}]*)?\}?|\{(?:env|file):[^}]*\}|\$\{\{[^}]*\}\})["']?$/;

/** A line's key in JSON, YAML and TOML; in TOML only before the beginning of a value, which base64's padding has not. */
const keys = [
  /^\s*(?:- )?"[\w.@/-]{1,64}"\s*:/,
  /^\s*(?:- )?[\w.@/-]{1,64}:(?=\s|$)/,
  /^\s*(?:[\w.-]{1,64}|(["'])[\w.-]{1,64}\1)\s*=(?=\s*(?:["'](?!\s*(?:[,\]}]|$))|[[{\w+-]))/,
];

/** A line without its values: brackets stay, and a key. Any other word may be a part of a longer value. */
function namesOnly(text: string): string {
  if (/^[\s{}[\],]*$/.test(text)) return text;
  const key = keys.map((form) => form.exec(text)?.[0]).find((found) => found !== undefined);
  if (key === undefined || looksLikeSecret("KEY", key.replace(/^[\s"'-]+|[\s"':=]+$/g, "")))
    return `${/^\s*(?:- )?/.exec(text)![0]}…`;
  const rest = text.slice(key.length).trim();
  return rest === "" || /^[{[]$/.test(rest) ? text : `${key} …`;
}

function maskValues(text: string): string {
  const masked = text.replace(named, (whole, name: string, value: string) => {
    if (reference.test(value) || value === '""') return whole;
    const quote = /^["']/.exec(value)?.[0] ?? "";
    return `${name}${quote}***${quote}`;
  });
  return maskSecretForms(maskSecrets(masked));
}
