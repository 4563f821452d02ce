import { looksLikeSecret } from "../config/secret-words.ts";
import { hasLogin, isLoginOf } from "./logins.ts";
import { canBeDigits, isBudget, secretNamed } from "./secret-names.ts";

/**
 * Whether a value had better not be copied: here, other than in a warning, doubt counts against it, since a reference to a
 * secret that is none costs a line, and a key that was taken for a setting lies in the Nix store for everyone to read.
 *
 * `name`: the variable, option, header or parameter it is the value of; empty: of none.
 */
export function couldBeSecret(name: string, value: string): boolean {
  const text = value.trim();
  if (text === "" || isSetting(name, text)) return false;
  if (looksLikeSecret(name, text) || hasLogin(text) || isLoginOf(name, text)) return true;
  const named = secretNamed(name);
  // One name after a slash may be a password that begins so.
  if (named === "secret") return !(isFile(text) && /[\\/.]/.test(text.slice(2)));
  if (isFile(text)) return false;
  // `jdbc:postgresql://…`: what stands before the scheme changes nothing.
  const address = text.replace(/^(?:[a-z][a-z0-9+.-]*:)+(?=[a-z][a-z0-9+.-]*:\/\/)/i, "");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return urlHasSecret(address);
  if (named === "id") return false;
  return partsOf(text).some(
    ({ key, part }) => isRandom(part) || (secretNamed(key) === "secret" && !isSetting(key, part)),
  );
}

/** A value that is no key: a switch, a small number. What says that it is a password may be one of digits alone. */
function isSetting(name: string, text: string): boolean {
  if (/^\d+$/.test(text) && isBudget(name)) return true;
  if (isSwitch(text)) return true;
  return /^(?:\d{1,5}|\d{1,3}(?:\.\d{1,3}){0,3})$/.test(text) && !canBeDigits(name, text);
}

function isSwitch(text: string): boolean {
  return /^(?:true|false|yes|no|on|off|null|none|undefined|auto|default|all|any|[01])$/i.test(text);
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
