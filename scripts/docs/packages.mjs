// docs/packages.md: what overlays/ packages, from its lock and from what scripts/record-builds.mjs saw.

import { readFile } from "node:fs/promises";
import { isMap, isScalar, parseDocument } from "yaml";

const overlays = new URL("../../overlays/", import.meta.url);
const read = (/** @type {string} */ name) => readFile(new URL(name, overlays), "utf8");

/** The page; a package that was not built since its lock changed is an error. */
export async function packagesPage() {
  const document = parseDocument(await read("servers.yaml"));
  const { servers } = document.toJS();
  const { servers: locks } = JSON.parse(await read("servers.lock.json"));
  const builds = JSON.parse(await read("builds.json"));
  const names = Object.keys(servers).sort();
  const rows = names.map((name) => row(name, servers[name], locks[name], builds[name]));
  const notes = notesOf(document);
  return `${[
    "# Packages",
    "",
    "Written by `npm run docs` from `overlays/servers.yaml`, `overlays/servers.lock.json` and `overlays/builds.json`;",
    "the last is what `node scripts/record-builds.mjs` saw when it built each package with real Nix on the stand-in",
    "package set (`test/nixpkgs`), started it and spoke MCP with it. Each is `pkgs.mcpServers.NAME` with the overlay.",
    "",
    "| name | source | version | strategy | tools | secrets it reads | built here |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "A secret in bold must be there for the server to start; the others are read, and some tools want them.",
    "",
    "## Tools",
    "",
    ...names.flatMap((name) => toolsOf(name, builds[name])),
    ...(notes.length > 0 ? ["## Which upstream, and why", "", ...notes, ""] : []),
  ].join("\n")}`;
}

/** The comments that stand before servers: which upstream was chosen, and why. @param {import("yaml").Document} document */
function notesOf(document) {
  const list = document.get("servers", true);
  if (!isMap(list)) return [];
  return list.items.flatMap(({ key }, index) => {
    const comment = isScalar(key)
      ? (key.commentBefore ?? (index === 0 ? list.commentBefore : undefined))
      : undefined;
    const text = comment
      ?.split("\n")
      .map((line) => line.trim())
      .join(" ");
    return text === undefined ? [] : [`- ${code(String(key))}: ${text}`];
  });
}

/** @param {string} name @param {any} server @param {any} locked @param {any} build */
function row(name, server, locked, build) {
  if (locked === undefined)
    return cells([code(name), code(server.source), "", "", "", "", "no: not locked, see below"]);
  if (build?.version !== locked.version || build.src !== locked.src.hash)
    throw new Error(`${name} was not built since its lock changed: run node scripts/record-builds.mjs`);
  const tools = build.tools === undefined ? "" : String(build.tools.length);
  const needed = new Set(build.needs ?? []);
  const secrets = (build.secrets ?? []).map((/** @type {string} */ one) =>
    needed.has(one) ? `**${code(one)}**` : code(one),
  );
  const answers = build.tools !== undefined;
  const state = answers ? "yes, and answers" : `${build.built ? "yes, but" : "no:"} ${build.reason}`;
  const args = server.args?.length ? ` \`${server.args.join(" ")}\`` : "";
  return cells([
    `${code(name)}`,
    code(server.source) + args,
    locked.version,
    locked.strategy,
    tools,
    secrets.join(", "),
    state,
  ]);
}

/** @param {string} name @param {any} build */
function toolsOf(name, build) {
  if (!build?.tools?.length) return [];
  return [`- \`${name}\`: ${build.tools.map((/** @type {string} */ tool) => code(tool)).join(", ")}`, ""];
}

const code = (/** @type {string} */ text) => `\`${text}\``;
const cells = (/** @type {string[]} */ texts) =>
  `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
