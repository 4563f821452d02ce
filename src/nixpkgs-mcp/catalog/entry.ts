import { categoryOf } from "./category.ts";
import type { CatalogPackage, License, Maintainer } from "./types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Longer texts are cut: the longest real ones are whole manuals. */
const LONGEST_TEXT = 6000;
const LONGEST_DESCRIPTION = 500;
const MOST_IN_LIST = 200;

/**
 * One member of `packages` as it stands in packages.json. Metadata is written by thousands of people, so each
 * field is taken as far as it has the right shape and left out otherwise; a schema would refuse the package.
 *
 * Shapes: nixpkgs, `pkgs/top-level/packages-info.nix` and `lib/licenses.nix`; `nix-env(1)`, `--json --meta`.
 *
 * @returns null when it is no package: neither name nor pname, or no object at all
 */
export function readEntry(attr: string, json: unknown): CatalogPackage | null {
  if (!isFields(json) || attr === "") return null;
  const meta = isFields(json.meta) ? json.meta : {};
  const named = nameAndVersion(json);
  if (named === null) return null;
  const position = positionOf(meta.position);
  const description = oneLine(textOf(meta.description) ?? "").slice(0, LONGEST_DESCRIPTION);
  const longDescription = textOf(meta.longDescription)?.trim().slice(0, LONGEST_TEXT);
  const set = setOf(attr);
  const licenses = listOf(meta.license).flatMap(licenseOf);
  // No spreading: what follows it in a literal is put in property by property, which takes as long as all the rest.
  const entry: CatalogPackage = {
    attr,
    pname: named.pname,
    version: named.version,
    description,
    homepages: textsOf(meta.homepage),
    licenses,
    maintainers: listOf(meta.maintainers).flatMap(maintainerOf),
    platforms: textsOf(meta.platforms),
    position,
    mainProgram: textOf(meta.mainProgram) || null,
    outputs: textsOf(meta.outputsToInstall),
    vulnerabilities: textsOf(meta.knownVulnerabilities),
    marks: {
      // Evaluated with `allowUnfree`, as channels are, `meta` says that nothing stands in the way.
      unfree: meta.unfree === true || licenses.some(({ free }) => !free),
      broken: meta.broken === true,
      insecure: meta.insecure === true || textsOf(meta.knownVulnerabilities).length > 0,
      unsupported: meta.unsupported === true,
    },
    set,
    category: categoryOf(position, set, description),
  };
  return longDescription ? { ...entry, longDescription } : entry;
}

/** The part of an attribute path before its name: "python3Packages" of "python3Packages.requests". */
export function setOf(attr: string): string | null {
  // Names may have dots of their own: "nodePackages.fast-cli-1.x".
  const path = /^(?:[A-Za-z_][\w'-]*(?<!-\d+)\.)+(?=\S)/.exec(attr)?.[0];
  if (path === undefined) return null;
  return path.slice(0, -1);
}

function nameAndVersion(json: Fields): { pname: string; version: string } | null {
  const name = textOf(json.name);
  const pname = textOf(json.pname);
  const version = textOf(json.version);
  if (pname) return { pname, version: version ?? "" };
  if (!name) return null;
  // As `builtins.parseDrvName` has it: the version begins at the first dash that no letter follows.
  const split = /^(.*?)-(?=[^A-Za-z])(.*)$/.exec(name);
  return { pname: split?.[1] || name, version: version ?? split?.[2] ?? "" };
}

function licenseOf(json: unknown): License[] {
  if (typeof json === "string") return json === "" ? [] : [{ id: json, name: json, free: json !== "unfree" }];
  if (!isFields(json)) return [];
  const [spdx, short, full] = [textOf(json.spdxId), textOf(json.shortName), textOf(json.fullName)];
  const id = spdx || short || full;
  if (!id) return [];
  const url = textOf(json.url);
  const free = json.free !== false && short?.startsWith("unfree") !== true;
  return [{ id, name: full || id, free, ...(url ? { url } : {}) }];
}

function maintainerOf(json: unknown): Maintainer[] {
  if (typeof json === "string") return json === "" ? [] : [{ name: json }];
  if (!isFields(json)) return [];
  const [github, email] = [textOf(json.github), textOf(json.email)];
  const name = textOf(json.name) || github || email;
  if (!name) return [];
  return [{ name, ...(github ? { github } : {}), ...(email ? { email } : {}) }];
}

/** Evaluated from a checkout, positions begin with where that is. */
function positionOf(json: unknown): string | null {
  const text = textOf(json);
  if (!text) return null;
  const at = text.search(/(?:^|\/)(?:pkgs|lib|nixos|maintainers)\//);
  return (at < 0 ? text : text.slice(at)).replace(/^\//, "");
}

/** The list itself where it is nothing but texts, as nearly all are. */
function textsOf(json: unknown): readonly string[] {
  const list = listOf(json);
  return (list.every(isText) ? list : list.filter(isText)) as readonly string[];
}

function isText(json: unknown): boolean {
  return typeof json === "string" && json !== "";
}

function listOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json.length > MOST_IN_LIST ? json.slice(0, MOST_IN_LIST) : json;
  return json === undefined || json === null ? [] : [json];
}

function textOf(json: unknown): string | undefined {
  return typeof json === "string" ? json : undefined;
}

function oneLine(text: string): string {
  return /[\s]{2}|[\n\r\t]/.test(text) ? text.replace(/\s+/g, " ").trim() : text.trim();
}

function isFields(json: unknown): json is Fields {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
