import type { LockedServer } from "../config/lock-schema.ts";
import { type Item, type Nix, n, type StringPart } from "../nix/ast.ts";
import { nixDescription } from "./description.ts";
import { licenseNix } from "./licenses.ts";

/** What `meta` is made of, of any recipe's lock. */
export type MetaFacts = Pick<LockedServer, "package" | "version" | "mainProgram"> & {
  readonly meta: Pick<LockedServer["meta"], "description" | "homepage" | "changelog" | "license">;
};

/**
 * `meta` in the order nixpkgs writes it; what is not known is left out.
 *
 * @param version how the package's own version is written there
 */
export function metaNix(
  name: string,
  server: MetaFacts,
  platforms: Nix,
  version: Nix = n.get("finalAttrs", "version"),
): Nix {
  const { meta } = server;
  const license = licenseNix(meta.license);
  const comment = license.comment.length > 0 ? { comment: license.comment } : {};
  const program = n.str(server.mainProgram);
  const items: Item[] = [
    n.bind("description", n.str(nixDescription(meta.description, [name, server.package]))),
    ...(meta.homepage === null ? [] : [n.bind("homepage", n.str(meta.homepage))]),
    ...(meta.changelog === null
      ? []
      : [n.bind("changelog", changelog(meta.changelog, server.version, version))]),
    ...(license.value === null ? [] : [n.bind("license", license.value, comment)]),
    n.bind("mainProgram", program, license.value === null ? comment : {}),
    n.bind("platforms", platforms),
  ];
  return n.attrs(items);
}

/** The version's place in a tag's address follows `version`, so that an update changes one line. */
function changelog(url: string, version: string, written: Nix): Nix {
  const at = url.indexOf(version);
  const before = url[at - 1] ?? "";
  const after = url[at + version.length] ?? "";
  const whole = /^[/@v-]$/.test(before) && /^(?:[/#?]|)$/.test(after);
  if (at < 0 || !whole || url.indexOf(version, at + 1) >= 0) return n.str(url);
  const parts: StringPart[] = [url.slice(0, at), written, url.slice(at + version.length)];
  return n.str(...parts);
}
