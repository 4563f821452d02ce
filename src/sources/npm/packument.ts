import pLimit from "p-limit";
import { z } from "zod";
import type { NpmConfig } from "../../registry/npm-config.ts";

function onlyValid<Value>(schema: z.ZodType<Value>) {
  return z
    .record(z.string(), z.unknown())
    .default({})
    .transform((entries) => {
      const parsed = Object.entries(entries).map(([key, value]) => [key, schema.safeParse(value)] as const);
      return Object.fromEntries(
        parsed.flatMap(([key, { success, data }]) => (success ? [[key, data as Value]] : [])),
      );
    });
}

/**
 * What this program reads of a packument, npm's document of all versions of a package. Registries
 * differ in what else they say, so nothing else is asked for.
 */
const packumentSchema = z.looseObject({
  name: z.string(),
  // One broken entry of long ago must not hide the others.
  "dist-tags": onlyValid(z.string()),
  versions: onlyValid(z.looseObject({ name: z.string(), version: z.string() })),
  time: z.record(z.string(), z.unknown()).optional(),
});

export type Packument = z.infer<typeof packumentSchema>;

/** Fetches full packuments, each once, however many ask for it at the same time. */
export class Packuments {
  readonly config: NpmConfig;
  readonly #signal: AbortSignal | undefined;
  readonly #limit = pLimit(16);
  readonly #documents = new Map<string, Promise<Packument>>();

  constructor(config: NpmConfig, signal?: AbortSignal) {
    this.config = config;
    this.#signal = signal;
  }

  /**
   * The full packument of a package, from the registry of its scope.
   *
   * @throws what npm-registry-fetch throws (`code` E404, E401, E500, ENOTFOUND, …), and ZodError when
   * the answer is not a packument
   */
  get(name: string): Promise<Packument> {
    let document = this.#documents.get(name);
    if (document === undefined) {
      document = this.#limit(() => this.#fetch(name));
      this.#documents.set(name, document);
      // A failure is not remembered: the next who asks tries again.
      document.catch(() => this.#documents.delete(name));
    }
    return document;
  }

  /** The address a package's packument is fetched from. */
  async url(name: string): Promise<string> {
    const { default: fetch } = await import("npm-registry-fetch");
    return packumentUrl(fetch.pickRegistry(name, { ...this.config.flat }), name);
  }

  async #fetch(name: string): Promise<Packument> {
    const { default: fetch } = await import("npm-registry-fetch");
    const body = await fetch.json(await this.url(name), {
      ...this.config.flat,
      spec: name,
      // npm would believe its cache for five minutes: too long for who has just published.
      preferOnline: true,
      headers: { accept: "application/json" },
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    return packumentSchema.parse(body);
  }
}

/** The address of a packument: pacote keys its cache of them by it. */
export function packumentUrl(registry: string, name: string): string {
  return `${registry.replace(/\/+$/, "")}/${name.replace("/", "%2f")}`;
}
