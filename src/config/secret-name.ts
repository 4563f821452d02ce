/** Words of names whose values open something; two words are written here as one. */
export const secretNameWords: readonly string[] =
  "apikey key token tokens pat pass password passwd passphrase pwd secret secrets credential credentials cookie cookies dsn bearer auth authorization jwt connectionstring".split(
    " ",
  );

/** What may come after such a word: the form that the secret has, and the number of one of several. */
const FORMS = /_(?:JSON|BASE64|B64|VALUE|STRING|\d+)$/;

/** Words that stand for a secret wherever they are in a name. */
const ANYWHERE = /(?:^|_)(?:PRIVATE_KEY|CLIENT_SECRET|ACCESS_KEY|SECRET_KEY)(?:_|$)/;

/** What names such a thing without holding it: where it lies, how long it lasts, what it is called. */
const NOT =
  /(?:_|^)(?:PUBLIC|MAX|MIN|NUM|ENABLE|DISABLE|USE|ALLOW|MASK|HIDE|REDACT)_|(?:_(?:FILE|PATH|DIR|URL|URI|NAME|ID|TTL|LIMIT|TYPE|MODE|ENDPOINT|HEADER|PREFIX|ALGORITHM|EXPIRY|TIMEOUT)|_TOKENS)$/;

/** Whether a variable's or a flag's name says that it holds a key, a token or a password. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/^-+/, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[-.]/g, "_")
    .toUpperCase();
  if (NOT.test(words)) return false;
  return ANYWHERE.test(words) || endsSo(words) || endsSo(words.replace(FORMS, ""));
}

function endsSo(words: string): boolean {
  const [last = "", before = ""] = words.toLowerCase().split("_").reverse();
  return secretNameWords.includes(last) || secretNameWords.includes(before + last);
}
