import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { writeFileAtomically } from "../config/atomic-write.ts";
import { UserError } from "../errors.ts";
import { fixLock, type LockChange, type LockProblem } from "../prefetch/fix-lock/fix-lock.ts";
import type { NpmConfig } from "../registry/npm-config.ts";
import { registryError } from "../registry/registry-errors.ts";
import type { Packuments } from "../sources/npm/packument.ts";
import { fileDiff } from "../ui/diff.ts";
import { type Context, defineCommand } from "./command.ts";
import { userErrorsOf } from "./error-report.ts";
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
    const { config, packuments } = await fetching(context, context.cwd).npm();
    const done: FixedFile[] = [];
    const errors: UserError[] = [];
    for (const name of positionals.file) {
      try {
        const fixed = await fixFile(context, name, config, packuments);
        if (fixed.changed && !options["dry-run"] && !options.check)
          await writeFileAtomically(fixed.file, fixed.after);
        done.push(fixed);
        errors.push(...fixed.problems.map((problem) => problemError(problem, name)));
      } catch (error) {
        context.signal.throwIfAborted();
        // The other files are not at fault, and those written already are to be told of.
        errors.push(...userErrorsOf(error));
      }
    }
    const texts = done.map(({ name, before, after, changed, entries }) =>
      changed && options["dry-run"]
        ? fileDiff(name, before, after, context.ui.colors)
        : `${name}: ${describe(entries.length, options.check)}`,
    );
    return {
      json: {
        files: done.map(({ file, changed, entries, problems }) => ({ file, changed, entries, problems })),
      },
      text: texts.join("\n"),
      ok: !(options.check && done.some(({ changed }) => changed)),
      errors,
    };
  },
});

interface FixedFile {
  /** As it was given. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly changed: boolean;
  readonly entries: readonly LockChange[];
  readonly problems: readonly LockProblem[];
}

/** Reads one lockfile and completes its text; writes nothing. */
async function fixFile(
  context: Context,
  name: string,
  config: NpmConfig,
  packuments: Packuments,
): Promise<FixedFile> {
  const file = resolve(context.cwd, name);
  const before = await readLockfile(file, name);
  const tasks = context.ui.tasks();
  try {
    const task = tasks.start(name, "asking the registry");
    const fixed = await fixLock(before, {
      registry: config.registryFor,
      fetchPackument: (packageName) =>
        packuments.get(packageName).catch((error) => {
          throw registryError(error, packageName, name);
        }),
      signal: context.signal,
      where: name,
      onEvent: (event) => task.update(event.name, event.done, event.total, "packages"),
    });
    const { text: after, changed: entries, problems } = fixed;
    return { name, file, before, after, changed: after !== before, entries, problems };
  } finally {
    tasks.stop();
  }
}

function problemError({ path, message }: LockProblem, where: string): UserError {
  return new UserError(`${path}: ${message}`, { code: "E_LOCK_ENTRY", where });
}

function describe(entries: number, check: boolean): string {
  if (entries === 0) return "complete";
  const count = entries === 1 ? "1 entry" : `${entries} entries`;
  return check ? `${count} incomplete` : `${count} completed`;
}

async function readLockfile(file: string, name: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new UserError(`the lockfile cannot be read: ${cause.message}`, {
      code: "E_LOCK_READ",
      where: name,
      cause,
    });
  });
  try {
    // All of it is written again: bytes replaced in silence would be a change nobody asked for.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError("the lockfile is not UTF-8", { code: "E_LOCK_PARSE", where: name, cause });
  }
}
