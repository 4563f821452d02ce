import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { writeFileAtomically } from "../config/atomic-write.ts";
import { UserError } from "../errors.ts";
import { fixLock } from "../prefetch/fix-lock/fix-lock.ts";
import { registryError } from "../registry/registry-errors.ts";
import { fileDiff } from "../ui/diff.ts";
import { defineCommand } from "./command.ts";
import { fetching } from "./fetching.ts";

export const command = defineCommand({
  description:
    "Completes a package-lock.json (or npm-shrinkwrap.json) whose entries lack resolved or integrity, which makes npm ci --offline, and so buildNpmPackage, end in ENOTCACHED. Only these fields are added; indentation, order and everything else stay.",
  positionals: [
    { name: "file", description: "The lockfile.", required: true, variadic: true, complete: "file" },
  ],
  options: {
    "dry-run": { type: "boolean", short: "n", description: "Show the change and write nothing." },
    check: { type: "boolean", description: "Write nothing; exit code 1 when something is missing." },
  },
  examples: [
    ["fix-lock package-lock.json", "repair it in place"],
    ["fix-lock --check package-lock.json", "for CI"],
  ],
  async run(context, { options, positionals }) {
    const registry = await fetching(context, context.cwd).registry();
    const results = [];
    const texts: string[] = [];
    const errors: UserError[] = [];
    for (const name of positionals.file) {
      const file = resolve(context.cwd, name);
      const before = await readLockfile(file, name);
      const tasks = context.ui.tasks();
      const task = tasks.start(name, "asking the registry");
      const fixed = await fixLock(before, {
        registry: (packageName) => registryOf(packageName, registry.config.flat, registry.config.registry),
        fetchPackument: (packageName) =>
          registry.packuments.get(packageName).catch((error) => {
            throw registryError(error, packageName, name);
          }),
        signal: context.signal,
        where: name,
        onEvent: (event) => task.update(event.name, event.done, event.total, "packages"),
      }).finally(() => tasks.stop());
      const changed = fixed.text !== before;
      for (const problem of fixed.problems) {
        errors.push(
          new UserError(`${problem.path}: ${problem.message}`, { code: "E_LOCK_ENTRY", where: name }),
        );
      }
      if (changed && !options["dry-run"] && !options.check) await writeFileAtomically(file, fixed.text);
      if (changed && options["dry-run"]) texts.push(fileDiff(name, before, fixed.text, context.ui.colors));
      else texts.push(`${name}: ${describe(fixed.changed.length, options.check)}`);
      results.push({ file, changed, entries: fixed.changed, problems: fixed.problems });
    }
    return {
      json: { files: results },
      text: texts.join("\n"),
      ok: !(options.check && results.some((result) => result.changed)),
      errors,
    };
  },
});

function describe(entries: number, check: boolean): string {
  if (entries === 0) return "complete";
  const count = entries === 1 ? "1 entry" : `${entries} entries`;
  return check ? `${count} incomplete` : `${count} completed`;
}

/** A scope may have a registry of its own (`@scope:registry`). */
function registryOf(name: string, flat: Readonly<Record<string, unknown>>, registry: string): string {
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
  const own = scope === undefined ? undefined : flat[`${scope}:registry`];
  return typeof own === "string" ? own : registry;
}

async function readLockfile(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError(`the lockfile cannot be read: ${(cause as Error).message}`, {
      code: "E_LOCK_READ",
      where: name,
      cause,
    });
  }
}
