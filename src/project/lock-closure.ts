import type { PythonClosure } from "../config/lock-python-closure-schema.ts";
import { pythonSystems } from "../config/lock-python-file-schema.ts";
import {
  type OwnRequirement,
  type ResolvedClosure,
  resolveClosure,
} from "../prefetch/python/resolve-closure.ts";
import type { LockJob } from "./locker.ts";
import { pythonIndex } from "./python-index.ts";

/** A server whose dependencies are to be resolved. */
interface ClosureServer {
  /** Normalised. */
  readonly package: string;
  readonly version: string;
  readonly extras: readonly string[];
  readonly python: string;
  /** Where it is built from a repository. */
  readonly own?: OwnRequirement | undefined;
}

/** Resolves a server to a closure of its own (strategy locked). @throws as `resolveClosure` */
export async function lockClosure(
  { package: name, version, extras, python, own }: ClosureServer,
  pinned: PythonClosure | undefined,
  isNeutral: boolean,
  job: LockJob,
): Promise<ResolvedClosure> {
  const asked = extras.length === 0 ? "" : `[${extras.join(",")}]`;
  return resolveClosure(`${name}${asked}==${version}`, {
    python,
    systems: pythonSystems,
    index: pythonIndex(await job.fetchers.pypi(), isNeutral),
    cache: await job.fetchers.cache(),
    signal: job.signal,
    pinned,
    own,
    onEvent: (event) =>
      job.onStep?.(
        event.type === "resolve"
          ? { text: `resolving for ${event.system} with ${event.resolver}` }
          : { text: "looking into wheels", done: event.done, total: event.total, unit: "files" },
      ),
  });
}
