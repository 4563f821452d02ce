/**
 * The name a tarball has in the offline mirror of `fetchYarnDeps`, which `fixup-yarn-lock` writes into yarn.lock in the build.
 *
 * Follows nixpkgs `fetch-yarn-deps/common.js`, whose first pattern also takes a path that ends in `com/`.
 */
export function mirrorName(url: string): string {
  return url.replace(/https:\/\/.*.com\//g, "").replace(/[@/%:-]/g, "_");
}
