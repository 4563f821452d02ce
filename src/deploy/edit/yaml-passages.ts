import { isSeq, type Node, visit } from "yaml";
import type { Passage, Run } from "./elision.ts";
import type { YamlFile } from "./yaml-document.ts";
import type { YamlItem } from "./yaml-nodes.ts";
import { namedItems, type YamlLevel } from "./yaml-site.ts";
import { flowStyleOf } from "./yaml-style.ts";

/** What can be left out of a YAML text: pairs and items beside the path to the servers, and servers, in whole. */
export function yamlRuns(file: YamlFile): Run[] {
  const { levels, container } = file;
  const anchors = anchorsInUse(file);
  const names = new Map<YamlItem, string>();
  if (file.servers !== undefined) {
    for (const [name, items] of namedItems(file.servers, container)) {
      for (const item of items) names.set(item, name);
    }
  }
  const path = new Set(levels.map(({ item }) => item));
  const runs = levels.flatMap((level) => {
    const stays = (item: YamlItem) =>
      path.has(item) || anchors.some((at) => at >= item.start && at <= item.end) || item.start >= item.end;
    return runsOf(level, stays, (item) => names.get(item));
  });
  return runs.sort((a, b) => a.passages[0]!.start - b.passages[0]!.start);
}

function runsOf(
  { value, items }: YamlLevel,
  stays: (item: YamlItem) => boolean,
  nameOf: (item: YamlItem) => string | undefined,
): Run[] {
  const runs: { passages: Passage[]; last: YamlItem }[] = [];
  let open = false;
  for (const [index, item] of items.entries()) {
    if (stays(item)) {
      open = false;
      continue;
    }
    const passage = { start: item.start, end: item.end, name: nameOf(item) };
    // New items are set as the last two are.
    if (open && index < items.length - 2) {
      const run = runs.at(-1)!;
      run.passages.push(passage);
      run.last = item;
    } else runs.push({ passages: [passage], last: item });
    open = true;
  }
  return runs.map(({ passages, last }) => ({ passages, standIn: standInOf(value, last) }));
}

function standInOf(value: Node | null, last: YamlItem): (word: string) => string {
  const flow = value !== null && "flow" in value && value.flow === true;
  if (isSeq(value)) return (word) => (flow ? word : `- ${word}`);
  const quoted = flow && flowStyleOf([last]).quoted;
  return (word) => (quoted ? `"${word}": 0` : `${word}: 0`);
}

/** Offsets of the anchors, where there is an alias that may need them. */
function anchorsInUse({ parsed }: YamlFile): number[] {
  const anchors: number[] = [];
  let used = false;
  visit(parsed.document, {
    Alias() {
      used = true;
    },
    Value(_key, { anchor, range }) {
      if (anchor !== undefined && range) anchors.push(range[0]);
    },
  });
  return used ? anchors : [];
}
