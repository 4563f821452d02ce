import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { ContentCache } from "../../cache/content-cache.ts";
import { download } from "../../cache/download.ts";
import { UserError } from "../../errors.ts";
import type { GoConfig, GoProxyAddress } from "../../registry/go-config.ts";
import { escapeCase, matchesPrefix } from "./module-path.ts";
import { isVersion } from "./version.ts";

/** What a proxy says of one version. */
export interface VersionInfo {
  readonly version: string;
  /** Of its commit, as ISO 8601; null: not said. */
  readonly time: string | null;
}

/** A module's zip on disk. */
export interface ModuleZip {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Where it came from, fit to be written; null from a file or a repository. */
  readonly url: string | null;
}

const infoSchema = z.object({
  Version: z.string().refine(isVersion, "a version of Go modules"),
  Time: z.iso.datetime({ offset: true }).nullish().catch(null),
});

const LARGEST_TEXT = 16 * 1024 * 1024;
/** Go itself takes no larger zip (golang.org/x/mod/zip, MaxZipFile). */
const LARGEST_ZIP = 500 * 1024 * 1024;

export interface ModuleProxyOptions {
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
  /** Of downloads; for tests. */
  readonly retries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly backoffMs?: number | undefined;
}

/**
 * The GOPROXY protocol (Go Modules Reference, "Module proxies"), over the list that the user configured. What no proxy
 * in it has is E_NOT_FOUND.
 *
 * Every method @throws UserError `E_NOT_FOUND`, `E_FORBIDDEN`, `E_GO_DIRECT` (only a repository is left to ask, which
 * this program does not do), `E_GO_OFF`, `E_GO_PROXY` (an answer that is none of a module proxy), and those of
 * `download`
 */
export class ModuleProxy {
  readonly config: GoConfig;
  readonly #options: ModuleProxyOptions;

  constructor(config: GoConfig, options: ModuleProxyOptions) {
    this.config = config;
    this.#options = options;
  }

  /** Complete versions, in no order; pseudo-versions are not listed by all proxies. */
  async list(module: string): Promise<string[]> {
    const text = await this.#text(module, "@v/list");
    return text
      .split("\n")
      .map((line) => line.trim().split(/\s+/)[0] ?? "")
      .filter(isVersion);
  }

  /** What the proxy thinks the latest version is; not every proxy has it. */
  async latest(module: string): Promise<VersionInfo> {
    return this.#info(module, "@latest");
  }

  /** A version, or what a branch, tag or commit stands for. */
  async info(module: string, query: string): Promise<VersionInfo> {
    return this.#info(module, `@v/${escapeCase(query)}.info`);
  }

  async mod(module: string, version: string): Promise<string> {
    return this.#text(module, `@v/${escapeCase(version)}.mod`);
  }

  async zip(module: string, version: string): Promise<ModuleZip> {
    return this.#ask(module, `@v/${escapeCase(version)}.zip`, LARGEST_ZIP);
  }

  async #info(module: string, place: string): Promise<VersionInfo> {
    const text = await this.#text(module, place);
    const parsed = infoSchema.safeParse(jsonOf(text));
    if (!parsed.success) {
      throw new UserError(`what the module proxy says of ${module} is no answer of a module proxy`, {
        code: "E_GO_PROXY",
        where: `${module}/${place}`,
        hint: "Is GOPROXY the address of a module proxy?",
      });
    }
    return { version: parsed.data.Version, time: parsed.data.Time ?? null };
  }

  async #text(module: string, place: string): Promise<string> {
    return readFile((await this.#ask(module, place, LARGEST_TEXT)).path, "utf8");
  }

  async #ask(module: string, place: string, maxBytes: number): Promise<ModuleZip> {
    const { noProxy, proxies } = this.config;
    if (matchesPrefix(noProxy, module)) throw onlyDirect(module, "GONOPROXY or GOPRIVATE names it");
    let last: unknown;
    for (const proxy of proxies) {
      if (proxy.kind === "direct") throw last ?? onlyDirect(module, "GOPROXY is `direct`");
      if (proxy.kind === "off") throw last ?? off(module);
      try {
        return await this.#from(proxy, module, place, maxBytes);
      } catch (error) {
        if (proxy.nextOn === "missing" && !isMissing(error)) throw error;
        last = isMissing(error) ? (last ?? error) : error;
      }
    }
    throw last;
  }

  async #from(proxy: GoProxyAddress, module: string, place: string, maxBytes: number): Promise<ModuleZip> {
    const url = `${proxy.url}/${escapeCase(module)}/${place}`;
    if (url.startsWith("file:")) return fromFile(url);
    const { cache, signal, retries, timeoutMs, backoffMs } = this.#options;
    const { connection, headersFor } = this.config;
    const { path, size } = await download({
      url,
      cache,
      headers: (to) => headersFor(to),
      connection,
      maxBytes,
      signal,
      retries,
      timeoutMs,
      backoffMs,
    });
    return { path, size, url };
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof UserError && error.code === "E_NOT_FOUND";
}

async function fromFile(url: string): Promise<ModuleZip> {
  const path = fileURLToPath(url);
  const size = await stat(path).then(
    (stats) => stats.size,
    (cause) => {
      throw new UserError("the folder has no such file", { code: "E_NOT_FOUND", where: path, cause });
    },
  );
  return { path, size, url: null };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function onlyDirect(module: string, why: string): UserError {
  return new UserError(
    `${module} can only be had from its repository (${why}), and modules are taken from proxies`,
    {
      code: "E_GO_DIRECT",
      where: module,
      hint: "Set GOPROXY to a proxy that has it, or use the source github:OWNER/REPO.",
    },
  );
}

function off(module: string): UserError {
  return new UserError("modules may not be downloaded: GOPROXY is `off`", {
    code: "E_GO_OFF",
    where: module,
    hint: "Set GOPROXY to a module proxy; `go env -u GOPROXY` restores Go's own.",
  });
}
