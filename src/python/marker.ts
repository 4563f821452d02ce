import { normalizeName } from "./names.ts";
import { allows, isSpecifier, normalVersion } from "./versions.ts";

/** A marker, parsed: what says for which environments a requirement is. */
export type Marker =
  | { readonly op: "and" | "or"; readonly left: Marker; readonly right: Marker }
  | { readonly op: "compare"; readonly left: Operand; readonly by: string; readonly right: Operand };

type Operand = { readonly variable: string } | { readonly text: string };

/** The variables of PEP 508 (`python_version`, `sys_platform`, …). */
export type MarkerEnvironment = Readonly<Record<string, string>>;

/** What PEP 508 names, and what setuptools of old called it. */
const variables: Readonly<Record<string, string>> = {
  os_name: "os_name",
  sys_platform: "sys_platform",
  platform_machine: "platform_machine",
  platform_python_implementation: "platform_python_implementation",
  platform_release: "platform_release",
  platform_system: "platform_system",
  platform_version: "platform_version",
  python_version: "python_version",
  python_full_version: "python_full_version",
  implementation_name: "implementation_name",
  implementation_version: "implementation_version",
  extra: "extra",
  extras: "extras",
  dependency_groups: "dependency_groups",
  "os.name": "os_name",
  "sys.platform": "sys_platform",
  "platform.version": "platform_version",
  "platform.machine": "platform_machine",
  "platform.python_implementation": "platform_python_implementation",
  python_implementation: "platform_python_implementation",
};

const token = /\s*(?:(\(|\)|<=|>=|===|==|!=|~=|<|>)|"([^"]*)"|'([^']*)'|([A-Za-z_][\w.]*))/y;

/** @throws SyntaxError for what PEP 508's grammar of markers does not have */
export function parseMarker(text: string): Marker {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at++];
  const isWord = (word: string) => tokens[at]?.kind === "word" && tokens[at]?.value === word;

  const or = (): Marker => {
    let left = and();
    while (isWord("or")) {
      at += 1;
      left = { op: "or", left, right: and() };
    }
    return left;
  };
  const and = (): Marker => {
    let left = atom();
    while (isWord("and")) {
      at += 1;
      left = { op: "and", left, right: atom() };
    }
    return left;
  };
  const atom = (): Marker => {
    if (tokens[at]?.value === "(" && tokens[at]?.kind === "sign") {
      at += 1;
      const inner = or();
      if (next()?.value !== ")") throw new SyntaxError("a parenthesis is not closed");
      return inner;
    }
    const left = operand(next());
    return { op: "compare", left, by: operator(), right: operand(next()) };
  };
  const operator = (): string => {
    const found = next();
    if (found?.kind === "sign" && found.value !== "(" && found.value !== ")") return found.value;
    if (found?.kind === "word" && found.value === "in") return "in";
    if (found?.kind === "word" && found.value === "not" && isWord("in")) {
      at += 1;
      return "not in";
    }
    throw new SyntaxError(
      `a comparison is wanted${found === undefined ? " at its end" : ` before ${found.value}`}`,
    );
  };
  const marker = or();
  if (at < tokens.length) throw new SyntaxError(`nothing should follow before ${tokens[at]?.value}`);
  return marker;
}

interface Token {
  readonly kind: "sign" | "text" | "word";
  readonly value: string;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  for (let at = 0; at < trimmed.length; ) {
    token.lastIndex = at;
    const match = token.exec(trimmed);
    if (match === null) throw new SyntaxError(`it cannot be read from "${trimmed.slice(at, at + 20)}" on`);
    const [, sign, double, single, word] = match;
    if (sign !== undefined) tokens.push({ kind: "sign", value: sign });
    else if (word !== undefined) tokens.push({ kind: "word", value: word });
    else tokens.push({ kind: "text", value: double ?? single ?? "" });
    at = token.lastIndex;
  }
  return tokens;
}

function operand(found: Token | undefined): Operand {
  if (found?.kind === "text") return { text: found.value };
  const variable = found?.kind === "word" ? variables[found.value] : undefined;
  if (variable === undefined) throw new SyntaxError(`${found?.value ?? "its end"} is no variable of markers`);
  return { variable };
}

/**
 * Whether a marker holds in an environment. Versions are compared as versions where both sides are some, and as texts
 * otherwise. Source: PEP 508, "Environment Markers".
 */
export function evaluateMarker(marker: Marker, environment: MarkerEnvironment): boolean {
  if (marker.op !== "compare") {
    const left = evaluateMarker(marker.left, environment);
    return left === (marker.op === "or") ? left : evaluateMarker(marker.right, environment);
  }
  const value = (side: Operand) => ("text" in side ? side.text : (environment[side.variable] ?? ""));
  const isExtra = [marker.left, marker.right].some((side) => "variable" in side && side.variable === "extra");
  const [left, right] = [value(marker.left), value(marker.right)];
  return isExtra
    ? compareTexts(normalizeName(left), marker.by, normalizeName(right))
    : compareValues(left, marker.by, right);
}

function compareValues(left: string, by: string, right: string): boolean {
  const versions =
    by !== "in" && by !== "not in" && isSpecifier(`${by}${right}`) && normalVersion(left) !== null;
  return versions ? allows(`${by}${right}`, left) : compareTexts(left, by, right);
}

const comparisons: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  "==": (left, right) => left === right,
  "===": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "~=": () => false,
  in: (left, right) => right.includes(left),
  "not in": (left, right) => !right.includes(left),
};

function compareTexts(left: string, by: string, right: string): boolean {
  return comparisons[by]?.(left, right) ?? false;
}
