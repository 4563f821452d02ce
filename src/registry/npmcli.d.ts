/** npm's own libraries that ship no types; only what this project calls. */

declare module "@npmcli/config" {
  interface ConfigOptions {
    definitions: unknown;
    shorthands: unknown;
    flatten: unknown;
    nerfDarts: unknown;
    npmPath: string;
    argv?: readonly string[];
    env?: Record<string, string | undefined>;
    cwd?: string;
    warn?: boolean;
  }
  export default class Config {
    constructor(options: ConfigOptions);
    load(): Promise<void>;
    readonly flat: Record<string, unknown>;
  }
}

declare module "@npmcli/config/lib/definitions/index.js" {
  const npmDefinitions: {
    definitions: Record<string, { default: unknown }>;
    shorthands: unknown;
    flatten: unknown;
    nerfDarts: unknown;
  };
  export default npmDefinitions;
}

declare module "npm-registry-fetch/lib/auth.js" {
  interface Auth {
    readonly token: string | null;
    readonly auth: string | null;
  }
  export default function getAuth(uri: string, options: Record<string, unknown>): Auth;
}

declare module "npm-registry-fetch/lib/default-opts.js" {
  const defaults: { readonly registry: string };
  export default defaults;
}

declare module "npm-registry-fetch" {
  interface JsonFetch {
    (url: string, options?: Record<string, unknown>): Promise<{ json(): Promise<unknown> }>;
    json(url: string, options?: Record<string, unknown>): Promise<unknown>;
    pickRegistry(spec: unknown, options?: Record<string, unknown>): string;
  }
  const fetch: JsonFetch;
  export default fetch;
}

declare module "npm-normalize-package-bin" {
  export default function normalizeBin(manifest: { name: string; bin?: unknown }): {
    bin?: Record<string, string>;
  };
}

declare module "npm-pick-manifest" {
  export default function pickManifest(
    packument: unknown,
    wanted: string,
    options?: Record<string, unknown>,
  ): Record<string, unknown> & { name: string; version: string };
}
