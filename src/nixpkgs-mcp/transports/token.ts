import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../../errors.ts";
import { keepSecret } from "../../mask-secrets.ts";

const tokenVariable = "NIXPKGS_MCP_TOKEN";

/**
 * The bearer token that HTTP clients have to bring: of the file, else of the environment; null: none is asked for.
 * Throws `E_TOKEN` for a file that cannot be read, and for a token that is empty, short or has spaces.
 */
export async function readToken(
  file: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const given = file === null ? env[tokenVariable] : await textOf(file);
  if (given === undefined) return null;
  const token = given.trim();
  keepSecret(token);
  if (/^\S{16,}$/.test(token)) return token;
  throw new UserError("the bearer token must be 16 characters or more, without spaces", {
    code: "E_TOKEN",
    where: file ?? tokenVariable,
    hint: "`openssl rand -hex 32` makes one.",
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`the token's file cannot be read: ${messageOf(error)}`, {
      code: "E_TOKEN",
      where: file,
      cause: error,
    });
  }
}
