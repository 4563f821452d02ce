import type { ts } from "ts-morph";
import type { EnvironmentFact } from "../../facts.ts";
import { type EnvironmentRead, mergeEnvironment } from "../../merge-environment.ts";
import type { CodeIndex } from "../code-index.ts";
import type { ModuleGraph } from "../module-graph.ts";
import { placeOf } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { fallbackOf } from "./fallback.ts";
import { isLibraryVariable } from "./library-variables.ts";
import { messagesIn } from "./messages.ts";
import { environmentReads } from "./reads.ts";
import { refusalOf } from "./refusal.ts";
import { declaredVariables } from "./schemas.ts";

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
  const isOwn = (name: string, node: ts.Node): boolean =>
    !mixed.has(node.getSourceFile()) || hints.documents.includes(name) || !isLibraryVariable(name);
  const found: EnvironmentRead[] = [];
  const { reads, handed } = environmentReads(graph.modules, index, evaluator);
  for (const read of reads) {
    const { name } = read;
    const node = read.via ?? read.node;
    if (!isOwn(name, node)) continue;
    const fallback = fallbackOf(read, evaluator);
    const refusal = refusalOf(read, evaluator);
    found.push({
      name,
      place: placeOf(node),
      required: refusal.required && (!fallback.exists || fallback.text === ""),
      default: fallback.text,
      // A text that names the variable says more than one that only stands beside it.
      message: messages.has(name) ? null : refusal.message,
    });
  }
  const declared = [
    ...declaredVariables(handed, evaluator),
    ...optionVariables(index, evaluator).map((one) => ({ ...one, required: false, default: null })),
  ];
  for (const { node, ...read } of declared) {
    if (isOwn(read.name, node)) found.push({ ...read, message: null, place: placeOf(node) });
  }
  return mergeEnvironment(found, (name) => messages.get(name) ?? null);
}

/** commander's `new Option(…).env("NAME")`. */
function optionVariables(index: CodeIndex, evaluator: Evaluator): { name: string; node: ts.Node }[] {
  return (index.calls.get("env") ?? []).flatMap((node) => {
    const [first] = node.arguments ?? [];
    const name = node.arguments?.length === 1 ? evaluator.textOf(first) : null;
    return name !== null && /^[A-Z][A-Z0-9_]{2,}$/.test(name) ? [{ name, node }] : [];
  });
}
