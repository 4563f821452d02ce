import parse, { type SpdxNode } from "spdx-expression-parse";
import { type Nix, n } from "../nix/ast.ts";
import { exceptionAttribute, licenseAttribute } from "./license-names.ts";

/** A `meta.license`, and what a reader must be told that it does not say. */
interface LicenseNix {
  /** null: nothing was stated, so `meta` gets no licence. */
  readonly value: Nix | null;
  readonly comment: readonly string[];
}

/**
 * What people write who do not write SPDX, in lower case and without "the" and "license". A family
 * whose member is not named is free, but not more can be said.
 */
const SPOKEN: Readonly<Record<string, string>> = {
  apache: "asl20",
  "apache 2": "asl20",
  "apache 2.0": "asl20",
  "apache v2": "asl20",
  "apache-2": "asl20",
  apache2: "asl20",
  expat: "mit",
  mit: "mit",
  "mit/x11": "mit",
  "bsd 2-clause": "bsd2",
  "bsd-2": "bsd2",
  "simplified bsd": "bsd2",
  "bsd 3-clause": "bsd3",
  "bsd-3": "bsd3",
  "new bsd": "bsd3",
  "modified bsd": "bsd3",
  isc: "isc",
  "gpl v2": "gpl2Only",
  gplv2: "gpl2Only",
  "gpl-2": "gpl2Only",
  "gpl v3": "gpl3Only",
  gplv3: "gpl3Only",
  "gpl-3": "gpl3Only",
  agplv3: "agpl3Only",
  "agpl-3": "agpl3Only",
  lgplv3: "lgpl3Only",
  "mozilla public 2.0": "mpl20",
  "mpl 2.0": "mpl20",
  mplv2: "mpl20",
  "public domain": "publicDomain",
  wtfpl: "wtfpl",
  bsd: "free",
  gpl: "free",
  lgpl: "free",
  agpl: "free",
};

/**
 * nixpkgs' names for what an author stated: `lib.licenses.mit`, `with lib.licenses; [ mit asl20 ]`. What
 * nixpkgs has no name for is `unfree` (as nixpkgs treats what it may not pass on), with the author's words in
 * a comment. Where nothing is stated, or only that some file states it, `license` is left out and that is said.
 */
export function licenseNix(stated: string | null): LicenseNix {
  const said = stated?.trim() ?? "";
  if (said === "") return { value: null, comment: ["The package states no licence."] };
  // A pointer to a file is no statement: calling it unfree would be as much a guess as calling it free.
  if (/^see licen[cs]e/i.test(said)) {
    return { value: null, comment: [`Its licence is stated as ${JSON.stringify(said)}.`] };
  }
  const named = spdxNames(said) ?? spokenName(said) ?? looseNames(said);
  if (named === null || named.names.length === 0) {
    return said.toUpperCase() === "UNLICENSED"
      ? { value: oneOrMany(["unfree"]), comment: [] }
      : { value: oneOrMany(["unfree"]), comment: [`Stated as ${JSON.stringify(said)}.`] };
  }
  return {
    value: oneOrMany(named.names),
    comment: named.exact ? [] : [`Stated as ${JSON.stringify(said)}.`],
  };
}

/** `exact`: the names say all that the author did. */
interface Named {
  readonly names: readonly string[];
  readonly exact: boolean;
}

/** Marks what SPDX does not know, so that the rest of an expression can be read. */
const UNKNOWN = "LicenseRef-as-written-";

function spdxNames(text: string): Named | null {
  const tree = parseOrNull(text);
  if (tree === null) return null;
  const named = namesOf(tree);
  return { names: [...new Set(named.names)], exact: named.exact };
}

/** An expression in which not every word is an identifier of SPDX, or not in its spelling. */
function looseNames(said: string): Named | null {
  const alone = licenseAttribute(said);
  if (alone !== undefined) return { names: [alone], exact: true };
  return /\s(?:AND|OR)\s/.test(said) ? spdxNames(withReferences(said)) : null;
}

function parseOrNull(text: string): SpdxNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** `text` with every word but the operators as a licence of its own. */
function withReferences(text: string): string {
  return text.replace(/[^\s()]+/g, (word) => (/^(?:AND|OR)$/.test(word) ? word : `${UNKNOWN}${word}`));
}

function namesOf(node: SpdxNode): Named {
  if ("conjunction" in node) {
    const left = namesOf(node.left);
    const right = namesOf(node.right);
    // Of a choice the part that nixpkgs knows is enough to build by.
    if (node.conjunction === "or" && isUnknown(left) !== isUnknown(right)) {
      return { names: (isUnknown(left) ? right : left).names, exact: false };
    }
    // A list of nixpkgs does not tell `or` from `and`.
    return { names: [...left.names, ...right.names], exact: left.exact && right.exact && !isMixed(node) };
  }
  const id = node.license.startsWith(UNKNOWN) ? node.license.slice(UNKNOWN.length) : node.license;
  const plain = licenseAttribute(id);
  const later = node.plus ? licenseAttribute(id, true) : plain;
  const exception = node.exception === undefined ? undefined : exceptionAttribute(node.exception);
  const names = [later ?? plain ?? "unfree", ...(exception === undefined ? [] : [exception])];
  const exact =
    plain !== undefined &&
    (!node.plus || (later !== undefined && later !== plain)) &&
    (node.exception === undefined || exception !== undefined);
  return { names, exact };
}

const isUnknown = (named: Named) => named.names.includes("unfree");

function isMixed(node: Extract<SpdxNode, { conjunction: string }>): boolean {
  return [node.left, node.right].some(
    (side) => "conjunction" in side && (side.conjunction !== node.conjunction || isMixed(side)),
  );
}

function spokenName(said: string): Named | null {
  const words = said
    .toLowerCase()
    .replace(/[,()]|\b(?:the|licen[cs]ed?|under|version)\b/g, " ")
    .replace(/\s+/g, " ")
    .replace(/\b(\S+)(?: \1)+\b/g, "$1")
    .replace(/^ | ?\.? ?$/g, "");
  const name = SPOKEN[words];
  return name === undefined ? null : { names: [name], exact: name !== "free" };
}

function oneOrMany(names: readonly string[]): Nix {
  const [first] = names;
  if (names.length === 1) return n.get("lib", "licenses", first as string);
  return n.with(n.get("lib", "licenses"), n.list(names.map((name) => n.id(name))));
}
