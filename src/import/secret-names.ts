import { secretNameWords } from "../config/secret-name.ts";

/** Words of a name, in whatever case it was written: `apiKey`, `API_KEY`, `--api-key`, `X-Api-Key`; numbers after them go. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");
}

/** Wherever in a name they are; those that name a secret at its end, and more that may. */
const secretWords = new Set([
  ...secretNameWords,
  ...`apikeys apitoken keys secretkey passcode pw creds cred session cookies private signature webhook salt seed mnemonic pin
  otp totp accesskey accesstoken authtoken databaseurl`.split(/\s+/),
]);

/** Names that end so are about a secret, and are none. */
const aboutWords = new Set(
  `url uri endpoint host hostname port type mode method limit limits timeout ttl name names path file dir folder prefix
  suffix region enabled disabled provider scope scopes issuer algorithm count length size max min budget expiry expires
  expiration user username email domain version format header interval level length toolsets`.split(/\s+/),
);

/** Words that have a secret's in them by chance. */
const otherWords =
  /^(?:monkey|donkey|turkey|whiskey|jockey|hockey|hotkey|(?:by|com|encom|sur|tres|over|under|multi)pass|secretar(?:y|ies))$/;

/** In any place of a word: PGPASSWORD, SECRETVALUE. */
const within = /password|passwd|passphrase|passwort|secret|apikey|accesskey|privatekey|credential/;

/** At a word's end: GITHUBTOKEN, SSHPASS, OPENAIKEY. */
const endings = /(?:tokens?|pass|key|pwd)$/;

/** At its beginning: TOKENVALUE, but no tokenizer. */
const beginnings = /^token(?!s|iz|is|limit|count|budget|max|size)/;

function isSecretWord(word: string): boolean {
  if (secretWords.has(word)) return true;
  return !otherWords.test(word) && (within.test(word) || endings.test(word) || beginnings.test(word));
}

/** What the name of a variable, option, header or parameter says of its value; `id`: that it names something. */
export function secretNamed(name: string): "secret" | "id" | "nothing" {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  const pairs = words.map((word, index) => `${words[index - 1] ?? ""}${word}`);
  const isSecret = words.some(isSecretWord) || pairs.some((word) => secretWords.has(word));
  if (isSecret && !aboutWords.has(last)) return "secret";
  return /^ids?$/.test(last) || last === "uuid" ? "id" : "nothing";
}

/** Numbers of such a name are of a budget, not of a login: MAX_TOKENS, TOKEN_LIMIT. */
export function isBudget(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  return /tokens$/.test(last) || aboutWords.has(last) || words.some((word) => /^(?:max|min)/.test(word));
}

/** Whether digits alone may be the secret: a password and a PIN of any, a key and a token of four and more. */
export function canBeDigits(name: string, digits: string): boolean {
  if (isBudget(name)) return false;
  const last = wordsOf(name).at(-1) ?? "";
  if (otherWords.test(last)) return false;
  if (
    /password|passwd|passphrase|passcode|secret|pass$|pwd$/.test(last) ||
    /^(?:pw|pin|otp|totp)$/.test(last)
  )
    return true;
  return /(?:token|key)$/.test(last) && /^\d{4,}$/.test(digits);
}
