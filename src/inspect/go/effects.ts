import type { EffectFact } from "../facts.ts";
import { placeOf, type SyntaxNode } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calleeOf } from "./calls.ts";
import { shown } from "./values.ts";

const PROCESSES = /^(?:os\/)?(?:exec\.Command(?:Context)?|os\.StartProcess|syscall\.(?:Exec|ForkExec))$/;

const WRITES =
  /^(?:(?:io\/)?ioutil\.WriteFile|os\.(?:WriteFile|Create|CreateTemp|MkdirAll|Mkdir|MkdirTemp|Remove|RemoveAll|Rename|Symlink|Link|Chmod|Truncate|OpenFile|CopyFS))$/;

/** What the code does to the machine: programs that it starts, files that it writes, in the order of the code. */
export function effectsOf(analysis: Analysis): {
  readonly childProcesses: EffectFact[];
  readonly fileWrites: EffectFact[];
} {
  const childProcesses: EffectFact[] = [];
  const fileWrites: EffectFact[] = [];
  for (const node of analysis.nodes()) {
    if (node.type !== "CallExpr") continue;
    const path = analysis.externalPath(calleeOf(node));
    if (path === null) continue;
    const via = path.replace(/^os\/exec\./, "exec.");
    const args = argumentsOf(node);
    if (PROCESSES.test(path)) {
      childProcesses.push({
        via,
        what: commandOf(analysis, via.endsWith("Context") ? args.slice(1) : args),
        place: placeOf(node),
      });
    } else if (WRITES.test(path) && !(path === "os.OpenFile" && isReadOnly(args[1]))) {
      fileWrites.push({ via, what: shown(analysis.value(args[0])), place: placeOf(node) });
    }
  }
  return { childProcesses, fileWrites };
}

/** The command as far as it is written there; null where not even the program is. */
function commandOf(analysis: Analysis, args: readonly SyntaxNode[]): string | null {
  const words = args.map((argument) => shown(analysis.value(argument)));
  const end = words.indexOf(null);
  const written = end < 0 ? words : words.slice(0, end);
  return written.length === 0 ? null : written.join(" ");
}

function isReadOnly(flags: SyntaxNode | undefined): boolean {
  return flags !== undefined && flags.file.text.slice(flags.from, flags.to) === "os.O_RDONLY";
}
