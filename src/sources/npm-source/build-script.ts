import { posix } from "node:path";
import { UserError } from "../../errors.ts";
import { readRepositoryFile } from "../github/read-file.ts";
import type { RepositorySource } from "../github/repository.ts";
import type { RepositoryPackage } from "./package-json.ts";

/** Scripts that make what is published, the most usual first; npm runs the last three itself before it packs. */
const usual = [
  "build",
  "compile",
  "bundle",
  "dist",
  "tsc",
  "build:prod",
  "prepack",
  "prepare",
  "prepublishOnly",
];

/** A command that compiles, whatever its script is called. */
const compiles =
  /\b(?:tsc|tsup|esbuild|rollup|vite build|webpack|ncc build|unbuild|tsdown|swc|babel|microbundle|parcel build|bun build|obuild)\b/;

/**
 * Which script of a package.json makes its commands' files; null: they are in the repository as they are.
 *
 * @param asked `buildScript` of servers.yaml; "" for none
 * @throws UserError `E_BUILD_SCRIPT` when none of them does, or the one asked for is not there
 */
export async function buildScript(
  repository: RepositorySource,
  { folder, packageJson }: RepositoryPackage,
  bins: Readonly<Record<string, string>>,
  asked: string | undefined,
  where: string,
): Promise<string | null> {
  const scripts = packageJson.scripts ?? {};
  const list = Object.keys(scripts).join(", ") || "none";
  if (asked === "") return null;
  if (asked !== undefined) {
    if (Object.hasOwn(scripts, asked)) return asked;
    throw new UserError(`its package.json has no script ${asked}`, {
      code: "E_BUILD_SCRIPT",
      where,
      hint: `Its scripts: ${list}.`,
    });
  }
  if (Object.hasOwn(scripts, "build")) return "build";
  const missing: string[] = [];
  for (const file of Object.values(bins)) {
    if ((await readRepositoryFile(repository, posix.join(folder, file))) === null) missing.push(file);
  }
  if (missing.length === 0) return null;
  const likely = usual.filter((name) => Object.hasOwn(scripts, name));
  const found = likely.find((name) => compiles.test(scripts[name] ?? "")) ?? likely[0];
  if (found !== undefined) return found;
  const other = Object.keys(scripts).find(
    (name) => compiles.test(scripts[name] ?? "") && !/watch|dev|test|start/.test(name),
  );
  if (other !== undefined) return other;
  throw new UserError(`no script of its package.json seems to make ${missing.join(", ")}`, {
    code: "E_BUILD_SCRIPT",
    where,
    hint: `Say which does with \`buildScript:\` in servers.yaml. Its scripts: ${list}.`,
  });
}
