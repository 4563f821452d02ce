import { canonical, isObject, type Json, member } from "./json.ts";
import type { ChangeSeverity } from "./severity.ts";

interface AnnotationChange {
  readonly what: string;
  readonly severity: ChangeSeverity;
}

/** What a client takes for granted of a tool that says nothing (MCP 2025-06-18, ToolAnnotations), and what is the worse. */
const hints: Readonly<
  Record<string, { readonly default: boolean; readonly worse: boolean; readonly severity: ChangeSeverity }>
> = Object.assign(Object.create(null), {
  readOnlyHint: { default: false, worse: false, severity: "danger" },
  destructiveHint: { default: true, worse: true, severity: "danger" },
  idempotentHint: { default: false, worse: false, severity: "warning" },
  openWorldHint: { default: true, worse: true, severity: "warning" },
});

/** How a tool's annotations differ. A hint that is not given counts as its default. */
export function annotationChanges(before: Json, after: Json): AnnotationChange[] {
  if (!isObject(before ?? {}) || !isObject(after ?? {}))
    return canonical(before) === canonical(after)
      ? []
      : [{ what: "annotations are others", severity: "warning" }];
  const keys = new Set([...keysOf(before), ...keysOf(after)].sort());
  return [...keys].flatMap((key): AnnotationChange[] => {
    const [was, is] = [member(before, key), member(after, key)];
    if (canonical(was) === canonical(is)) return [];
    const hint = hints[key];
    const what = `annotation ${key}: ${shown(was)} → ${shown(is)}`;
    // It has no meaning for a tool that only reads.
    if (hint === undefined) return [{ what, severity: "notice" }];
    const [from, to] = [was ?? hint.default, is ?? hint.default];
    const becameWorse = from !== to && to === hint.worse;
    return [{ what, severity: becameWorse ? hint.severity : "notice" }];
  });
}

function keysOf(value: Json): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function shown(value: Json | undefined): string {
  return value === undefined ? "not said" : JSON.stringify(value);
}
