/** Words of names whose values open something. */
const WORDS =
  /(?:^|_)(?:API_?KEY|KEY|TOKENS?|PAT|PASS(?:WORD|WD|PHRASE)?|PWD|SECRETS?|CREDENTIALS?|COOKIES?|DSN|BEARER|AUTH(?:ORIZATION)?|JWT)(?:_(?:JSON|BASE64|B64|VALUE|STRING))?$|(?:^|_)(?:PRIVATE_KEY|CLIENT_SECRET|ACCESS_KEY|SECRET_KEY)(?:_|$)/;

/** What names such a thing without holding it: where it lies, how long it lasts, what it is called. */
const NOT =
  /(?:_|^)(?:PUBLIC|MAX|MIN|NUM|ENABLE|DISABLE|USE|ALLOW)_|(?:_(?:FILE|PATH|DIR|URL|URI|NAME|ID|TTL|LIMIT|TYPE|MODE|ENDPOINT|HEADER|PREFIX|ALGORITHM|EXPIRY|TIMEOUT)|_TOKENS)$/;

/** Whether a variable's or a flag's name says that it holds a key, a token or a password. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/^-+/, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[-.]/g, "_")
    .toUpperCase();
  return WORDS.test(words) && !NOT.test(words);
}
