import { z } from "zod";
import { messageOf, UserError } from "../../errors.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { registryError } from "../../registry/registry-errors.ts";
import type { PublishedManifest } from "./manifest.ts";
import { type Packument, packumentUrl } from "./packument.ts";

const keysAnswer = z.object({
  keys: z.array(
    z.looseObject({ keyid: z.string(), key: z.string(), expires: z.string().nullable().optional() }),
  ),
});
type Keys = z.infer<typeof keysAnswer>["keys"];

/**
 * Verifies the registry's signature over `NAME@VERSION:INTEGRITY` with the keys the registry
 * publishes (`-/npm/v1/keys`), by pacote. A registry that publishes no keys (many mirrors) is not
 * asked for signatures.
 */
export class Signatures {
  readonly #config: NpmConfig;
  readonly #signal: AbortSignal | undefined;
  readonly #keys = new Map<string, Promise<Keys | null>>();

  constructor(config: NpmConfig, signal?: AbortSignal) {
    this.#config = config;
    this.#signal = signal;
  }

  /**
   * @returns true when verified, false when the registry publishes no keys
   * @throws UserError `E_SIGNATURE` when the signature is missing, expired or wrong
   */
  async verify(manifest: PublishedManifest, packument: Packument, where: string): Promise<boolean> {
    const [{ default: fetch }, { default: pacote }] = await Promise.all([
      import("npm-registry-fetch"),
      import("pacote"),
    ]);
    const registry = fetch.pickRegistry(manifest.name, { ...this.#config.flat });
    const keys = await this.#keysOf(registry, where);
    if (keys === null) return false;
    const id = `${manifest.name}@${manifest.version}`;
    if (manifest.dist?.signatures === undefined || manifest.dist.signatures.length === 0) {
      throw refused(id, where, "the registry signs its packages, but this version has no signature");
    }
    const { host, pathname } = new URL(registry);
    const address = packumentUrl(registry, manifest.name);
    try {
      await pacote.manifest(id, {
        ...this.#config.flat,
        fullMetadata: true,
        verifySignatures: true,
        // Chosen already: npm's `before` has had its say.
        before: null,
        packumentCache: new Map([[`full:${address}`, packument]]),
        [`//${host}${pathname}:_keys`]: keys.map((key) => ({ ...key, pemkey: pem(key.key) })),
      } as Parameters<typeof pacote.manifest>[1]);
    } catch (error) {
      throw refused(id, where, messageOf(error), error);
    }
    return true;
  }

  #keysOf(registry: string, where: string): Promise<Keys | null> {
    let keys = this.#keys.get(registry);
    if (keys === undefined) {
      keys = this.#fetchKeys(registry, where);
      this.#keys.set(registry, keys);
    }
    return keys;
  }

  async #fetchKeys(registry: string, where: string): Promise<Keys | null> {
    const { default: fetch } = await import("npm-registry-fetch");
    const url = new URL("-/npm/v1/keys", registry).href;
    try {
      const signal = this.#signal === undefined ? {} : { signal: this.#signal };
      const { keys } = keysAnswer.parse(await fetch.json(url, { ...this.#config.flat, ...signal }));
      return keys.length === 0 ? null : keys;
    } catch (error) {
      // No such endpoint, by the ways registries say so.
      const { code, name } = Object(error) as { code?: unknown; name?: unknown };
      if (["E400", "E404", "E405", "E501"].includes(String(code)) || name === "ZodError") return null;
      throw registryError(error, "its signing keys", where);
    }
  }
}

/** The registry writes keys as bare base64 of the DER form; OpenSSL wants the PEM frame. */
function pem(key: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${key}\n-----END PUBLIC KEY-----`;
}

function refused(id: string, where: string, reason: string, cause?: unknown): UserError {
  return new UserError(`${id} is not what the registry signed: ${reason}`, {
    code: "E_SIGNATURE",
    where,
    hint: "Do not use this version. If your registry is a mirror, compare with the one it mirrors and report it there.",
    cause,
  });
}
