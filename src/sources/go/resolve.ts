import { UserError } from "../../errors.ts";
import { withArchive } from "../../prefetch/archive/open-archive.ts";
import { moduleSum } from "../../prefetch/go/dirhash.ts";
import { folderAt, moduleTree } from "../../prefetch/go/module-tree.ts";
import { sri } from "../../prefetch/hash.ts";
import { narHash } from "../../prefetch/nar.ts";
import { unpackedHash } from "../../prefetch/unpack.ts";
import { describeGo, type GoFacts } from "./describe.ts";
import { type FoundModule, findModules } from "./find-module.ts";
import { parseGoMod } from "./go-mod.ts";
import { folderIn, splitMajor } from "./module-path.ts";
import type { ModuleProxy, ModuleZip } from "./module-proxy.ts";
import type { GoSource } from "./spec.ts";
import { isPseudo } from "./version.ts";

/** A Go server with everything about it known but the hash of its dependencies. */
export interface ResolvedGo {
  readonly module: string;
  /** With its `v`. */
  readonly version: string;
  readonly zip: ModuleZip;
  /** `h1:…`, as go.sum has it. */
  readonly sum: string;
  /** NAR hash of the module's files, SRI; what `fetchGoModule` is given. */
  readonly filesHash: string;
  /** NAR hash of the zip unpacked by fetchzip (one folder stripped), SRI. */
  readonly zipHash: string;
  readonly facts: GoFacts;
  readonly homepage: string;
  readonly changelog: string | null;
  readonly notes: readonly string[];
}

export interface ResolveGoOptions {
  /** `bin` of servers.yaml. */
  readonly bin?: string | undefined;
  readonly onPicked?: ((module: string, version: string) => void) | undefined;
}

/**
 * Resolves a server of a Go module: which module provides the package, at which version, and what its files say. No
 * code of it runs, and the go command is not needed.
 *
 * @throws UserError, see `findModules`, `describeGo`; `E_GO_MODULE_PATH` when the module calls itself otherwise,
 * `E_GO_PACKAGE` when no module has the package, `E_ARCHIVE`
 */
export async function resolveGo(
  source: GoSource,
  proxy: ModuleProxy,
  options: ResolveGoOptions = {},
): Promise<ResolvedGo> {
  const candidates = await findModules(source, proxy);
  for (const found of candidates) {
    const goMod = parseGoMod(await proxy.mod(found.module, found.version), source.spec);
    if (goMod.module !== found.module) throw otherPath(source, found, goMod.module);
    options.onPicked?.(found.module, found.version);
    const zip = await proxy.zip(found.module, found.version);
    const resolved = await readZip(zip, found, source, options.bin);
    if (resolved !== null) return resolved;
  }
  const [{ module, version } = candidates[0]!] = candidates;
  throw new UserError(`${module}@${version} has no package ${source.name}`, {
    code: "E_GO_PACKAGE",
    where: source.spec,
    hint: `Look in its repository where its programs are, or ask for go:${module} alone.`,
  });
}

async function readZip(
  zip: ModuleZip,
  found: FoundModule,
  source: GoSource,
  bin: string | undefined,
): Promise<ResolvedGo | null> {
  const { module, version } = found;
  const folder = folderIn(module, source.name);
  const read = await withArchive(zip.path, async (archive) => {
    const tree = moduleTree(archive, module, version);
    if (folderAt(tree, folder) === undefined) return null;
    const facts = await describeGo(tree, { folder, bin, where: source.spec });
    return { facts, sum: await moduleSum(tree, module, version), filesHash: sri(await narHash(tree)) };
  });
  if (read === null) return null;
  return {
    module,
    version,
    zip,
    ...read,
    zipHash: sri(await unpackedHash(zip.path, { name: `${module}@${version}.zip` })),
    ...addressesOf(module, version),
    notes: [...found.notes, ...read.facts.notes],
  };
}

/** The forge's page of a module; a tag of a module in a folder has that in front. */
function addressesOf(module: string, version: string): { homepage: string; changelog: string | null } {
  const { prefix } = splitMajor(module);
  const [host, owner, repo, ...folders] = prefix.split("/");
  if (host !== "github.com" || repo === undefined) return { homepage: `https://${prefix}`, changelog: null };
  const homepage = `https://github.com/${owner}/${repo}`;
  const tag = [...folders, version].join("/");
  const tagged = !isPseudo(version) && !version.endsWith("+incompatible");
  return { homepage, changelog: tagged ? `${homepage}/releases/tag/${tag}` : null };
}

function otherPath(source: GoSource, { module, version }: FoundModule, declared: string): UserError {
  const rest = folderIn(module, source.name);
  const wanted = source.wantedType === "version" ? `@${source.wanted}` : "";
  return new UserError(`${module}@${version} calls itself ${declared}: it moved, or is a copy of it`, {
    code: "E_GO_MODULE_PATH",
    where: source.spec,
    hint: `Write go:${declared}${rest === "" ? "" : `/${rest}`}${wanted}; Go builds a module only by its own path.`,
  });
}
