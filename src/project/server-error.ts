import { messageOf, UserError } from "../errors.ts";

/** A UserError of a server; anything else is a defect that must not hide the other servers' results. */
export function asUserError(error: unknown): UserError {
  return error instanceof UserError
    ? error
    : new UserError(`unexpected: ${messageOf(error)}`, { code: "E_UNEXPECTED", cause: error });
}

/** Says which server an error is about (`NAME`, `NAME: WHERE`), unless it does so already. */
export function aboutServer(server: string, error: UserError): UserError {
  const { where } = error;
  if (where === server || where?.startsWith(`${server}:`)) return error;
  return new UserError(error.message, {
    code: error.code,
    where: where === undefined ? server : `${server}: ${where}`,
    hint: error.hint,
    cause: error,
  });
}
