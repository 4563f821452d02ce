import { wordsOf } from "./secret-names.ts";

/** `USER:PASSWORD@HOST`, of whatever stands before and behind it: a driver's address, a proxy's. */
const atHost = /(?:^|[\s"'`=,;(<])([^\s:/@"'`=,;(<]*):(?!\/\/)([^\s@]+)@[\w([./-]/g;

/** What a name and an `@` stand behind without being a login: addresses of people, packages with their versions. */
const noUsers =
  /^(?:mailto|acct|sips?|xmpp|im|npm|jsr|pypi|go|github|gitlab|workspace|file|link|cargo|crate)$/i;

/** Whether a text has a login with its password in it, under any name. */
export function hasLogin(text: string): boolean {
  return [...text.matchAll(atHost)].some(
    ([, user = "", password = ""]) =>
      !noUsers.test(user) && !(user.length === 1 && password.startsWith("\\")),
  );
}

/** Whether it is a `NAME:PASSWORD` of an option or variable that takes a login: `-u`, `--user`, ES_LOGIN, GRAFANA_USERPASS. */
export function isLoginOf(name: string, text: string): boolean {
  const last = wordsOf(name).at(-1) ?? "";
  if (!/^(?:u|account)$|(?:user|username|login|userpass|userpwd|auth)$/.test(last)) return false;
  // An address, a folder of Windows, the numbers of a user and a group, a host with its port.
  if (/^[a-z][a-z0-9+.-]*:\/\/|^[A-Za-z]:[\\/]|^\d+:\d+$/i.test(text)) return false;
  if (/^(?:localhost|\[[\da-f:]+\]|[\w-]+(?:\.[\w-]+)+):\d{1,5}$/i.test(text)) return false;
  return /^[^\s:/]+:\S/.test(text);
}
