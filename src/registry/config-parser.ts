/** Section → option → value; both as written, values with their continuation lines joined by newlines. */
type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the INI dialect of Python's `configparser`, without interpolation: `pip.conf`, `setup.cfg`,
 * `entry_points.txt`. Lines that are indented more than their option go on with its value; comments are whole
 * lines. What stands before the first section, and lines that say nothing, are passed over.
 *
 * Source: Python documentation, `configparser`, "Supported INI File Structure".
 *
 * @param optionName how names of options are compared; configparser's own way is lower case
 */
export function parseIni(
  text: string,
  optionName: (name: string) => string = (name) => name.toLowerCase(),
): IniSections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let option: { name: string; indent: number } | undefined;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    if (section !== undefined && option !== undefined && indent > option.indent) {
      const before = section.get(option.name) ?? "";
      section.set(option.name, before === "" ? line.trim() : `${before}\n${line.trim()}`);
      continue;
    }
    const header = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      option = undefined;
      continue;
    }
    const pair = /^\s*([^=:]*[^=:\s])\s*[=:]\s*(.*)$/.exec(line);
    if (section === undefined || pair === null) continue;
    option = { name: optionName(pair[1] ?? ""), indent };
    section.set(option.name, (pair[2] ?? "").trimEnd());
  }
  return sections;
}
