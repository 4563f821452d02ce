// usage: node fixup-lockfile.mjs LOCKFILE NPMDEPS
//
// Makes a lockfile agree with the cache, as nixpkgs' `--map-cache` and `--fixup-lockfile` do: an integrity
// that differs from the cache's (sha1 here, sha512 there, for one tarball) becomes the cache's, and a git
// dependency loses its own, which is of another tarball. The file is written only when something changed.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [lockfile, npmDeps] = process.argv.slice(2);
const cached = integrities(join(npmDeps, "_cacache", "index-v5"));
const lock = JSON.parse(readFileSync(lockfile, "utf8"));
let fixed = false;

if (lock.lockfileVersion === 1) {
  fixOldDependencies(lock.dependencies);
} else if (lock.lockfileVersion === 2 || lock.lockfileVersion === 3) {
  for (const entry of Object.values(lock.packages)) fix(entry, "git+");
  // For readers of version 1 only, and now inconsistent.
  if (fixed) delete lock.dependencies;
} else {
  throw new Error(`unsupported lockfile version ${lock.lockfileVersion}`);
}

if (fixed) {
  console.log("Fixing lockfile");
  writeFileSync(lockfile, JSON.stringify(lock));
}

function fixOldDependencies(dependencies) {
  for (const entry of Object.values(dependencies)) {
    fix(entry, "git+ssh://");
    if (entry.dependencies) fixOldDependencies(entry.dependencies);
  }
}

function fix(entry, gitPrefix) {
  if (typeof entry.resolved !== "string" || typeof entry.integrity !== "string") return;
  if (entry.resolved.startsWith(gitPrefix)) {
    delete entry.integrity;
    fixed = true;
    return;
  }
  const integrity = cached.get(entry.resolved);
  if (integrity === undefined) throw new Error(`dependency should have a hash: ${entry.resolved}`);
  if (integrity === entry.integrity) return;
  entry.integrity = integrity;
  fixed = true;
}

/** URL → integrity, of every entry of a cacache index: lines of a checksum, a tab and JSON. */
function integrities(index) {
  const found = new Map();
  for (const file of readdirSync(index, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    for (const line of readFileSync(join(file.parentPath, file.name), "utf8").split("\n")) {
      if (line === "") continue;
      const { metadata, integrity } = JSON.parse(line.slice(line.indexOf("\t") + 1));
      found.set(metadata.url, integrity);
    }
  }
  return found;
}
