import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskError } from "../../cache/disk-errors.ts";
import { UserError } from "../../errors.ts";
import { sri } from "../hash.ts";
import { narHash } from "../nar.ts";
import { type TreeDirectory, treeOfPath } from "../tree.ts";
import { type CgoUse, cgoUse } from "./cgo.ts";
import { whyProxyVendor } from "./proxy-vendor.ts";
import { type GoRunner, runGo } from "./run-go.ts";
import { writeTree } from "./write-tree.ts";

/** What buildGoModule wants to know of a module's dependencies. */
export interface GoVendor {
  /** `vendorHash`; null: there are none, or the source brings them along in `vendor`. */
  readonly hash: string | null;
  /** `proxyVendor`: the modules' zips instead of a vendor folder. */
  readonly proxyVendor: boolean;
  /** Why `proxyVendor` was chosen, for a note; null where it was not, or was asked for. */
  readonly proxyReason: string | null;
  /** `deleteVendor`: the source has a vendor folder that is not whole. */
  readonly deleteVendor: boolean;
  /** Modules in the vendor folder or among the zips. */
  readonly modules: number;
  readonly cgo: CgoUse;
}

export interface GoVendorOptions {
  readonly runner: GoRunner;
  /** Folder of the go.mod in the tree; empty for its root. */
  readonly modRoot: string;
  /** Folder of the program's package below that. */
  readonly package: string;
  /** Force one way; by default a vendor folder, unless that would not build everywhere. */
  readonly strategy?: "vendor" | "proxy-vendor" | undefined;
  /** For messages: the server's source. */
  readonly where: string;
}

/**
 * Computes `vendorHash` as the fixed-output derivation `goModules` of nixpkgs' `buildGoModule` would: `go mod vendor`
 * in a clean copy of the source and the NAR hash of `vendor`, or for `proxyVendor` `go mod download` into an empty cache
 * and the hash of what it holds. go.sum is checked by the go command. No code of the module runs.
 *
 * Source: nixpkgs, pkgs/build-support/go/module.nix.
 *
 * @param source the files that `src` will have
 * @throws UserError, see `goFailure`; `E_GO_STRATEGY` where `proxy-vendor` is asked for and there is nothing to download
 */
export async function goVendor(source: TreeDirectory, options: GoVendorOptions): Promise<GoVendor> {
  const scratch = await mkdtemp(join(tmpdir(), "mcp-nixgen-go-")).catch((error) => {
    throw diskError(error, tmpdir());
  });
  try {
    await writeTree(source, join(scratch, "source"));
    return await vendorIn(join(scratch, "source", options.modRoot), scratch, options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function vendorIn(folder: string, scratch: string, options: GoVendorOptions): Promise<GoVendor> {
  const { runner, where, strategy } = options;
  const own = await ownVendor(folder);
  const cgo = () => cgoUse(runner, folder, options.package, where);
  if (own === "whole") {
    if (strategy === "proxy-vendor")
      throw nothingToDownload("the module brings its dependencies along", where);
    return { ...none, modules: await modulesListed(folder), cgo: await cgo() };
  }
  if (own === "rest") await rm(join(folder, "vendor"), { recursive: true });
  await runGo(runner, ["mod", "vendor"], { cwd: folder, where });
  const modules = await modulesListed(folder);
  if (!(await hasEntries(join(folder, "vendor")))) {
    if (strategy === "proxy-vendor") throw nothingToDownload("the module has no dependencies", where);
    return { ...none, deleteVendor: own === "rest", cgo: await cgo() };
  }
  const uses = await cgo();
  const found = strategy === undefined ? await whyProxyVendor(folder, uses) : null;
  const deleteVendor = own === "rest";
  if (strategy !== "proxy-vendor" && found === null) {
    const hash = sri(await narHash(await treeOfPath(join(folder, "vendor"))));
    return { hash, proxyVendor: false, proxyReason: null, deleteVendor, modules, cgo: uses };
  }
  await rm(join(folder, "vendor"), { recursive: true });
  const hash = await downloadsHash(folder, scratch, options);
  return { hash, proxyVendor: true, proxyReason: found, deleteVendor, modules, cgo: uses };
}

const none = { hash: null, proxyVendor: false, proxyReason: null, deleteVendor: false, modules: 0 } as const;

async function downloadsHash(
  folder: string,
  scratch: string,
  { runner, where }: GoVendorOptions,
): Promise<string> {
  const modules = join(scratch, "modules");
  const env = { GOMODCACHE: modules };
  await runGo(runner, ["mod", "download"], { cwd: folder, where, env });
  const downloads = join(modules, "cache", "download");
  await rm(join(downloads, "sumdb"), { recursive: true, force: true });
  if (!(await hasEntries(downloads)))
    throw nothingToDownload("all that it needs comes with its source", where);
  return sri(await narHash(await treeOfPath(downloads)));
}

function nothingToDownload(why: string, where: string): UserError {
  return new UserError(`strategy proxy-vendor has nothing to download: ${why}`, {
    code: "E_GO_STRATEGY",
    where,
    hint: "Leave `strategy` out, or set it to `vendor`.",
  });
}

/**
 * `whole`: the author vendors, and the build takes it from there. `rest`: the zips of older go commands kept
 * vendor/modules.txt and nothing else, which stands in buildGoModule's way.
 */
async function ownVendor(folder: string): Promise<"whole" | "rest" | null> {
  const names = await readdir(join(folder, "vendor")).catch(() => null);
  if (names === null) return null;
  return names.some((name) => name !== "modules.txt") ? "whole" : "rest";
}

async function modulesListed(folder: string): Promise<number> {
  const text = await readFile(join(folder, "vendor", "modules.txt"), "utf8").catch(() => "");
  // A replaced module is listed a second time at the end.
  return new Set([...text.matchAll(/^# (\S+) /gm)].map(([, path]) => path)).size;
}

async function hasEntries(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(() => null);
  return stats !== null && (await readdir(folder)).length > 0;
}
