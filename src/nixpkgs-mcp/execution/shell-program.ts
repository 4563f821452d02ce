import { join } from "node:path";
import { didYouMean } from "../../config/similar-names.ts";
import { UserError } from "../../errors.ts";

interface Package {
  readonly attr: string;
  readonly storePath: string;
  readonly programs: readonly string[];
}

/**
 * The program that a command's first word means among these packages, the first of them first. No shell and no
 * other program of this machine: what is to run was named as a package, and the policy was asked about that.
 *
 * @throws UserError `E_PROGRAM`
 */
export function shellProgram(packages: readonly Package[], word: string): string {
  const owner = packages.find(({ programs }) => programs.includes(word));
  if (owner !== undefined) return join(owner.storePath, "bin", word);
  const attrs = packages.map(({ attr }) => attr).join(", ");
  if (word.includes("/"))
    throw new UserError("the command begins with a path, not with the name of a program", {
      code: "E_PROGRAM",
      hint: `Name a program of ${attrs}, and add the package it is in.`,
    });
  const similar = didYouMean(
    word.slice(0, 100),
    packages.flatMap(({ programs }) => programs),
  );
  const shell = /[\s;&|<>$`]/.test(word)
    ? "There is no shell between: give the command as a list of words, or add bash and run ['bash', '-c', …]."
    : `Add the package it is in: bash for a shell, coreutils for ls and cat.`;
  throw new UserError(`none of ${attrs} has a program '${word.slice(0, 100)}'`, {
    code: "E_PROGRAM",
    hint: similar === undefined ? shell : `${similar} ${shell}`,
  });
}
