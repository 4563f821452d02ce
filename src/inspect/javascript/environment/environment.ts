import type { ts } from "ts-morph";
import type { CodePlace, EnvironmentFact } from "../../facts.ts";
import type { CodeIndex } from "../code-index.ts";
import type { ModuleGraph } from "../module-graph.ts";
import { placeOf } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { fallbackOf } from "./fallback.ts";
import { isLibraryVariable, isSystemVariable } from "./library-variables.ts";
import { messagesIn } from "./messages.ts";
import { environmentReads } from "./reads.ts";
import { refusalOf } from "./refusal.ts";
import { declaredVariables } from "./schemas.ts";

/** Words in a variable's name by which it holds what nobody else may know. */
const SECRET =
  /(?:^|_)(?:API_?KEY|KEY|APIKEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PAT|CREDENTIALS?|PRIVATE_KEY|ACCESS_KEY|AUTH|DSN|CONNECTION_STRING|JWT|COOKIE)(?:$|_(?:JSON|BASE64|B64|VALUE|\d+)$)/;

/** What ends like a secret and names where one is, or how many. */
const NO_SECRET = /(?:_FILE|_PATH|_URL|_URI|_ID|_NAME|PUBLIC_KEY|MAX_TOKENS?|_LIMIT)$/;

interface Found {
  required: boolean;
  optional: boolean;
  default: string | null;
  message: string | null;
  readonly places: CodePlace[];
}

/** What tells a server's variables from those of libraries in a bundle that does not. */
export interface Hints {
  /** Texts of the package that people read: README, manifests. */
  readonly documents: string;
}

/** The environment variables that the server's own code reads, by name. */
export function environmentFacts(
  graph: ModuleGraph,
  index: CodeIndex,
  evaluator: Evaluator,
  hints: Hints,
): EnvironmentFact[] {
  const mixed = new Set(graph.modules.filter((module) => module.mixed).map(({ file }) => file));
  const messages = messagesIn(index.texts);
  const found = new Map<string, Found>();
  const isOwn = (name: string, node: ts.Node): boolean => {
    if (isSystemVariable(name)) return false;
    if (!mixed.has(node.getSourceFile())) return true;
    return hints.documents.includes(name) || !isLibraryVariable(name);
  };
  const at = (name: string, node: ts.Node): Found => {
    let one = found.get(name);
    if (one === undefined) {
      one = { required: false, optional: false, default: null, message: null, places: [] };
      found.set(name, one);
    }
    const place = placeOf(node);
    if (!one.places.some(({ file, line }) => file === place.file && line === place.line))
      one.places.push(place);
    return one;
  };
  const { reads, handed } = environmentReads(graph.modules, index, evaluator);
  for (const read of reads) {
    const { name } = read;
    const node = read.via ?? read.node;
    if (!isOwn(name, node)) continue;
    const one = at(name, node);
    const fallback = fallbackOf(read, evaluator);
    one.default ??= fallback.text;
    const refusal = refusalOf(read);
    if (fallback.exists && fallback.text !== "") one.optional = true;
    else if (refusal.required) one.required = true;
    one.message ??= refusal.message;
  }
  for (const declared of declaredVariables(handed, evaluator)) {
    if (!isOwn(declared.name, declared.node)) continue;
    const one = at(declared.name, declared.node);
    one.default ??= declared.default;
    if (declared.required) one.required = true;
    else one.optional = true;
  }
  for (const { name, node } of optionVariables(index, evaluator)) if (isOwn(name, node)) at(name, node);
  return [...found]
    .map(([name, one]) => ({
      name,
      required: one.required && one.default === null,
      secret: SECRET.test(name.toUpperCase()) && !NO_SECRET.test(name.toUpperCase()),
      default: one.default,
      message: messages.get(name) ?? one.message,
      places: one.places,
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** commander's `new Option(…).env("NAME")`. */
function optionVariables(index: CodeIndex, evaluator: Evaluator): { name: string; node: ts.Node }[] {
  return (index.calls.get("env") ?? []).flatMap((node) => {
    const [first] = node.arguments ?? [];
    const name = node.arguments?.length === 1 ? evaluator.textOf(first) : null;
    return name !== null && /^[A-Z][A-Z0-9_]{2,}$/.test(name) ? [{ name, node }] : [];
  });
}
