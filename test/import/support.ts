import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "../../src/clients/types.ts";
import type { World } from "../../src/import/call.ts";
import {
  type ImportOptions,
  type ImportPlan,
  type PlannedServer,
  planImport,
} from "../../src/import/plan.ts";
import { readClientFile } from "../../src/import/read-file.ts";

export const configs = join(import.meta.dirname, "configs");

/** A machine with two packages of npm's, and a checkout. */
const manifests: Readonly<Record<string, string>> = {
  "/usr/lib/node_modules/@modelcontextprotocol/server-filesystem/package.json": JSON.stringify({
    name: "@modelcontextprotocol/server-filesystem",
    version: "2025.8.21",
    bin: { "mcp-server-filesystem": "dist/index.js" },
  }),
  "/home/me/.nvm/versions/node/v22.0.0/lib/node_modules/@playwright/mcp/package.json": JSON.stringify({
    version: "0.0.41",
    bin: { "mcp-server-playwright": "cli.js", other: "other.js" },
  }),
  "/home/me/code/acme-mcp/package.json": JSON.stringify({ name: "@acme/mcp", version: "1.0.0" }),
};

export const world: World = { home: "/home/me", readText: (path) => manifests[path] ?? null };

export const options: ImportOptions = {
  world,
  provider: "file",
  existing: new Map(),
  keepassxc: {},
  bridgeRemotes: false,
  root: false,
  enabled: [],
};

/** A text as a file of that path. */
export function importText(
  text: string,
  path: string,
  more: Partial<ImportOptions> = {},
  client?: Client,
): ImportPlan {
  return planImport([readClientFile({ path, shown: path, text, client })], { ...options, ...more });
}

/** A file below `configs`. */
export async function importConfig(path: string, more: Partial<ImportOptions> = {}): Promise<ImportPlan> {
  const bytes = await readFile(join(configs, path));
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  return importText(new TextDecoder(encoding).decode(bytes), path, more);
}

/** What became of each entry, a line each: `NAME (CLIENT): SOURCE …` or `NAME (CLIENT): left: REASON`. */
export function linesOf(plan: ImportPlan): string[] {
  return [
    ...plan.servers.map(lineOf),
    ...plan.there.map(
      ({ name, from }) => `${from.map(({ found }) => found.name).join(", ")}: there as ${name}`,
    ),
    ...plan.ours.map(({ name }) => `${name}: ours`),
    ...plan.left.map(
      ({ name, client, recognised, reason }) =>
        `${name} (${client ?? "-"}): left: ${reason}${recognised === "" ? "" : ` [${recognised}]`}`,
    ),
  ];
}

function lineOf({ spec, from }: PlannedServer): string {
  const { name, source, args, env, secrets, ...rest } = spec;
  const found = from.map(
    (one) => `${one.found.client ?? "-"}${one.found.name === name ? "" : ` ${one.found.name}`}`,
  );
  return [
    `${name} (${found.join(", ")}): ${source}`,
    ...(args ?? []),
    ...Object.entries(env ?? {}).map(([key, value]) => `${key}=${value}`),
    ...Object.entries(secrets ?? {}).map(([key, secret]) => `${key}=<${Object.keys(secret).join()}>`),
    ...Object.entries(rest).map(([key, value]) => `${key}:${JSON.stringify(value)}`),
    `[${from.map(({ through }) => through.join(" ")).join(", ")}]`,
  ].join(" ");
}
