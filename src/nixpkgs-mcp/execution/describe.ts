import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { Marks } from "../marks.ts";
import { installable } from "./attr.ts";
import { type NixRun, runNix } from "./nix-command.ts";

/**
 * What is asked of a package, in one evaluation. An unfree (broken, …) package of nixpkgs says so in `meta`, and
 * throws when its derivation is looked at: `tryEval` keeps the one from hiding the other.
 * Where the flake allows what is unfree, `meta.unfree` is false: the licences say it still.
 * Source: `pkgs/stdenv/generic/check-meta.nix` of nixpkgs (`meta.unfree`, `meta.broken`, `meta.insecure`, …).
 */
const QUESTION = `
p:
let
  try = value: let result = builtins.tryEval value; in if result.success then result.value else null;
  isSet = builtins.isAttrs p;
  isPackage = isSet && p.type or null == "derivation";
  meta = if isPackage then p.meta or { } else { };
  licences = let given = meta.license or [ ]; in if builtins.isList given then given else [ given ];
  isUnfree = licence: if builtins.isAttrs licence then !(licence.free or true) else licence == "unfree";
  text = value: if builtins.isString value then value else null;
in
{
  kind = if isPackage then "package" else if isSet then "set" else builtins.typeOf p;
  names = if isPackage || !isSet then [ ] else builtins.attrNames p;
  pname = if isPackage then text (try (p.pname or null)) else null;
  drvName = let name = if isPackage then text (try (p.name or null)) else null; in
    if name == null then null else (builtins.parseDrvName name).name;
  mainProgram = text (try (meta.mainProgram or null));
  unfree = try (meta.unfree or false) == true || try (builtins.any isUnfree licences) == true;
  broken = try (meta.broken or false) == true;
  insecure = try (meta.insecure or (meta.knownVulnerabilities or [ ] != [ ])) == true;
  unsupported = try (meta.unsupported or false) == true;
  drvPath = if isPackage then try (builtins.unsafeDiscardStringContext p.drvPath) else null;
  outputs = if isPackage then
    try (builtins.deepSeq (meta.outputsToInstall or [ ]) (meta.outputsToInstall or [ (p.outputName or "out") ]))
  else
    null;
}
`;

const answerSchema = z.object({
  kind: z.string(),
  names: z.array(z.string()),
  pname: z.string().nullable(),
  drvName: z.string().nullable(),
  mainProgram: z.string().nullable(),
  unfree: z.boolean(),
  broken: z.boolean(),
  insecure: z.boolean(),
  unsupported: z.boolean(),
  drvPath: z
    .string()
    .regex(/^\/[^\0\n^]+\.drv$/)
    .nullable(),
  outputs: z.array(z.string().regex(/^[A-Za-z0-9+._?=-]+$/)).nullable(),
});

export interface Description {
  readonly pname: string | null;
  /** The derivation's name without its version. */
  readonly drvName: string | null;
  readonly mainProgram: string | null;
  readonly marks: Marks;
  /** `null` where nixpkgs refuses to evaluate it for what `marks` say. */
  readonly drvPath: string | null;
  /** Those that installing it would give. */
  readonly outputs: readonly string[];
}

/** What nixpkgs wants to hear before it evaluates a package of this kind. */
export const permissionVariables = {
  unfree: "NIXPKGS_ALLOW_UNFREE",
  broken: "NIXPKGS_ALLOW_BROKEN",
  insecure: "NIXPKGS_ALLOW_INSECURE",
  unsupported: "NIXPKGS_ALLOW_UNSUPPORTED_SYSTEM",
} as const;

export type Mark = keyof typeof permissionVariables;

/**
 * Evaluates a package of a flake; afterwards its derivation is in the store. Only `legacyPackages` and `packages` are
 * looked in: Nix itself would go on with any other output, under names that no policy knows.
 *
 * @param flake locked
 * @param system Nix's name of the system it is for
 * @param permitted marks that are no hindrance any more
 * @throws UserError as `runNix`; `E_ATTR_SET` for a set of packages
 */
export async function describePackage(
  flake: string,
  attr: string,
  system: string,
  permitted: readonly Mark[],
  run: NixRun,
): Promise<Description> {
  const permission =
    permitted.length === 0
      ? []
      : // The environment is looked at in impure evaluation only.
        ["--impure"];
  const env = {
    ...run.env,
    ...Object.fromEntries(permitted.map((mark) => [permissionVariables[mark], "1"])),
  };
  const evaluateIn = (output: string, question: string) => {
    const where = installable(flake, attr, [output, system]);
    return runNix(["eval", "--json", ...permission, where, "--apply", question], { ...run, env });
  };
  const evaluate = async (question: string) => {
    try {
      return await evaluateIn("legacyPackages", question);
    } catch (error) {
      if (!isUnknown(error)) throw error;
      return evaluateIn("packages", question).catch((second) => {
        throw isUnknown(second) ? error : second;
      });
    }
  };
  const answer = answerSchema.parse(JSON.parse(await evaluate(QUESTION)));
  if (answer.kind !== "package") throw noPackage(attr, answer.kind, answer.names);
  const { unfree, broken, insecure, unsupported } = answer;
  const marks = { unfree, broken, insecure, unsupported };
  const refused = (["unfree", "broken", "insecure", "unsupported"] as const).some(
    (mark) => marks[mark] && !permitted.includes(mark),
  );
  if (answer.drvPath === null && !refused) {
    // It fails for a reason that `meta` does not tell: once more, for Nix's own words.
    const mark = await evaluate("p: p.drvPath").then(() => undefined, markOf);
    if (mark === undefined || permitted.includes(mark))
      throw new UserError(`${attr} cannot be evaluated`, { code: "E_NIX", where: attr });
    marks[mark] = true;
  }
  return {
    pname: answer.pname,
    drvName: answer.drvName,
    mainProgram: answer.mainProgram,
    marks,
    drvPath: answer.drvPath,
    outputs: answer.outputs === null || answer.outputs.length === 0 ? ["out"] : answer.outputs,
  };
}

function isUnknown(error: unknown): boolean {
  return error instanceof UserError && error.code === "E_ATTR_UNKNOWN";
}

/** The mark that an error of Nix stands for; throws the error where it is none. */
function markOf(error: unknown): Mark {
  const code = error instanceof UserError ? error.code : "";
  const mark = (
    { E_UNFREE: "unfree", E_BROKEN: "broken", E_INSECURE: "insecure", E_UNSUPPORTED: "unsupported" } as const
  )[code];
  if (mark === undefined) throw error;
  return mark;
}

function noPackage(attr: string, kind: string, names: readonly string[]): UserError {
  if (kind !== "set")
    return new UserError(`'${attr}' is no package but a ${kind}`, { code: "E_ATTR_UNKNOWN" });
  const some = names.slice(0, 8).map((name) => `${attr}.${name}`);
  return new UserError(`'${attr}' is no package but a set of ${names.length}`, {
    code: "E_ATTR_SET",
    hint: `Choose one of it: ${some.join(", ")}${names.length > some.length ? ", …" : ""}`,
  });
}
