import type { EffectFact } from "../facts.ts";
import { descendants, placeOf, type SyntaxNode } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName } from "./call-sites.ts";
import { madeBy } from "./paths.ts";
import { External, ListValue, shown, type Value } from "./values.ts";

const PROCESSES =
  /^(?:subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|os\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?|startfile)|asyncio\.(?:subprocess\.)?create_subprocess_(?:exec|shell)|anyio\.(?:run_process|open_process)|pexpect\.(?:spawn|run)|pty\.spawn|webbrowser\.open)$/;

const WRITES =
  /^(?:os\.(?:remove|unlink|makedirs|mkdir|rename|replace|rmdir|removedirs|truncate|symlink|link|chmod)|shutil\.(?:copy|copy2|copyfile|copytree|move|rmtree|make_archive|unpack_archive))$/;

/** Methods of a path that change what is on disk. */
const PATH_WRITES =
  /^(?:write_text|write_bytes|touch|mkdir|unlink|rmdir|rename|replace|symlink_to|hardlink_to|chmod)$/;

/** Functions that open a file; whether they write is up to the mode. */
const OPENERS = /^(?:open|io\.open|builtins\.open|aiofiles\.open|anyio\.open_file|codecs\.open|gzip\.open)$/;

/** What the code does to the machine: programs that it starts, files that it writes, in the order of the code. */
export function effectsOf(analysis: Analysis): {
  readonly childProcesses: EffectFact[];
  readonly fileWrites: EffectFact[];
} {
  const childProcesses: EffectFact[] = [];
  const fileWrites: EffectFact[] = [];
  for (const { root } of analysis.program.modules.values()) {
    for (const node of descendants(root)) {
      if (node.type !== "CallExpression") continue;
      const value = analysis.value(node.children[0]);
      const path = value instanceof External ? value.path : null;
      if (path !== null && PROCESSES.test(path)) childProcesses.push(startOf(analysis, node, path));
      else {
        const write = writeOf(analysis, node, path);
        if (write !== null) fileWrites.push(write);
      }
    }
  }
  return { childProcesses, fileWrites };
}

function startOf(analysis: Analysis, call: SyntaxNode, via: string): EffectFact {
  const { positional, keywords } = argumentsOf(call);
  const given = /_exec$|spawn[lv]|exec[lv]/.test(via) ? positional : [positional[0] ?? keywords.get("args")];
  const words = given.map((one) => (one === undefined ? undefined : analysis.value(one)));
  return {
    via,
    what: commandOf(words[0] instanceof ListValue ? words[0].items : words),
    place: placeOf(call),
  };
}

/** The command as far as it is written there; null where not even the program is. */
function commandOf(words: readonly (Value | undefined)[]): string | null {
  const known = words.map((word) => shown(word));
  const end = known.indexOf(null);
  const written = end < 0 ? known : known.slice(0, end);
  return written.length === 0 ? null : written.join(" ");
}

function writeOf(analysis: Analysis, call: SyntaxNode, path: string | null): EffectFact | null {
  const { positional, keywords } = argumentsOf(call);
  const name = calledName(call) ?? "";
  const fact = (via: string, what: SyntaxNode | undefined): EffectFact => ({
    via,
    what: shown(analysis.value(what)),
    place: placeOf(call),
  });
  if (path !== null && WRITES.test(path)) return fact(path, positional[0]);
  if (path !== null && OPENERS.test(path)) {
    return isWriting(analysis, positional[1] ?? keywords.get("mode")) ? fact(path, positional[0]) : null;
  }
  const callee = call.children[0]!;
  if (callee.type !== "MemberExpression" || path !== null) return null;
  const object = callee.children[0];
  // `text.replace("a", "b")` is no path's; `path.replace(target)` is.
  const isOfText =
    /^(?:replace|rename)$/.test(name) && !madeBy(analysis, analysis.value(object)).includes("pathlib.Path");
  if (PATH_WRITES.test(name) && !isOfText) return fact(`Path.${name}`, object);
  const isOpened = name === "open" && isWriting(analysis, positional[0] ?? keywords.get("mode"));
  return isOpened ? fact("Path.open", object) : null;
}

function isWriting(analysis: Analysis, mode: SyntaxNode | undefined): boolean {
  const text = analysis.value(mode);
  return typeof text === "string" && /^[rwaxbt+]{1,4}$/.test(text) && /[wax+]/.test(text);
}
