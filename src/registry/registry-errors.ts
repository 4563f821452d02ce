import { firstLineOf, messageOf, UserError } from "../errors.ts";

/** What npm's libraries and Node's network throw, by `code`, as an error a user can act on. */
interface Explanation {
  readonly code: string;
  readonly message: (subject: string) => string;
  readonly hint: string;
}

const offline: Explanation = {
  code: "E_NETWORK",
  message: (subject) => `the registry cannot be reached for ${subject}`,
  hint: "Check the network, the proxy settings and `npm config get registry`, then run this again: what was fetched is kept.",
};
const denied: Explanation = {
  code: "E_FORBIDDEN",
  message: (subject) => `the registry denies access to ${subject}`,
  hint: "Is it private? Log in (`npm login`) or put the token of its scope's registry into .npmrc.",
};
const broken: Explanation = {
  code: "E_REGISTRY",
  message: (subject) => `the registry failed on ${subject}`,
  hint: "That is the registry's own trouble; try again later.",
};
const slow: Explanation = {
  code: "E_TIMEOUT",
  message: (subject) => `the registry took too long over ${subject}`,
  hint: "Try again, or raise npm's `fetch-timeout`.",
};

const explanations: Readonly<Record<string, Explanation>> = {
  E401: denied,
  E402: denied,
  E403: denied,
  ENOTFOUND: offline,
  EAI_AGAIN: offline,
  ECONNREFUSED: offline,
  ECONNRESET: offline,
  ENETUNREACH: offline,
  EHOSTUNREACH: offline,
  ENOTCACHED: offline,
  ERR_SSL_WRONG_VERSION_NUMBER: offline,
  ETIMEDOUT: slow,
  ECONNECTIONTIMEOUT: slow,
  EIDLETIMEOUT: slow,
  ERESPONSETIMEOUT: slow,
  ETRANSFERTIMEOUT: slow,
  FETCH_ERROR: broken,
};

/**
 * Turns what a request to the registry threw into a UserError; UserErrors and aborts pass as they are.
 *
 * @param subject what was asked for, for the message: `firecrawl-mcp`
 * @param where server's spec or URL
 */
export function registryError(error: unknown, subject: string, where: string): Error {
  if (error instanceof UserError) return error;
  const { code, name, type, statusCode } = Object(error) as Record<string, unknown>;
  if (name === "AbortError") return error as Error;
  const known =
    (type === "request-timeout" || type === "body-timeout" ? slow : undefined) ??
    explanations[String(code)] ??
    (Number(statusCode) >= 500 || name === "ZodError" || error instanceof SyntaxError ? broken : undefined);
  if (known === undefined) {
    return new UserError(`${subject}: ${messageOf(error)}`, { code: "E_REGISTRY", where, cause: error });
  }
  return new UserError(`${known.message(subject)}: ${detail(error)}`, {
    code: known.code,
    where,
    hint: known.hint,
    cause: error,
  });
}

function detail(error: unknown): string {
  if (Object(error).name === "ZodError" || error instanceof SyntaxError)
    return "its answer is not a packument";
  return firstLineOf(error);
}
