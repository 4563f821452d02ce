import type { LockedGoServer } from "../config/lock-go-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { goStrategySchema, type ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { withArchive } from "../prefetch/archive/open-archive.ts";
import { checkModuleSum } from "../prefetch/go/check-sum.ts";
import { moduleTree } from "../prefetch/go/module-tree.ts";
import { ModuleProxy } from "../sources/go/module-proxy.ts";
import { type ResolvedGo, resolveGo } from "../sources/go/resolve.ts";
import type { GoSource } from "../sources/go/spec.ts";
import { type GoOrigin, goRunner, lockGo } from "./go-lock.ts";
import type { Locker, LockJob, Settled } from "./locker.ts";
import { askedStrategy } from "./strategy.ts";

/** Servers of Go modules. */
export const goLocker: Locker<"go"> = { settle, lock };

async function settle(source: GoSource, asked: ServerSpec, job: LockJob): Promise<Settled> {
  askedStrategy(asked, goStrategySchema);
  const resolved = await lookUp(source, asked, job);
  return {
    server: asked,
    package: resolved.module,
    version: resolved.version.slice(1),
    mainProgram: resolved.facts.mainProgram,
    // Not a module of go.mod's list is known to be needed before it is vendored.
    dependencies: null,
    facts: {},
    notes: resolved.notes,
  };
}

async function lock(
  source: GoSource,
  server: ServerSpec,
  job: LockJob & { readonly previous: LockedServer | undefined },
): Promise<{ locked: LockedGoServer; notes: readonly string[] }> {
  const previous =
    job.previous?.kind === "go" && job.previous.spec === server.source ? job.previous : undefined;
  const pinned: GoSource =
    previous === undefined ? source : { ...source, wanted: `v${previous.version}`, wantedType: "version" };
  const resolved = await lookUp(pinned, server, job);
  if (previous !== undefined) refuseReplaced(server, previous, resolved);
  const { module, version, sum, facts, zip } = resolved;
  const runner = await goRunner(facts, source.spec, job);
  job.onStep?.({ text: `${version}, checking its sum` });
  await checkModuleSum(runner, { path: module, version, sum }, source.spec);
  job.onStep?.({ text: `${version}, collecting its dependencies` });
  const url = job.style === "overlay" ? null : zip.url;
  const origin: GoOrigin = {
    version: version.slice(1),
    src: {
      type: "go-module",
      path: module,
      url,
      hash: url === null ? resolved.filesHash : resolved.zipHash,
      sum,
    },
    modRoot: "",
    homepage: resolved.homepage,
    changelog: resolved.changelog,
    description: facts.description,
  };
  const { locked, notes } = await withArchive(zip.path, (archive) =>
    lockGo(moduleTree(archive, module, version), facts, server, origin, { runner, where: source.spec }),
  );
  return { locked, notes: [...resolved.notes, ...notes] };
}

async function lookUp(source: GoSource, server: ServerSpec, job: LockJob): Promise<ResolvedGo> {
  const { config } = await job.fetchers.go();
  const proxy = new ModuleProxy(config, { cache: await job.fetchers.cache(), signal: job.signal });
  return resolveGo(source, proxy, {
    bin: server.bin,
    onPicked: (module, version) => job.onStep?.({ text: `${version}, downloading ${module}` }),
  });
}

/** A published version never changes; one that did is not what the lock's reader trusted. */
function refuseReplaced(
  server: ServerSpec,
  locked: LockedGoServer,
  { module, version, sum }: ResolvedGo,
): void {
  if (locked.src.type !== "go-module" || locked.src.sum === sum) return;
  throw new UserError(
    `the module proxy now has other files as ${module}@${version} than were locked: ${sum}, not ${locked.src.sum}`,
    {
      code: "E_INTEGRITY",
      where: server.name,
      hint: "Find out why before you go on; `mcp-nixgen prefetch --refresh` takes what is there now.",
    },
  );
}
