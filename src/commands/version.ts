import { readFileSync } from "node:fs";

/** The version in package.json, which lies one folder above `dist/` and two above this source file. */
export function programVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
      if (manifest.name === "mcp-nixgen") return manifest.version;
    } catch {
      // Not at this place: the other one is meant.
    }
  }
  return "0.0.0";
}
