import type { LockedGoServer } from "../config/lock-go-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { goStrategySchema, type ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import { withArchive } from "../prefetch/archive/open-archive.ts";
import { checkModuleSum } from "../prefetch/go/check-sum.ts";
import { moduleTree } from "../prefetch/go/module-tree.ts";
import type { GoRunner } from "../prefetch/go/run-go.ts";
import { type GoVendor, goVendor } from "../prefetch/go/vendor.ts";
import type { TreeDirectory } from "../prefetch/tree.ts";
import type { GoFacts } from "../sources/go/describe.ts";
import { ModuleProxy } from "../sources/go/module-proxy.ts";
import { type ResolvedGo, resolveGo } from "../sources/go/resolve.ts";
import type { GoSource } from "../sources/go/spec.ts";
import { goToolchain } from "./go-toolchain.ts";
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
  const { goMod } = resolved.facts;
  const { go } = job.fetchers;
  const { config, env } = await go();
  const program = await goToolchain(config, goMod.go, { env, where: source.spec, signal: job.signal });
  const runner: GoRunner = {
    program: program.path,
    env,
    cache: await job.fetchers.cache(),
    signal: job.signal,
  };
  job.onStep?.({ text: `v${resolved.version.slice(1)}, checking its sum` });
  const { module, version, sum } = resolved;
  await checkModuleSum(runner, { path: module, version, sum }, source.spec);
  job.onStep?.({ text: `v${resolved.version.slice(1)}, collecting its dependencies` });
  const vendor = await withArchive(resolved.zip.path, (zip) =>
    vendorOf(moduleTree(zip, module, version), "", resolved.facts, server, runner, source.spec),
  );
  const url = job.style === "overlay" ? null : resolved.zip.url;
  const locked = lockedGo(server, resolved.facts, vendor, {
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
    description: resolved.facts.description,
  });
  return { locked, notes: [...resolved.notes, ...vendorNotes(vendor)] };
}

/** What a lock has that does not come from the module's own files. */
export interface GoOrigin {
  /** Without the `v` in front. */
  readonly version: string;
  readonly src: LockedGoServer["src"];
  readonly modRoot: string;
  readonly homepage: string | null;
  readonly changelog: string | null;
  readonly description: string;
}

/** The lock of a Go program, wherever its source is from. */
export function lockedGo(
  server: ServerSpec,
  facts: GoFacts,
  vendor: GoVendor,
  origin: GoOrigin,
): LockedGoServer {
  return {
    spec: server.source,
    kind: "go",
    package: facts.goMod.module,
    version: origin.version,
    src: origin.src,
    modRoot: origin.modRoot,
    strategy: vendor.proxyVendor ? "proxy-vendor" : "vendor",
    vendorHash: vendor.hash,
    modules: vendor.modules,
    deleteVendor: vendor.deleteVendor,
    workspace: facts.workspace,
    bins: { ...facts.bins },
    mainProgram: facts.mainProgram,
    versionVariables: facts.versionVariables.map((one) => ({ ...one })),
    cgo: [...vendor.cgo.packages],
    meta: {
      description: origin.description,
      homepage: origin.homepage,
      changelog: origin.changelog,
      license: facts.license,
      go: facts.goMod.go,
      deprecated: facts.goMod.deprecated,
    },
  };
}

/** `goVendor` for the program that was chosen, by the strategy that servers.yaml asks for. */
export function vendorOf(
  source: TreeDirectory,
  modRoot: string,
  facts: GoFacts,
  server: ServerSpec,
  runner: GoRunner,
  where: string,
): Promise<GoVendor> {
  const strategy = askedStrategy(server, goStrategySchema);
  return goVendor(source, { runner, modRoot, package: facts.bins[facts.mainProgram]!, strategy, where });
}

export function vendorNotes({ proxyReason, cgo }: GoVendor): string[] {
  return [
    ...(proxyReason === null ? [] : [`built with proxyVendor: ${proxyReason}`]),
    ...(cgo.pkgConfig.length === 0
      ? []
      : [
          `its C wants ${cgo.pkgConfig.join(", ")} (pkg-config): add pkg-config to nativeBuildInputs and the libraries to buildInputs by overrideAttrs`,
        ]),
  ];
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
