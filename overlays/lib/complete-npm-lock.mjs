// node complete-npm-lock.mjs NPM IN OUT: writes the lockfile IN to OUT with an address in every entry that has
// an integrity and none, as it is by convention on the default registry of the npm in folder NPM. All else
// stays byte for byte. The same as `completeResolved` of mcp-nixgen, without its dependencies; a test
// compares the two.

import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The registry that npm asks where nothing is configured. */
export function defaultRegistry(npm) {
  const require = createRequire(join(npm, "package.json"));
  return require("@npmcli/config/lib/definitions").definitions.registry.default;
}

/** `text`, a lockfile of version 1, 2 or 3, made whole. */
export function completeNpmLock(text, registry) {
  const root = parse(text);
  const entries = [
    ...packageEntries(member(root, "packages")),
    ...dependencyEntries(member(root, "dependencies")),
  ];
  let out = "";
  let from = 0;
  for (const { at, added } of entries
    .flatMap((entry) => edit(text, entry, registry))
    .sort((a, b) => a.at - b.at)) {
    out += text.slice(from, at) + added;
    from = at;
  }
  return out + text.slice(from);
}

function edit(text, { name, version, node }, registry) {
  const { resolved, integrity } = Object.fromEntries(
    ["resolved", "integrity"].map((key) => [key, stringMember(node, key)]),
  );
  if (resolved !== undefined || integrity === undefined) return [];
  const url = `${registry.replace(/\/+$/, "")}/${name}/-/${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`;
  const index = node.members.findIndex(({ key }) => key === "version");
  const anchor = node.members[index];
  // The new member looks like its neighbour: the same white space before its key and around its colon.
  const before = node.members[index - 1];
  const opening = before === undefined ? node.start + 1 : text.indexOf(",", before.value.end) + 1;
  const space = text.slice(opening, anchor.start);
  const colon = text.slice(anchor.keyEnd, anchor.value.start);
  return [{ at: anchor.value.end, added: `,${space}"resolved"${colon}${JSON.stringify(url)}` }];
}

const folder = "node_modules/";

function packageEntries(packages) {
  return members(packages).flatMap(({ key, value: node }) => {
    const version = stringMember(node, "version");
    const at = key.lastIndexOf(folder);
    if (at === -1 || version === undefined) return [];
    if (member(node, "link")?.value === true || member(node, "inBundle")?.value === true) return [];
    return [{ name: stringMember(node, "name") ?? key.slice(at + folder.length), version, node }];
  });
}

/** The older section, nested. */
function dependencyEntries(dependencies) {
  return members(dependencies).flatMap(({ key, value: node }) => {
    const nested = dependencyEntries(member(node, "dependencies"));
    const version = stringMember(node, "version");
    if (version === undefined || member(node, "bundled")?.value === true) return nested;
    const alias = /^npm:(@?[^@]+)@(.+)$/.exec(version);
    if (alias !== null) return [{ name: alias[1], version: alias[2], node }, ...nested];
    return URL.canParse(version) ? nested : [{ name: key, version, node }, ...nested];
  });
}

const members = (node) => node?.members ?? [];
/** Of a repeated key the last counts, as for JSON.parse. */
const member = (node, key) => members(node).findLast((one) => one.key === key)?.value;
const stringMember = (node, key) => {
  const value = member(node, key)?.value;
  return typeof value === "string" ? value : undefined;
};

/** JSON with the place of everything: { start, end, value } and, of objects, members. */
function parse(text) {
  JSON.parse(text);
  let at = 0;
  const skip = (pattern) => {
    pattern.lastIndex = at;
    at += pattern.exec(text)[0].length;
  };
  const space = () => skip(/[ \t\r\n]*/y);
  const scalar = () => {
    const start = at;
    skip(/"(?:[^"\\]|\\.)*"|[^\s,:[\]{}"]+/y);
    return { start, end: at, value: JSON.parse(text.slice(start, at)) };
  };
  const sequence = (close, item) => {
    const start = at;
    const items = [];
    at += 1;
    space();
    while (text[at] !== close) {
      items.push(item());
      space();
      if (text[at] === ",") at += 1;
      space();
    }
    at += 1;
    return { start, end: at, items };
  };
  const node = () => {
    if (text[at] === "[") return sequence("]", node);
    if (text[at] !== "{") return scalar();
    const { items, ...place } = sequence("}", () => {
      const key = scalar();
      space();
      at += 1;
      space();
      return { key: key.value, start: key.start, keyEnd: key.end, value: node() };
    });
    return { ...place, members: items };
  };
  space();
  return node();
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [npm, from, to] = process.argv.slice(2);
  writeFileSync(to, completeNpmLock(readFileSync(from, "utf8"), defaultRegistry(npm)));
}
