import type { EnvironmentRead } from "../merge-environment.ts";
import { descendants, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName, calleeOf } from "./calls.ts";
import { functionAround, parametersOf } from "./names.ts";
import { whenMissing } from "./required.ts";
import { External, shown, type Value } from "./values.ts";

/** Functions that read a variable by its name. */
const READERS = new Set(["os.Getenv", "os.LookupEnv", "syscall.Getenv"]);

/** Variables that the code reads by functions; see `tags.ts` and `viper.ts` for the others. */
export function environmentReads(analysis: Analysis): EnvironmentRead[] {
  const handed = handedOver(analysis);
  const reads: EnvironmentRead[] = [];
  for (const node of analysis.nodes()) {
    if (node.type !== "CallExpr" || !isReader(analysis, node, handed)) continue;
    const missing = whenMissing(node);
    const named = argumentsOf(node)[0];
    const otherwise = missing.otherwise ?? fallbackOf(node);
    for (const [name, value] of analysis.values(named, otherwise ?? undefined)) {
      if (typeof name !== "string") continue;
      reads.push({
        name,
        required: missing.stops,
        default: shown(value as Value | undefined) || null,
        message: missing.message,
        place: placeOf(node),
      });
    }
  }
  return reads;
}

/** Names of parameters and fields that `os.Getenv` itself is given to. */
function handedOver(analysis: Analysis): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of analysis.nodes()) {
    if (node.type !== "SelectorExpr" || !/^os\.(?:Getenv|LookupEnv)$/.test(textOf(node))) continue;
    const { parent } = node;
    if (parent?.type === "Element") names.add(textOf(parent.children[0]!));
    if (parent?.type === "VarSpec" || parent?.type === "VarDecl" || parent?.type === "Assignment") {
      names.add(textOf(parent.children[0]!).split(".").at(-1)!);
    }
    if (parent?.type !== "Arguments") continue;
    const call = parent.parent!;
    const at = argumentsOf(call).indexOf(node);
    const value = analysis.value(calleeOf(call));
    const definition = value !== undefined && value !== null && typeof value === "object" && "node" in value;
    const parameter = definition ? parametersOf(value.node)[at] : undefined;
    if (parameter !== undefined) names.add(parameter.name);
  }
  return names;
}

function isReader(analysis: Analysis, call: SyntaxNode, handed: ReadonlySet<string>): boolean {
  const name = calledName(call);
  if (name === "Getenv" || name === "LookupEnv") {
    const path = analysis.externalPath(calleeOf(call));
    if (path !== null) return READERS.has(path);
  }
  if (name === null || !handed.has(name)) return false;
  const callee = calleeOf(call);
  if (callee.type === "SelectorExpr") return true;
  for (const [value] of analysis.values(callee))
    if (value instanceof External && READERS.has(value.path)) return true;
  return false;
}

/** What a helper gives where there is no value: `func env(name, fallback string)`, `cmp.Or(os.Getenv(name), "x")`. */
function fallbackOf(call: SyntaxNode): SyntaxNode | null {
  const above = call.parent?.parent;
  if (above?.type === "CallExpr" && textOf(calleeOf(above)) === "cmp.Or")
    return argumentsOf(above).at(-1) ?? null;
  const around = functionAround(call);
  const parameter = parametersOf(around).find(({ name }) => /^(?:def|fallback|otherwise)/i.test(name));
  if (parameter === undefined) return null;
  return (
    [...descendants(around)].find(
      (node) =>
        node.type === "VariableName" &&
        textOf(node) === parameter.name &&
        node.parent?.type === "ReturnStatement",
    ) ?? null
  );
}
