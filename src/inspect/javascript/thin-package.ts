import type { CodeFacts } from "../facts.ts";
import { unreadDependency } from "../thin-package.ts";
import type { Module } from "./module-graph.ts";
import type { PackageManifest } from "./package-manifest.ts";
import { specifiersIn } from "./specifiers.ts";

/** Characters of code that only start something else. */
const TINY = 20_000;

/**
 * The dependencies that a main program only starts, where its own code is small and neither registers a tool nor speaks a
 * transport. Of several those whose import is about MCP.
 */
export function startedDependencies(
  modules: readonly Module[],
  { dependencies = {} }: PackageManifest,
  { tools, transports }: Pick<CodeFacts, "tools" | "transports">,
): CodeFacts["unread"] {
  const size = modules.reduce((sum, { file }) => sum + file.text.length, 0);
  const [main] = modules;
  if (main === undefined || size > TINY || tools.length > 0 || transports.length > 0) return [];
  const imported = [...specifiersIn(main.file.text)].filter((one) =>
    Object.hasOwn(dependencies, packageOf(one)),
  );
  const about = imported.filter((one) => /mcp/i.test(one));
  const names = new Set((about.length > 0 ? about : imported).map(packageOf));
  return [...names].map(unreadDependency);
}

/** `@scope/name/inner` → `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
