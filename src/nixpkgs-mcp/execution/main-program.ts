import { didYouMean } from "../../config/similar-names.ts";
import { UserError } from "../../errors.ts";

interface ProgramFacts {
  readonly attr: string;
  readonly pname: string | null;
  /** `meta.mainProgram` */
  readonly mainProgram: string | null;
  /** What there is in bin/. */
  readonly programs: readonly string[];
}

/**
 * The program that `nix run` would start, or that is plainly meant: `meta.mainProgram`, else the one called as
 * the package, else the one called as the attribute, else the only one; null where nothing decides.
 * Source: "nix run" of the Nix manual, for the first two.
 */
export function mainProgramOf({ attr, pname, mainProgram, programs }: ProgramFacts): string | null {
  const called = [mainProgram, pname, attr.split(".").at(-1)];
  const found = called.find((name) => typeof name === "string" && programs.includes(name));
  return found ?? (programs.length === 1 ? programs[0]! : null);
}

/**
 * The program to run: the one asked for, else the main one.
 *
 * @throws UserError `E_PROGRAM`, which lists what there is
 */
export function chosenProgram(facts: ProgramFacts, wanted: string | undefined): string {
  const { attr, programs } = facts;
  if (programs.length === 0) {
    throw new UserError(`${attr} has no programs: there is nothing in its bin/`, {
      code: "E_PROGRAM",
      hint: "It is a library or data; nixpkgs_shell makes it available beside an interpreter.",
    });
  }
  if (wanted === undefined) {
    const main = mainProgramOf(facts);
    if (main !== null) return main;
    throw new UserError(`${attr} has ${programs.length} programs and says of none that it is the main one`, {
      code: "E_PROGRAM",
      hint: `Choose one with 'program': ${shown(programs)}.`,
    });
  }
  if (programs.includes(wanted)) return wanted;
  throw new UserError(`${attr} has no program '${wanted.slice(0, 100)}'`, {
    code: "E_PROGRAM",
    hint: `${didYouMean(wanted.slice(0, 100), programs) ?? ""} It has: ${shown(programs)}.`.trimStart(),
  });
}

/** A list that stays readable: coreutils has a hundred, texlive thousands. */
function shown(programs: readonly string[]): string {
  const most = 40;
  const rest = programs.length - most;
  return programs.slice(0, most).join(", ") + (rest > 0 ? `, and ${rest} more` : "");
}
