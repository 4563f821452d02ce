import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { UserError } from "../../errors.ts";
import { isTrue, membersOf, stringMember } from "./json-edits.ts";

/** An entry of a lockfile that npm installs from a registry (or a plain URL). */
export interface RegistryEntry {
  /** `node_modules/a/node_modules/b`; in the `dependencies` of versions 1 and 2, `dependencies/a/dependencies/b`. */
  readonly path: string;
  /** The registry's name: an alias' real one. */
  readonly name: string;
  /** Absent when the entry is bound to a URL of its own (lockfile version 1). */
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  /** The object in the text; its `version` is what edits are anchored at. */
  readonly node: Node;
}

const NODE_MODULES = "node_modules/";

/**
 * The entries of a lockfile, of version 1, 2 or 3, whose `resolved` and `integrity` npm takes from a
 * registry. The root, links, workspaces, bundled packages, git and file dependencies are left out: they
 * have none.
 *
 * @throws UserError `E_LOCK_PARSE` with line and column.
 */
export function registryEntries(text: string, where = "package-lock.json"): RegistryEntry[] {
  const root = parseRoot(text, where);
  const sections = new Map(membersOf(root).map(({ key, value }) => [key, value]));
  return [
    ...packageEntries(sections.get("packages")),
    ...dependencyEntries(sections.get("dependencies"), ""),
  ];
}

function packageEntries(packages: Node | undefined): RegistryEntry[] {
  return membersOf(packages).flatMap(({ key: path, value: node }) => {
    const folder = path.lastIndexOf(NODE_MODULES);
    const version = stringMember(node, "version");
    if (folder === -1 || version === undefined || isTrue(node, "link") || isTrue(node, "inBundle")) return [];
    const name = stringMember(node, "name") ?? path.slice(folder + NODE_MODULES.length);
    return entry({ path, name, version, node });
  });
}

function dependencyEntries(dependencies: Node | undefined, parent: string): RegistryEntry[] {
  return membersOf(dependencies).flatMap(({ key, value: node }) => {
    const path = `${parent}dependencies/${key}`;
    const below = membersOf(node).find((member) => member.key === "dependencies")?.value;
    const nested = dependencyEntries(below, `${path}/`);
    const version = stringMember(node, "version");
    if (version === undefined || isTrue(node, "bundled")) return nested;
    const alias = /^npm:(@?[^@]+)@(.+)$/.exec(version);
    if (alias !== null) return [...entry({ path, name: alias[1]!, version: alias[2]!, node }), ...nested];
    if (!URL.canParse(version)) return [...entry({ path, name: key, version, node }), ...nested];
    return [...(isHttp(version) ? entry({ path, name: key, node, url: version }) : []), ...nested];
  });
}

function entry(known: {
  path: string;
  name: string;
  version?: string;
  node: Node;
  url?: string;
}): RegistryEntry[] {
  const { url, ...rest } = known;
  const resolved = url ?? stringMember(known.node, "resolved");
  const integrity = stringMember(known.node, "integrity");
  if (resolved !== undefined && !isHttp(resolved)) return [];
  return [
    {
      ...rest,
      ...(resolved === undefined ? {} : { resolved }),
      ...(integrity === undefined ? {} : { integrity }),
    },
  ];
}

function isHttp(url: string): boolean {
  return /^https?:/i.test(url) && URL.canParse(url);
}

function parseRoot(text: string, where: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const error = errors[0];
  if (root?.type === "object" && error === undefined) return root;
  const before = text.slice(0, error?.offset ?? 0).split("\n");
  throw new UserError(
    error === undefined
      ? "the lockfile is not a JSON object"
      : `the lockfile is not JSON: ${printParseErrorCode(error.error)}`,
    { code: "E_LOCK_PARSE", where: `${where}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}` },
  );
}
