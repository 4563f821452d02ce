/**
 * npm's built-in registry, with a trailing slash, whatever the configuration says. Out of npm-registry-fetch's
 * defaults, which are loaded in a moment; `loadNpmConfig` has the same from npm's own.
 */
export async function defaultRegistry(): Promise<string> {
  const { default: defaults } = await import("npm-registry-fetch/lib/default-opts.js");
  return `${defaults.registry.replace(/\/+$/, "")}/`;
}
