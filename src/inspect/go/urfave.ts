import type { FlagFact } from "../facts.ts";
import type { EnvironmentRead } from "../merge-environment.ts";
import { placeOf, type SyntaxNode } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName } from "./calls.ts";
import { literalFields, literalType, textsOf } from "./options.ts";
import { shown } from "./values.ts";

interface UrfaveFlag {
  readonly flag: FlagFact;
  readonly reads: readonly EnvironmentRead[];
}

/** Flags of urfave/cli and the variables they name. Source: urfave/cli's manual, versions 1 to 3, "Flags". */
export function urfaveFlags(analysis: Analysis): UrfaveFlag[] {
  return [...analysis.nodes()].flatMap((node) => {
    if (node.type !== "TypedLiteral") return [];
    const type = literalType(analysis, node);
    const kind = type === null ? null : /^github\.com\/urfave\/cli\.(\w+)Flag$/.exec(type)?.[1];
    return kind === undefined || kind === null ? [] : flagOf(analysis, node, kind);
  });
}

function flagOf(analysis: Analysis, node: SyntaxNode, kind: string): UrfaveFlag[] {
  const fields = literalFields(node);
  const value = (name: string) => analysis.value(fields.get(name));
  const name = value("Name");
  if (typeof name !== "string") return [];
  const [long = "", ...aliases] = [...name.split(","), ...textsOf(value("Aliases"))].map((one) => one.trim());
  const otherwise = shown(value("Value")) || null;
  const required = value("Required") === true;
  const usage = shown(value("Usage"));
  const place = placeOf(node);
  const short = aliases.find((one) => one.length === 1);
  const flag = {
    name: `--${long}`,
    short: short === undefined ? null : `-${short}`,
    takesValue: kind !== "Bool",
    required,
    default: otherwise,
    description: usage,
    choices: [],
    places: [place],
  };
  const variables = [
    ...textsOf(value("EnvVars")),
    ...textsOf(value("EnvVar")).flatMap((one) => one.split(",")),
    ...sources(analysis, fields.get("Sources")),
  ];
  const reads = variables.map((variable) => ({
    name: variable.trim(),
    required,
    default: otherwise,
    message: usage,
    place,
  }));
  return [{ flag, reads }];
}

/** `cli.EnvVars("X", "Y")`. */
function sources(analysis: Analysis, node: SyntaxNode | undefined): string[] {
  if (node?.type !== "CallExpr" || calledName(node) !== "EnvVars") return [];
  return argumentsOf(node).flatMap((argument) => textsOf(analysis.value(argument)));
}
