import type { LockedGoServer } from "../config/lock-go-schema.ts";
import { goStrategySchema, type ServerSpec } from "../config/servers-schema.ts";
import type { GoRunner } from "../prefetch/go/run-go.ts";
import { type GoVendor, goVendor } from "../prefetch/go/vendor.ts";
import type { TreeDirectory } from "../prefetch/tree.ts";
import type { GoFacts } from "../sources/go/describe.ts";
import { goToolchain } from "./go-toolchain.ts";
import type { LockJob } from "./locker.ts";
import { askedStrategy } from "./strategy.ts";

/** What a lock has that a module's own files do not say. */
export interface GoOrigin {
  /** Without the `v` in front. */
  readonly version: string;
  readonly src: LockedGoServer["src"];
  /** Folder of its go.mod in the source; empty for the root. */
  readonly modRoot: string;
  readonly homepage: string | null;
  readonly changelog: string | null;
  readonly description: string;
}

/** A go command that is new enough for a module, ready to be run. @throws UserError, see `goToolchain` */
export async function goRunner({ goMod }: GoFacts, where: string, job: LockJob): Promise<GoRunner> {
  const { signal } = job;
  const { config, env } = await job.fetchers.go();
  const { path } = await goToolchain(config, goMod.go, { env, where, signal });
  return { program: path, env, cache: await job.fetchers.cache(), signal };
}

/**
 * Computes what is missing of a Go server's lock: the hash of its dependencies.
 *
 * @param tree the files that `src` will have
 * @throws UserError, see `goVendor`; `E_STRATEGY`
 */
export async function lockGo(
  tree: TreeDirectory,
  facts: GoFacts,
  server: ServerSpec,
  origin: GoOrigin,
  { runner, where }: { readonly runner: GoRunner; readonly where: string },
): Promise<{ locked: LockedGoServer; notes: readonly string[] }> {
  const vendor = await goVendor(tree, {
    runner,
    where,
    modRoot: origin.modRoot,
    package: facts.bins[facts.mainProgram]!,
    strategy: askedStrategy(server, goStrategySchema),
  });
  const locked: LockedGoServer = {
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
  return { locked, notes: vendorNotes(vendor) };
}

function vendorNotes({ proxyReason, cgo }: GoVendor): string[] {
  return [
    ...(proxyReason === null ? [] : [`built with proxyVendor: ${proxyReason}`]),
    ...(cgo.pkgConfig.length === 0
      ? []
      : [
          `its C wants ${cgo.pkgConfig.join(", ")} (pkg-config): add pkg-config to nativeBuildInputs and the libraries to buildInputs by overrideAttrs`,
        ]),
  ];
}
