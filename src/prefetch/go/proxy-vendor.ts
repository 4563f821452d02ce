import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CgoUse } from "./cgo.ts";

/**
 * Why a vendor folder would not do, as nixpkgs' manual tells when `proxyVendor` is needed (doc/languages-frameworks/
 * go.section.md): names that differ in case alone would be one on a Mac, and `go mod vendor` leaves out folders without
 * Go files, which a package's C may want.
 *
 * @param folder that holds `vendor`
 */
export async function whyProxyVendor(folder: string, cgo: CgoUse): Promise<string | null> {
  const vendor = join(folder, "vendor");
  const clash = await sameButForCase(vendor, "");
  if (clash !== null) return `${clash[0]} and ${clash[1]} differ in case alone`;
  for (const name of cgo.packages) {
    const missing = await missingForC(join(vendor, name));
    if (missing !== null) return `the C in ${name} wants ${missing}, which a vendor folder leaves out`;
  }
  return null;
}

async function sameButForCase(folder: string, before: string): Promise<[string, string] | null> {
  const entries = await readdir(folder, { withFileTypes: true });
  const seen = new Map<string, string>();
  for (const { name } of entries) {
    const lower = name.toLowerCase();
    const other = seen.get(lower);
    if (other !== undefined) return [before + other, before + name];
    seen.set(lower, name);
  }
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const found = await sameButForCase(join(folder, entry.name), `${before}${entry.name}/`);
    if (found !== null) return found;
  }
  return null;
}

const SOURCE = /\.(?:go|c|cc|cpp|cxx|m|h|hh|hpp)$/;

/** A folder or header that the package names relative to itself and that is not there. */
async function missingForC(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => SOURCE.test(one))) {
    const text = await readFile(join(folder, name), "utf8");
    for (const wanted of name.endsWith(".go") ? wantedByCgo(text) : included(text)) {
      if (!(await exists(join(folder, wanted)))) return wanted;
    }
  }
  return null;
}

/** `#cgo CFLAGS: -I${SRCDIR}/include`, and the includes of the comment before `import "C"`. */
function wantedByCgo(text: string): string[] {
  const end = text.search(/^import "C"/m);
  if (end < 0) return [];
  const folders = [...text.slice(0, end).matchAll(/-[IL](?:\$\{SRCDIR\}\/|\.\/)([\w./-]+)/g)].map(
    ([, path]) => path!,
  );
  return [...folders, ...included(text.slice(0, end))];
}

/** Only those with a folder in them: a bare name may come from the compiler's own search. */
function included(text: string): string[] {
  return [...text.matchAll(/^\s*(?:\/\/\s*)?#\s*include\s+"([^"]+\/[^"]+)"/gm)].map(([, path]) => path!);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
