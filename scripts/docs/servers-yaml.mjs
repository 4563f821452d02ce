// docs/servers-yaml.md: every option of servers.yaml, from the schema, and what it does to the emitted Nix.

/** What an option changes in what is written; every option of the schema has an entry here, and no other. */
const effects = {
  settings: {
    output: "`default.nix` (the overlay), `packages/` and, in style overlay, `lib/` are written there.",
    style:
      "`nixpkgs`: `src = fetchurl { url; hash; }` and `postPatch` copies a complete lockfile. `overlay`: `src = fetchFromNpm { pname; version; hash; }`, the lockfile stands without addresses, and `postPatch = completeNpmLock { … }` adds them in the build.",
    pythonIndex:
      "`src = fetchurl { url; hash; }` for the files of an index that is not the tools' own, in style nixpkgs; otherwise `fetchPypi`.",
    update: "None on what is emitted; which versions `mcp-nixgen update` takes and `outdated` calls wanted.",
    home: "A module to import beside mcp-nixgen's own: every value in it is a default (`lib.mkDefault`) that your own modules override. A file of that name that the program did not write is never overwritten.",
  },
  shared: {
    slice: "In home.nix; the unit `mcp-servers.slice`.",
    clients: "In home.nix: `clients.NAME.enable`. Without it, home.nix enables none.",
    keepassxc: "In home.nix.",
    audit: "Nothing: `mcp-nixgen audit` reads it.",
  },
  servers: {
    source:
      "`pname` of the tarball, `version`, `src.hash`. A range or tag is resolved once; the version then stays in `servers.lock.json` until the source changes or `prefetch --refresh` is asked.",
    bin: "`meta.mainProgram`, and what `build` starts.",
    strategy:
      "`npm-deps`: `npmDepsHash`. `import-npm-lock`: `npmDeps = importNpmLock { … }` and `npmConfigHook = importNpmLock.npmConfigHook`. `nixpkgs`: `buildPythonApplication` with nixpkgs' packages. `locked`: a virtual environment of the index's own files, each by its hash. Why one was chosen is `strategyReason` in the lock. `vendor`: `vendorHash`; `proxy-vendor`: `proxyVendor = true` besides.",
    python:
      "`python312Packages` in place of `python3Packages`; what it is resolved for, markers and `Requires-Python` included.",
    fetcherVersion:
      "`npmDepsFetcherVersion = 2` (1 is nixpkgs' default and is not written). Part of `npmDepsHash`.",
    allowScripts:
      '`npmRebuildFlags = [ "NAME" … ]` in place of `[ "--ignore-scripts" ]`: `npm rebuild` then runs the scripts of these and no others. A name without an install script is an error.',
    language:
      "Which recipe a repository (`github:`) is built by: JavaScript with the package manager of its lockfile, Python, Go.",
    buildScript:
      "`npmBuildScript` or `yarnBuildScript` in package.nix, or the `pnpm run` of its `buildPhase`; an empty text: `dontBuild`.",
    overrides:
      "`overrides` of the package.json beside package.nix; for a direct dependency, its own version there. So it is in the lockfile and in `npmDepsHash`.",
    update:
      "None on what is emitted; which versions `mcp-nixgen update` takes and `outdated` calls wanted. Flags go before it, and it before `settings.update`, field by field. A range in `source` is never left; an exact version there is rewritten. With `none` it is updated only by name and `--policy`.",
    enable: "In home.nix.",
    args: "In home.nix; and what `build` starts the server with.",
    env: "In home.nix; and what `build` sets in the server's environment.",
    secrets:
      'In home.nix, each provider as a whole: `secrets.KEY = lib.mkDefault { pass = "mcp/key"; }`. The wrapper asks the provider when the server starts; the value is in no file of ours.',
    secretTimeout: "In home.nix.",
    timeout: "In home.nix; the field for it in the file of each client that has one.",
    limits: "In home.nix; properties of the server's scope or service.",
    clients: "In home.nix; the manifest's list of clients for this server.",
    transport: "In home.nix. `http`: a systemd user service `mcp-NAME.service`, and clients get its URL.",
    host: "In home.nix; part of the URL.",
    port: "In home.nix; part of the URL. Two servers on one port are an error.",
    path: "In home.nix; the end of the URL.",
    url: "In home.nix; what clients connect to.",
    headers:
      "In home.nix, each header as a whole. In a client's file a secret is the client's own reference to it, never its value; a client without one that is verified does not get the server.",
    socketActivation: "In home.nix; a unit `mcp-NAME.socket`.",
    service: "In home.nix, each directive as a default of its own; the unit `mcp-NAME.service`.",
    parentDeath: "In home.nix.",
    scope: "In home.nix.",
    requireScope: "In home.nix.",
    log: "In home.nix. `mcp-nixgen logs NAME` shows the file.",
  },
};

const head = `# servers.yaml

Written by \`npm run docs\` from the schema that the program checks the file by; a test fails when it is out of
date. The same schema is \`schemas/servers.schema.json\` for editors, and \`mcp-nixgen schema\` prints it.

\`\`\`yaml
# yaml-language-server: $schema=.mcp-nixgen/servers.schema.json
settings:
  output: overlays
  style: nixpkgs
servers:
  firecrawl-mcp:
    source: npm:firecrawl-mcp@^3
    secrets:
      FIRECRAWL_API_KEY: { pass: mcp/firecrawl }
    limits: { memoryMax: 1G }
  browser:
    source: npm:@playwright/mcp
    strategy: import-npm-lock
    args: [--headless]
slice:
  memoryMax: 4G
clients: [claude-code, codex]
\`\`\`

An unknown key is an error, with its line and the nearest known one. Comments, order and quoting of the file
survive every edit of the program.

Keys at the top of the file that begin with \`x-\` are yours: they are passed over, and a place for YAML's anchors.

\`\`\`yaml
x-usual: &usual
  limits: { memoryMax: 1G }
servers:
  firecrawl-mcp:
    <<: *usual
    source: npm:firecrawl-mcp
\`\`\`

What is wrong here is wrong for the Home-Manager module, too, and is told here, with its line, before Nix sees it. This
file is the stricter one where something would do nothing: an option of the other transport is an error even when it
says the default, and so is a client that is named twice. Only the module can know whether a secret of sops-nix or
agenix is declared, and only it has the options \`binary\` and \`package\`: a server's package is the generated one.
`;

/** @typedef {{ type?: string, enum?: string[], const?: unknown, anyOf?: Schema[], items?: Schema, description?: string, properties?: Record<string, Schema>, additionalProperties?: Schema | boolean, propertyNames?: Schema, required?: string[], default?: unknown, pattern?: string, maxLength?: number }} Schema */

/**
 * @param {Schema} schema the JSON Schema of servers.yaml
 */
export function serversYamlPage(schema) {
  const settings = objectIn(schema.properties?.settings);
  const servers = objectIn(schema.properties?.servers);
  const server = objectIn(/** @type {Schema} */ (servers.additionalProperties));
  const { settings: _, servers: __, ...shared } = schema.properties ?? {};
  return [
    head,
    "## settings\n\nMay be left out.\n",
    table("settings", settings, effects.settings),
    "## For all servers\n\nAt the top of the file, beside `servers`; each may be left out.\n",
    table("shared", { properties: shared }, effects.shared),
    `## servers\n\n${nameRule(servers)}\n`,
    table("servers", server, effects.servers),
  ].join("\n");
}

/** What stands there when something does: the loader also takes an empty key. */
function objectIn(/** @type {Schema | undefined} */ schema) {
  const found = [schema, ...(schema?.anyOf ?? [])].find((one) => one?.type === "object");
  if (found === undefined) throw new Error("the schema has another shape than this script knows");
  return found;
}

function nameRule(/** @type {Schema} */ { propertyNames }) {
  return `A key is the server's name: an attribute of \`pkgs.mcpServers\`, a folder below \`packages/\`, \`pname\`. It matches
\`${propertyNames?.pattern}\` and has at most ${propertyNames?.maxLength} characters.`;
}

/** @param {string} where @param {Schema} schema @param {Record<string, string>} known */
function table(where, schema, known) {
  const names = Object.keys(schema.properties ?? {});
  const strange = [
    ...names.filter((name) => !(name in known)),
    ...Object.keys(known).filter((name) => !names.includes(name)),
  ];
  if (strange.length > 0) {
    throw new Error(
      `scripts/docs/servers-yaml.mjs and the schema do not agree on: ${where}.${strange.join(`, ${where}.`)}`,
    );
  }
  const sections = Object.entries(schema.properties ?? {}).map(([name, option]) => {
    const must = schema.required?.includes(name) === true ? ", required" : "";
    return `### \`${name}\` (${typeOf(option)}${must})\n\n${option.description}\n\n${keysOf(option)}Effect: ${known[name]}\n`;
  });
  return sections.join("\n");
}

/** The keys of the maps that an option holds, or the words of its list. */
function keysOf(/** @type {Schema} */ schema) {
  const words = schema.items?.enum ?? listIn(schema)?.items?.enum;
  if (words !== undefined) return `One of: ${words.map((word) => `\`${word}\``).join(", ")}.\n\n`;
  const map = mapIn(schema);
  const inner = typeof map?.additionalProperties === "object" ? mapIn(map.additionalProperties) : map;
  const lines = keyLines(inner, "");
  return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}

/**
 * A map's keys as a list, what they hold below them.
 * @returns {string[]}
 */
export function keyLines(/** @type {Schema | undefined} */ map, /** @type {string} */ indent) {
  return Object.entries(map?.properties ?? {}).flatMap(([name, key]) => {
    const must = map?.required?.includes(name) === true ? ", required" : "";
    const inner = mapIn(key);
    const values = inner?.properties === undefined ? valuesOf(inner) : inner;
    return [
      `${indent}- \`${name}\` (${typeOf(key)}${must}): ${key.description ?? ""}${defaultOf(key)}`.trimEnd(),
      ...keyLines(values, `${indent}  `),
    ];
  });
}

/** What holds where nothing is said; of a map its keys say it. */
function defaultOf(/** @type {Schema} */ { default: value }) {
  if (value === undefined || (typeof value === "object" && !Array.isArray(value))) return "";
  const shown = Array.isArray(value) ? value.map((one) => `\`${one}\``).join(", ") : `\`${value}\``;
  return ` Default: ${shown === "" ? "none" : shown}.`;
}

/** The map that each value of a map is. */
function valuesOf(/** @type {Schema | undefined} */ map) {
  const values = map?.additionalProperties;
  return typeof values === "object" ? mapIn(values) : undefined;
}

function mapIn(/** @type {Schema} */ schema) {
  return [schema, ...(schema.anyOf ?? [])].find((one) => one.type === "object");
}

function listIn(/** @type {Schema} */ schema) {
  return schema.anyOf?.find((one) => one.type === "array");
}

/** @returns {string} */
function typeOf(/** @type {Schema} */ schema) {
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(" or ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf !== undefined)
    return [...new Set(schema.anyOf.filter(isSomething).map(typeOf))].join(" or ");
  if (schema.type === "array")
    return `list of ${schema.items?.enum === undefined ? typeOf(schema.items ?? {}) : "name"}s`;
  if (schema.type === "object" && schema.properties !== undefined) return "map";
  if (schema.type === "object")
    return `map of ${typeOf(/** @type {Schema} */ (schema.additionalProperties))}s`;
  return schema.type ?? "anything";
}

function isSomething(/** @type {Schema} */ schema) {
  return schema.type !== "null";
}
