import { isMap, isScalar, isSeq } from "yaml";
import { lineBreakOf } from "../../config/yaml-splice.ts";
import { columnOf, itemsOf, type YamlItem } from "./yaml-nodes.ts";
import type { YamlLevel } from "./yaml-site.ts";
import type { YamlStyle } from "./yaml-text.ts";

/** How the file is written. */
export interface YamlHabits {
  readonly eol: string;
  readonly style: YamlStyle;
  /** At each level of the path the step of what is there, where it tells more than the rest of the file. */
  readonly steps: readonly (number | undefined)[];
}

export function habitsOf(text: string, levels: readonly YamlLevel[]): YamlHabits {
  const steps = levels.map(({ items }) => {
    const { step } = styleOf(text, items);
    return step === 2 ? undefined : step;
  });
  return { eol: lineBreakOf(text), style: styleOf(text, levels[0]!.items), steps };
}

/** For what is put beside the items at a level. */
export function styleAt({ style, steps }: YamlHabits, depth: number): YamlStyle {
  return { ...style, step: steps[depth] ?? style.step };
}

/** How the user indents: what is below the first of the items that has something below; else two columns. */
function styleOf(text: string, items: readonly YamlItem[]): YamlStyle {
  return {
    step: offsetBelow(text, items, isMap) ?? 2,
    dash: offsetBelow(text, items, isSeq) ?? 2,
    quoted: false,
  };
}

function offsetBelow(
  text: string,
  items: readonly YamlItem[],
  wanted: (node: unknown) => boolean,
): number | undefined {
  for (const item of items) {
    const { value } = item;
    if ((!isMap(value) && !isSeq(value)) || value.flow === true) continue;
    const below = itemsOf(text, value);
    if (wanted(value) && item.key !== undefined && below[0] !== undefined) {
      const offset = columnOf(text, below[0]) - columnOf(text, item);
      if (offset > 0 || wanted === isSeq) return offset;
    }
    const deeper = item.key === undefined ? undefined : offsetBelow(text, below, wanted);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** Within braces: keys in double quotes mean JSON. */
export function flowStyleOf(items: readonly YamlItem[]): YamlStyle {
  const { key, value } = items.at(-1) ?? {};
  const inner = isMap(value) ? value.items[0]?.key : undefined;
  const quoted = [key, inner].some((each) => isScalar(each) && each.type === "QUOTE_DOUBLE");
  return { step: 2, dash: 2, quoted };
}
