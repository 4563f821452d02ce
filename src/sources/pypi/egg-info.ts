/**
 * setuptools' `requires.txt` as requirements with markers: sections are `[extra]`, `[:marker]` or `[extra:marker]`.
 *
 * Source: setuptools documentation, "The Internal Structure of Python Eggs", `requires.txt`.
 */
export function requirementsOfEggInfo(text: string): string[] {
  const requirements: string[] = [];
  let condition = "";
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const section = /^\[([^:\]]*)(?::(.*))?\]$/.exec(line);
    if (section === null) {
      requirements.push(condition === "" ? line : `${line} ; ${condition}`);
      continue;
    }
    const [, extra = "", marker = ""] = section;
    const parts = [
      ...(marker === "" ? [] : [`(${marker})`]),
      ...(extra === "" ? [] : [`extra == "${extra}"`]),
    ];
    condition = parts.join(" and ");
  }
  return requirements;
}
