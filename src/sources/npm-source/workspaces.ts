import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { readRepositoryFile } from "../github/read-file.ts";
import type { RepositorySource } from "../github/repository.ts";
import { type RepositoryPackage, readPackage } from "./package-json.ts";

const patternsSchema = z.array(z.string());
const workspacesSchema = z
  .union([patternsSchema, z.looseObject({ packages: patternsSchema }).transform(({ packages }) => packages)])
  .catch([]);
const pnpmSchema = z.looseObject({ packages: patternsSchema.catch([]) }).catch({ packages: [] });

/** Deeper folders are not looked into for `**`. */
const DEEPEST = 6;

/**
 * The packages of a workspace, in the order of their folders: `workspaces` of package.json (npm, yarn) or
 * pnpm-workspace.yaml. Empty where the root is none.
 *
 * Source: npm's documentation, "workspaces"; pnpm's, "pnpm-workspace.yaml".
 */
export async function workspacePackages(
  repository: RepositorySource,
  root: RepositoryPackage,
): Promise<RepositoryPackage[]> {
  const patterns = await workspacePatterns(repository, root);
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!")).map(segments);
  const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((one) => segments(one.slice(1)));
  const folders = new Set<string>();
  for (const pattern of wanted) {
    for (const folder of await matching(join(repository.folder, root.folder), pattern)) folders.add(folder);
  }
  const found: RepositoryPackage[] = [];
  for (const folder of [...folders].sort()) {
    const parts = folder.split("/");
    if (folder === "" || unwanted.some((pattern) => matches(pattern, parts))) continue;
    const one = await readPackage(repository, posix.join(root.folder, folder));
    if (one !== null) found.push(one);
  }
  return found;
}

async function workspacePatterns(repository: RepositorySource, root: RepositoryPackage): Promise<string[]> {
  const text = await readRepositoryFile(repository, posix.join(root.folder, "pnpm-workspace.yaml"));
  if (text === null) return workspacesSchema.parse(root.packageJson.workspaces);
  try {
    return pnpmSchema.parse(parse(text)).packages;
  } catch {
    return [];
  }
}

function segments(pattern: string): string[] {
  return pattern.split("/").filter((part) => part !== "" && part !== ".");
}

async function matching(root: string, pattern: readonly string[], folder = "", depth = 0): Promise<string[]> {
  const [part, ...rest] = pattern;
  if (part === undefined) return [folder];
  if (part === ".." || depth > DEEPEST) return [];
  const deeper = (name: string, left: readonly string[]) =>
    matching(root, left, posix.join(folder, name), depth + 1);
  if (!/[*?{[]/.test(part)) return deeper(part, rest);
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((one) => one.isDirectory() && one.name !== "node_modules" && !one.name.startsWith("."))
    .map((one) => one.name);
  const found = part === "**" ? await matching(root, rest, folder, depth + 1) : [];
  for (const name of names) {
    if (part === "**") found.push(...(await deeper(name, pattern)));
    else if (wildcard(part).test(name)) found.push(...(await deeper(name, rest)));
  }
  return found;
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return parts.length === 0;
  if (first === "**") return matches(rest, parts) || (parts.length > 0 && matches(pattern, parts.slice(1)));
  const [name, ...others] = parts;
  return name !== undefined && wildcard(first).test(name) && matches(rest, others);
}

function wildcard(part: string): RegExp {
  const source = part
    .replace(/[.+^$()|[\]\\{}]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${source}$`);
}

/** The packages of the workspace that a package needs, itself last, each after those that it needs. */
export function inBuildOrder(
  server: RepositoryPackage,
  all: readonly RepositoryPackage[],
): readonly RepositoryPackage[] {
  const byName = new Map(all.map((one) => [one.packageJson.name, one]));
  const order: RepositoryPackage[] = [];
  const seen = new Set<RepositoryPackage>();
  const visit = (one: RepositoryPackage) => {
    if (seen.has(one)) return;
    seen.add(one);
    const { dependencies, devDependencies, optionalDependencies } = one.packageJson;
    for (const name of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).sort()) {
      const other = byName.get(name);
      if (other !== undefined) visit(other);
    }
    order.push(one);
  };
  visit(server);
  return order;
}
