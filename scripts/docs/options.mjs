// docs/options.md: every option of the Home-Manager module, from the module itself.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** @typedef {{ isNix: boolean, text: string }} Rendered Nix text, or Markdown. */
/** @typedef {{ loc: string[], type: string, description: string | null, readOnly: boolean, default: Rendered | null, example: Rendered | null, declarations: string[] }} Option */

const head = `# Options of the Home-Manager module

Written by \`npm run docs\` from the module's own declarations; a test fails when it is out of date. All are below
\`programs.mcp-nixgen\`. In a path \`<name>\` is any name: a server's, and in \`secrets.<name>\` that of the
environment variable.
`;

/**
 * The options, evaluated by Nix (\`nix-instantiate\` on PATH).
 * @param {{ lib?: string, module?: string, env?: Record<string, string> }} [from] a Nix expression for the \`lib\`
 *   to evaluate with, by default the tests' stand-in, which every checkout has; another module's file; the
 *   environment of Nix
 * @returns {Promise<Option[] | null>} null: there is no Nix
 */
export async function moduleOptions(from = {}) {
  const lib = from.lib ?? `import ${join(root, "test/nixpkgs/lib")}`;
  const module = from.module === undefined ? "" : `module = ${from.module};`;
  const expression = `import ${join(root, "scripts/docs/options.nix")} { lib = ${lib}; ${module} }`;
  const args = ["--eval", "--strict", "--json", "--show-trace", "--expr", expression];
  const result = await execa("nix-instantiate", args, { env: from.env ?? {}, reject: false });
  if (result.code === "ENOENT") return null;
  if (result.exitCode !== 0) throw new Error(`the module's options cannot be evaluated:\n${result.stderr}`);
  return JSON.parse(result.stdout);
}

/**
 * What every option has to tell and one does not, as lines of text. An option without a default is one that must
 * be set, so that this is nothing missing.
 * @param {Option[]} options
 */
export function untold(options) {
  return options.flatMap((option) => {
    /** @type {[string, boolean][]} */
    const told = [
      ["type", option.type !== "unspecified value"],
      ["description", (option.description ?? "").trim() !== ""],
      ["example", option.example !== null],
      ["file", option.declarations.length > 0],
    ];
    return told.filter(([, is]) => !is).map(([what]) => `${option.loc.join(".")} has no ${what}`);
  });
}

/** @param {Option[]} options */
export function optionsPage(options) {
  const shown = ordered(folded(options));
  /** @type {Map<string, string[][]>} */
  const groups = new Map();
  for (const { loc } of shown) {
    const parent = loc.slice(0, -1).join(".");
    groups.set(parent, [...(groups.get(parent) ?? []), loc]);
  }
  const contents = [...groups].map(([parent, locs]) => {
    const links = locs.map((loc) => `[${escaped(loc.at(-1) ?? "")}](#${anchor(loc.join("."))})`);
    return `- \`${parent}.\` ${links.join(" · ")}`;
  });
  return [head, `${contents.join("\n")}\n`, ...shown.map((option) => section(option))].join("\n");
}

/** What has no options inside comes before what has, and `enable` before all. */
function ordered(/** @type {Option[]} */ options) {
  const isParent = (/** @type {string[]} */ loc) => options.some((other) => isBelow(other.loc, loc));
  const key = (/** @type {Option} */ { loc }) =>
    loc
      .map((part, index) => {
        const leaf = index === loc.length - 1 && !isParent(loc);
        return `${leaf ? (part === "enable" ? 0 : 1) : 2}${part}`;
      })
      .join("\0");
  return [...options].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function section(/** @type {Option} */ option) {
  const facts = [
    `- Type: ${escaped(option.type)}`,
    fact("Default", option.default, option.readOnly ? "none" : "none, it has to be set"),
    fact("Example", option.example, "none"),
  ];
  if (option.readOnly) facts.push("- Read-only: it can be used, and not set.");
  const files = option.declarations.map((file) => `[\`${file}\`](../${file})`);
  facts.push(`- Declared in ${files.join(", ")}`);
  return `## \`${option.loc.join(".")}\`\n\n${markdown(option.description ?? "")}\n\n${facts.join("\n")}\n`;
}

/** @param {string} name @param {Rendered | null} value @param {string} none */
function fact(name, value, none) {
  if (value === null) return `- ${name}: ${none}`;
  const text = value.text.trim();
  if (!value.isNix) return `- ${name}: ${markdown(text)}`;
  if (!text.includes("\n")) return `- ${name}: ${code(text)}`;
  const lines = text.split("\n").map((line) => (line === "" ? "" : `  ${line}`));
  return `- ${name}:\n\n  \`\`\`nix\n${lines.join("\n")}\n  \`\`\`\n`;
}

/** Text that may not be taken for HTML. */
function escaped(/** @type {string} */ text) {
  return text.replaceAll("<", "\\<");
}

/** As inline code, whatever backticks it has. */
function code(/** @type {string} */ text) {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** nixpkgs' Markdown, with roles and links to options, as everybody's. */
function markdown(/** @type {string} */ text) {
  return text
    .trim()
    .replace(/\{(?:command|env|file|manpage|option|var)\}(`+)/g, "$1")
    .replace(/\[\]\(#opt-([^)]+)\)/g, (_, /** @type {string} */ path) => {
      const name = path.replaceAll("_name_", "<name>");
      return `[\`${name}\`](#${anchor(name)})`;
    });
}

/** The anchor that GitHub gives a heading of code. */
function anchor(/** @type {string} */ heading) {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "");
}

/**
 * Options that say the same of many names (\`clients.codex\`, \`clients.zed\`, …) once, as \`clients.<name>\` with the
 * list of names.
 * @param {Option[]} options
 * @returns {Option[]}
 */
function folded(options) {
  for (const { loc: parent } of options) {
    const inside = options.filter((option) => isBelow(option.loc, parent));
    const names = [...new Set(inside.map((option) => option.loc[parent.length] ?? ""))];
    if (names.length < 3) continue;
    const texts = names.map((name) =>
      JSON.stringify(
        inside
          .filter((option) => option.loc[parent.length] === name)
          .map((option) => generic(option, parent.length, name)),
      ),
    );
    if (new Set(texts).size !== 1) continue;
    /** @type {Option[]} */
    const once = JSON.parse(texts[0] ?? "[]");
    const list = names.map((name) => `\`${name}\``).join(", ");
    for (const option of once) {
      if (option.loc.length === parent.length + 1) {
        option.description = `${option.description?.trim()} The names are ${list}.`;
      }
    }
    const first = options.findIndex((option) => isBelow(option.loc, parent));
    const others = options.filter((option) => !isBelow(option.loc, parent));
    return folded([...others.slice(0, first), ...once, ...others.slice(first)]);
  }
  return options;
}

/** @param {string[]} loc @param {string[]} parent */
function isBelow(loc, parent) {
  return loc.length > parent.length && parent.every((part, index) => loc[index] === part);
}

/** @param {Option} option @param {number} depth @param {string} name @returns {Option} */
function generic(option, depth, name) {
  return {
    ...option,
    loc: option.loc.with(depth, "<name>"),
    description: (option.description ?? "").replaceAll(new RegExp(`\\b${name}\\b`, "g"), "«name»"),
  };
}
