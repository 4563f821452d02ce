import type { PythonSystem } from "../../config/lock-python-file-schema.ts";
import type { WheelName } from "../../python/file-name.ts";
import { factsOf } from "./systems.ts";

/** Tells how well a wheel fits: 0 is best, null: it does not run there. */
export type WheelRank = (wheel: Pick<WheelName, "python" | "abi" | "platform">) => number | null;

/**
 * The order in which CPython prefers wheels on a system: its own ABI, the stable ABI of it and of older ones, no ABI;
 * within each the newest platform first, and last what runs anywhere.
 *
 * Source: PyPA, "Platform compatibility tags"; the order is that of `packaging.tags`.
 *
 * @param python `3.13`
 */
export function wheelRank(system: PythonSystem, python: string): WheelRank {
  const { platforms } = factsOf(system);
  const tags = new Map<string, number>();
  const add = (tag: string) => {
    if (!tags.has(tag)) tags.set(tag, tags.size);
  };
  const each = (interpreter: string, abi: string) => {
    for (const platform of platforms) add(`${interpreter}-${abi}-${platform}`);
  };
  const minor = Number(python.split(".")[1]);
  const own = `cp3${minor}`;
  const older = Array.from({ length: minor }, (_, at) => minor - 1 - at);
  each(own, own);
  each(own, "abi3");
  each(own, "none");
  for (const one of older.filter((one) => one >= 2)) each(`cp3${one}`, "abi3");
  const generic = [`py3${minor}`, "py3", ...older.map((one) => `py3${one}`)];
  for (const interpreter of generic) each(interpreter, "none");
  add(`${own}-none-any`);
  for (const interpreter of generic) add(`${interpreter}-none-any`);

  return ({ python: interpreters, abi, platform }) => {
    const ranks = interpreters
      .split(".")
      .flatMap((one) =>
        abi.split(".").flatMap((two) => platform.split(".").map((three) => `${one}-${two}-${three}`)),
      )
      .flatMap((tag) => tags.get(tag) ?? []);
    return ranks.length === 0 ? null : Math.min(...ranks);
  };
}
