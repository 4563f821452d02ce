import type { PypiFile } from "../config/lock-python-file-schema.ts";
import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import { TARGET_PYTHON } from "../python/target.ts";

/**
 * Why a Python server's lock no longer answers its entry of servers.yaml; null: it does. A strategy that was chosen stays
 * chosen: other packages of nixpkgs are no reason to lock anew.
 */
export function stalePython(
  server: ServerSpec,
  locked: LockedPythonServer,
  style: Settings["style"],
): string | null {
  const { strategy, python } = server;
  if (strategy !== undefined && locked.strategy !== strategy) return `strategy was ${locked.strategy}`;
  if (strategy === undefined && locked.strategyReason === ASKED) return "strategy is no longer asked for";
  if ((python ?? TARGET_PYTHON) !== locked.python) return `python was ${locked.python}`;
  if ((python !== undefined) !== locked.pythonAsked) return `python is ${python ?? "nixpkgs' own"} now`;
  if (style === "overlay" && filesOf(locked).some(({ url }) => url !== null)) return `style is now ${style}`;
  return null;
}

/** `strategyReason` where servers.yaml says it. */
export const ASKED = "servers.yaml asks for it";

function filesOf({ src, nixpkgs, closure }: LockedPythonServer): readonly PypiFile[] {
  const builds = closure?.builds ?? [];
  const files = [...(closure?.wheels ?? []), ...builds, ...builds.flatMap((one) => one.requires)];
  const sources = [
    src,
    ...(nixpkgs === null ? [] : [nixpkgs.src, ...nixpkgs.beside.map((one) => one.src)]),
    ...[...files, ...(closure?.ownBuild?.requires ?? [])].map((one) => one.src),
  ];
  return sources.filter((one) => one.type === "pypi");
}
