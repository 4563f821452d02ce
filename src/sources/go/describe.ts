import { UserError } from "../../errors.ts";
import { fileContents } from "../../prefetch/file-contents.ts";
import { folderAt } from "../../prefetch/go/module-tree.ts";
import type { TreeDirectory } from "../../prefetch/tree.ts";
import { licenseOfText } from "../npm/license.ts";
import { firstParagraph } from "../readme.ts";
import { type GoMod, isFolder, parseGoMod } from "./go-mod.ts";
import { choosePrograms, type Programs, programsIn } from "./programs.ts";
import { TARGET_GO } from "./target.ts";
import { compareGo } from "./version.ts";
import { type VersionVariable, versionVariables } from "./version-variables.ts";

/** What a module's own files say of the server in it. */
export interface GoFacts extends Programs {
  readonly goMod: GoMod;
  readonly versionVariables: readonly VersionVariable[];
  /** There is a go.work beside go.mod, which names what is not in the source. */
  readonly workspace: boolean;
  readonly description: string;
  /** SPDX identifier, where its licence file is one of the well-known; `SEE LICENSE IN …` where it is another. */
  readonly license: string | null;
  readonly notes: readonly string[];
}

export interface DescribeOptions {
  /** Folder of the package asked for, below the go.mod; empty: none in particular. */
  readonly folder: string;
  /** `bin` of servers.yaml. */
  readonly bin: string | undefined;
  /** For messages: the server's source. */
  readonly where: string;
  /** Whether a folder is in the source, relative to the go.mod. Default: by the module's own files. */
  readonly isFolder?: ((path: string) => boolean) | undefined;
}

/**
 * Reads a module's go.mod, programs, licence and README.
 *
 * @param tree the module's files: the folder that has its go.mod
 * @throws UserError `E_GO_MOD`, `E_NO_BIN`, `E_BIN`, `E_GO_REPLACE` (a folder that is not among the files)
 */
export async function describeGo(tree: TreeDirectory, options: DescribeOptions): Promise<GoFacts> {
  const { where } = options;
  const text = await textOf(tree, (name) => name === "go.mod");
  if (text === null) {
    throw new UserError("it has no go.mod, so it is older than Go's modules", {
      code: "E_GO_MOD",
      where,
      hint: "buildGoModule wants one; a newer version may have it.",
    });
  }
  const goMod = parseGoMod(text, where);
  checkReplaced(
    goMod,
    options.isFolder ?? ((path) => isWithin(path) && folderAt(tree, path) !== undefined),
    where,
  );
  const sources = await programsIn(tree);
  const programs = choosePrograms(goMod.module, options.folder, [...sources.keys()], {
    asked: options.bin,
    where,
  });
  const folder = programs.bins[programs.mainProgram]!;
  const files = sources.get(folder) ?? new Map<string, string>();
  return {
    goMod,
    ...programs,
    versionVariables: await versionVariables(tree, { name: programs.mainProgram, folder }, files.values()),
    workspace: hasFile(tree, (name) => name === "go.work"),
    description: await descriptionOf(tree, folder),
    license: await licenseOf(tree),
    notes: notesOf(goMod),
  };
}

function notesOf(goMod: GoMod): string[] {
  const replaced = goMod.replace.filter((one) => !isFolder(one)).map((one) => one.path);
  return [
    ...(goMod.deprecated === null ? [] : [`${goMod.module} is deprecated: ${goMod.deprecated}`]),
    ...(replaced.length === 0
      ? []
      : [
          `its go.mod replaces ${replaced.join(", ")}: the build does so too, where \`go install\` would refuse`,
        ]),
    ...(goMod.go !== null && compareGo(language(goMod.go), TARGET_GO) > 0
      ? [`it needs Go ${goMod.go}, which is newer than nixpkgs' default (${TARGET_GO})`]
      : []),
  ];
}

/** Patch releases reach nixpkgs soon. */
function language(go: string): string {
  return /^\d+\.\d+/.exec(go)?.[0] ?? go;
}

const isWithin = (path: string) => !path.split("/").includes("..");

/** A main module's replacements are in force in its own build, and a folder must be there for that. */
function checkReplaced(goMod: GoMod, isThere: (path: string) => boolean, where: string): void {
  for (const one of goMod.replace.filter(isFolder)) {
    if (!/^\.\.?\/|^\//.test(one.to)) continue;
    if (!one.to.startsWith("/") && isThere(one.to)) continue;
    throw new UserError(
      `its go.mod replaces ${one.path} by the folder ${one.to}, which is not published with it`,
      {
        code: "E_GO_REPLACE",
        where,
        hint: "Its repository has the folder: use the source github:OWNER/REPO. `go install` cannot build it either.",
      },
    );
  }
}

async function descriptionOf(tree: TreeDirectory, folder: string): Promise<string> {
  const isReadme = (name: string) => /^readme(?:\.(?:md|markdown|txt|rst))?$/i.test(name);
  const own = folder === "" ? undefined : folderAt(tree, folder);
  const texts = [own === undefined ? null : await textOf(own, isReadme), await textOf(tree, isReadme)];
  for (const text of texts) {
    const paragraph = text === null ? "" : firstParagraph(text);
    if (paragraph !== "") return paragraph;
  }
  return "";
}

async function licenseOf(tree: TreeDirectory): Promise<string | null> {
  const isLicense = (name: string) => /^(?:un)?licen[cs]e(?:[.-][\w.-]+)?$|^copying(?:\.\w+)?$/i.test(name);
  const names = namesIn(tree).filter(isLicense).sort();
  const ids = new Set<string>();
  for (const name of names) {
    const text = await textOf(tree, (one) => one === name);
    const id = text === null ? null : licenseOfText(text.replace(/^\s*(?:copyright [^\n]*\n\s*)+/i, ""));
    if (id !== null) ids.add(id);
  }
  if (ids.size > 0) return ids.size === 1 ? [...ids][0]! : `(${[...ids].sort().join(" OR ")})`;
  return names.length === 0 ? null : `SEE LICENSE IN ${names[0]}`;
}

function namesIn(tree: TreeDirectory): string[] {
  return tree.entries
    .filter(({ node }) => node.type === "file")
    .map(({ name }) => Buffer.from(name).toString());
}

const hasFile = (tree: TreeDirectory, is: (name: string) => boolean) => namesIn(tree).some(is);

async function textOf(tree: TreeDirectory, is: (name: string) => boolean): Promise<string | null> {
  const found = tree.entries.find(
    ({ name, node }) => node.type === "file" && is(Buffer.from(name).toString()),
  );
  return found?.node.type === "file" ? (await fileContents(found.node)).toString() : null;
}
