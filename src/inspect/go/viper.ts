import type { EnvironmentRead } from "../merge-environment.ts";
import { placeOf, type SyntaxNode } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName, calleeOf } from "./calls.ts";
import { whenMissing } from "./required.ts";
import { shown, type Value } from "./values.ts";

const GETS =
  /^(?:Get(?:String|Bool|Int(?:32|64)?|Uint\d*|Float64|Duration|Time|StringSlice|IntSlice|StringMap\w*)?|IsSet|UnmarshalKey)$/;

/**
 * Variables that viper reads: those a key is bound to, and, with `AutomaticEnv`, the prefix and the key in capitals.
 *
 * Source: viper's documentation, "Working with Environment Variables".
 */
export function viperReads(analysis: Analysis): EnvironmentRead[] {
  const calls = (...names: readonly string[]) =>
    names.flatMap((name) => (analysis.calls.get(name) ?? []).filter((call) => isOfViper(analysis, call)));
  const isAutomatic = calls("AutomaticEnv").length > 0;
  const prefix = textOfFirst(analysis, calls("SetEnvPrefix")[0]);
  const replace = replacer(analysis, calls("SetEnvKeyReplacer")[0]);
  const defaults = new Map<string, string>();
  for (const call of calls("SetDefault")) {
    const [key, value] = argumentsOf(call).map((argument) => analysis.value(argument));
    const text = shown(value as Value | undefined);
    if (typeof key === "string" && text) defaults.set(key, text);
  }
  const nameOf = (key: string) =>
    `${prefix === null ? "" : `${prefix}_`}${replace(key.toUpperCase())}`.toUpperCase();
  const reads: EnvironmentRead[] = [];
  for (const call of calls("BindEnv")) {
    const [key, ...names] = argumentsOf(call).map((argument) => analysis.value(argument));
    if (typeof key !== "string") continue;
    for (const name of names.length === 0 ? [nameOf(key)] : names) {
      if (typeof name !== "string") continue;
      reads.push(read(name, call, defaults.get(key) ?? null, usesOf(analysis, calls, key)));
    }
  }
  if (!isAutomatic) return reads;
  for (const name of analysis.calls.keys()) {
    if (!GETS.test(name)) continue;
    for (const call of calls(name)) {
      for (const [key] of analysis.values(argumentsOf(call)[0])) {
        if (typeof key === "string") reads.push(read(nameOf(key), call, defaults.get(key) ?? null, [call]));
      }
    }
  }
  return reads;
}

function read(
  name: string,
  at: SyntaxNode,
  otherwise: string | null,
  uses: readonly SyntaxNode[],
): EnvironmentRead {
  const missing = uses.map((use) => whenMissing(use)).find(({ stops }) => stops);
  return {
    name,
    required: missing !== undefined && otherwise === null,
    default: otherwise,
    message: missing?.message ?? null,
    place: placeOf(at),
  };
}

function usesOf(
  analysis: Analysis,
  calls: (...names: readonly string[]) => SyntaxNode[],
  key: string,
): SyntaxNode[] {
  return calls("GetString", "Get").filter((call) => analysis.value(argumentsOf(call)[0]) === key);
}

/** Of the package, or of an instance that `viper.New()` made. */
function isOfViper(analysis: Analysis, call: SyntaxNode): boolean {
  const callee = calleeOf(call);
  if (callee.type !== "SelectorExpr" || calledName(call) === null) return false;
  const path = analysis.externalPath(callee);
  return path !== null && /(?:^|\/)viper\./.test(path) && !path.includes("viper.New()");
}

function textOfFirst(analysis: Analysis, call: SyntaxNode | undefined): string | null {
  return call === undefined ? null : shown(analysis.value(argumentsOf(call)[0])) || null;
}

/** `strings.NewReplacer("-", "_", ".", "_")`. */
function replacer(analysis: Analysis, call: SyntaxNode | undefined): (key: string) => string {
  const made = call === undefined ? undefined : argumentsOf(call)[0];
  if (made?.type !== "CallExpr") return (key) => key;
  const texts = argumentsOf(made).map((argument) => analysis.value(argument));
  return (key) => {
    let replaced = key;
    for (let index = 0; index + 1 < texts.length; index += 2) {
      const [from, to] = [texts[index], texts[index + 1]];
      if (typeof from === "string" && typeof to === "string" && from !== "")
        replaced = replaced.replaceAll(from, to);
    }
    return replaced;
  };
}
