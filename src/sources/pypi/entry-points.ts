import { parseIni } from "../../registry/config-parser.ts";

/** Command → object reference, `package.module:function`; sorted. */
export type Scripts = Readonly<Record<string, string>>;

/**
 * The commands of an `entry_points.txt`; those of `gui_scripts` too, which are commands all the same.
 *
 * Source: PyPA, "Entry points specification", "File format".
 */
export function scriptsOfEntryPoints(text: string): Scripts {
  const sections = parseIni(text, (name) => name);
  const pairs = ["gui_scripts", "console_scripts"].flatMap((group) => [...(sections.get(group) ?? [])]);
  return scriptsOf(pairs);
}

/** Commands with what an object reference may carry beyond it (extras, spaces) taken off; sorted; odd ones left out. */
export function scriptsOf(pairs: Iterable<readonly [string, unknown]>): Scripts {
  const scripts = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (typeof value !== "string" || !/^[\w.-]+$/.test(name) || /^\.+$/.test(name)) continue;
    const reference = value.replace(/\[.*\]\s*$/s, "").replace(/\s+/g, "");
    if (/^[\w.]+(?::[\w.]+)?$/.test(reference)) scripts.set(name, reference);
  }
  return Object.fromEntries([...scripts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The commands in setup.cfg's `[options.entry_points]`. Source: setuptools documentation, "Declarative config". */
export function scriptsOfSetupCfg(text: string): Scripts {
  const options = parseIni(text).get("options.entry_points");
  const lines = ["gui_scripts", "console_scripts"].flatMap((group) =>
    (options?.get(group) ?? "").split("\n"),
  );
  return scriptsOf(
    lines.flatMap((line) => {
      const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.+)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}
