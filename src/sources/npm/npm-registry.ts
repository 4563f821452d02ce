import type { ContentCache } from "../../cache/content-cache.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { Packuments } from "./packument.ts";
import { Signatures } from "./signatures.ts";

/** The registry as one run sees it: asked once for what several servers need. */
export class NpmRegistry {
  readonly config: NpmConfig;
  readonly cache: ContentCache;
  readonly packuments: Packuments;
  readonly signatures: Signatures;
  /** Abbreviated packuments, in pacote's own keys. */
  readonly packumentCache = new Map<string, unknown>();

  constructor(config: NpmConfig, cache: ContentCache, signal?: AbortSignal) {
    this.config = config;
    this.cache = cache;
    this.packuments = new Packuments(config, signal);
    this.signatures = new Signatures(config, signal);
  }
}
