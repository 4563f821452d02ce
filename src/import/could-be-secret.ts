import { secretNameWords } from "../config/secret-name.ts";
import { looksLikeSecret } from "../config/secret-words.ts";

/**
 * Whether a value had better not be copied: here, other than in a warning, doubt counts against it, since a reference to a
 * secret that is none costs a line, and a key that was taken for a setting lies in the Nix store for everyone to read.
 *
 * `name`: the variable, option, header or parameter it is the value of; empty: of none.
 */
export function couldBeSecret(name: string, value: string): boolean {
  const text = value.trim();
  if (text === "" || isHarmless(text)) return false;
  if (looksLikeSecret(name, text)) return true;
  const named = nameSays(name);
  // One name after a slash may be a password that begins so.
  if (named === "secret") return !(isFile(text) && /[\\/.]/.test(text.slice(2)));
  if (isFile(text)) return false;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return urlHasSecret(text);
  if (named === "id") return false;
  return partsOf(text).some(
    ({ key, part }) => isRandom(part) || (nameSays(key) === "secret" && !isHarmless(part)),
  );
}

/** Words of a name, in whatever case it was written: `apiKey`, `API_KEY`, `--api-key`, `X-Api-Key`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Wherever in a name they are; those that name a secret at its end, and more that may. */
const secretWords = new Set([
  ...secretNameWords,
  ...`apikeys apitoken keys secretkey passcode pw creds cred session private signature webhook salt seed mnemonic pin otp totp
  accesskey accesstoken authtoken databaseurl`.split(/\s+/),
]);

/** Names that end so are about a secret, and are none. */
const aboutWords = new Set(
  `url uri endpoint host hostname port type mode method limit limits timeout ttl name names path file dir folder prefix
  suffix region enabled disabled provider scope scopes issuer algorithm count length size max min budget expiry expires
  expiration user username email domain version format header interval level length toolsets`.split(/\s+/),
);

function nameSays(name: string): "secret" | "id" | "nothing" {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  const pairs = words.map((word, index) => `${words[index - 1] ?? ""}${word}`);
  const isSecret = [...words, ...pairs].some((word) => secretWords.has(word));
  if (isSecret && !aboutWords.has(last)) return "secret";
  // Of a budget, not of a login: MAX_TOKENS.
  return /^ids?$/.test(last) || last === "uuid" ? "id" : "nothing";
}

function isHarmless(text: string): boolean {
  return /^(?:true|false|yes|no|on|off|null|none|undefined|auto|default|all|any|\d{1,5}|\d{1,3}(?:\.\d{1,3}){0,3})$/i.test(
    text,
  );
}

/** A path of a file says where a key is, not which. Base64 may begin with a slash, and has other signs as well. */
function isFile(text: string): boolean {
  if (/^[A-Za-z]:[\\/]/.test(text)) return true;
  if (!/^(?:~|\.{1,2})?\//.test(text)) return false;
  const segments = text.split("/");
  const isKey = (segment: string) => segment.length >= 16 && isBase64(segment) && /\d/.test(segment);
  return segments.every((segment) => /^[\w .@()-]*$/.test(segment) && !isKey(segment));
}

function urlHasSecret(text: string): boolean {
  const [, userinfo, rest = ""] = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#]*)@)?(.*)$/is.exec(text) ?? [];
  // A login without a password is the name of a database's user as a rule; on the web it is a token.
  if (userinfo !== undefined && (/^https?:/i.test(text) || userinfo.includes(":") || isRandom(userinfo)))
    return true;
  const [place = "", query = ""] = rest.split(/[?#](.*)/s);
  const pairs = query
    .split(/[&;#]/)
    .map((pair) => [pair.split("=")[0] ?? "", pair.split("=").slice(1).join("=")]);
  return (
    pairs.some(([key = "", value = ""]) => value !== "" && couldBeSecret(key, decoded(value))) ||
    place
      .split(/[/;]/)
      .slice(1)
      .some((segment) => segment.length >= 20 && isRandom(segment)) ||
    /;(?:[^;]*(?:password|pwd|accountkey)[^;]*=)/i.test(text)
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The words of a text, JSON and `key=value;` lists among them, each with what stands before its sign. */
function partsOf(text: string): { key: string; part: string }[] {
  const words = text.split(/[\s"'`{}[\](),;&]+/).filter((word) => word !== "");
  return words.flatMap((word, index) => {
    const [, key, part] = /^([\w.-]+)[=:](?!\/\/|=*$)(.+)$/.exec(word) ?? [];
    if (key !== undefined && part !== undefined) return [{ key, part }];
    // `"password": "…"`, `Bearer …`: the name is a word before it.
    const before = (words[index - 1] === ":" ? words[index - 2] : words[index - 1]) ?? "";
    const isNamed = /:$/.test(before) || words[index - 1] === ":" || /^(?:bearer|basic|token)$/i.test(before);
    return [{ key: isNamed ? before : "", part: word }];
  });
}

/** Longer than a word, of letters and digits that no word has together. */
function isRandom(text: string): boolean {
  if (text.length < 16 || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return false;
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return true;
  if (text.split(/[-_./:+=~@%!$#^*]+/).some(isRandomPart)) return true;
  // Base64's own signs part nothing.
  return text.split(/[.:=~@%!$#^*]+/).some(isBase64);
}

function isBase64(part: string): boolean {
  const letters = /[a-z].*[A-Z]|[A-Z].*[a-z]/.test(part) && !/[a-z]{10}/.test(part);
  return /^[A-Za-z0-9+/_-]{20,}$/.test(part) && letters && isRandomPart(part.replace(/[^A-Za-z0-9]/g, ""));
}

function isRandomPart(part: string): boolean {
  const digits = part.replace(/\D/g, "").length;
  const letters = part.replace(/[^A-Za-z]/g, "").length;
  if (part.length >= 12 && digits >= 2 && letters >= 2 && new Set(part).size >= 6) return true;
  // Neither a word nor words put together: these are longer.
  const words = part.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
  return part.length >= 16 && words.length > part.length / 5;
}
