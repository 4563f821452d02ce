import { maskSecrets } from "./mask-secrets.ts";

/**
 * The one error type a user is meant to read: what happened, where, and what to do.
 *
 * `code` is stable (`E_…`) so that scripts reading `--json` can dispatch on it. `where` is a place a
 * person can open: `servers.yaml:12:5`, a URL, a server's name. `hint` is the remedy, one sentence. Secrets
 * are masked in all of them here, so that whoever prints them need not think of it.
 */
export class UserError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: { code: string; where?: string | undefined; hint?: string | undefined; cause?: unknown },
  ) {
    super(maskSecrets(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "UserError";
    this.code = options.code;
    this.where = options.where === undefined ? undefined : maskSecrets(options.where);
    this.hint = options.hint === undefined ? undefined : maskSecrets(options.hint);
  }

  /** The form `--json` prints; `cause` is left out because it may hold request headers. */
  toJSON(): { code: string; message: string; where?: string; hint?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.where === undefined ? {} : { where: this.where }),
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    };
  }
}

/** Several failures of independent parts (servers, files); the parts that worked are kept. */
export class ManyErrors extends Error {
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map((error) => error.message).join("\n"));
    this.name = "ManyErrors";
    this.errors = errors;
  }
}

/** What to throw for errors that were gathered, one at least: the only one as it is, or all of them. */
export function oneOrMany(errors: readonly UserError[]): UserError | ManyErrors {
  return errors.length === 1 ? errors[0]! : new ManyErrors(errors);
}

/** The first line of the message of anything thrown: npm's messages go on with advice of their own. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split("\n")[0] ?? "";
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
