import { UserError } from "../../errors.ts";
import { fileContents } from "../../prefetch/file-contents.ts";
import { filesOf } from "../../prefetch/go/module-tree.ts";
import type { TreeDirectory } from "../../prefetch/tree.ts";
import { mainProgram } from "../npm/main-program.ts";
import { isPassedOver, readGoFile } from "./go-file.ts";
import { programName } from "./module-path.ts";

/** Go files of one folder, by name. */
type Sources = ReadonlyMap<string, string>;

/** The programs of a module: folder (empty for the root) → its Go files that are no tests. */
export async function programsIn(tree: TreeDirectory): Promise<Map<string, Sources>> {
  const programs = new Map<string, Map<string, string>>();
  const nested = nestedModules(tree);
  for (const { path, file } of filesOf(tree)) {
    if (!path.endsWith(".go") || path.endsWith("_test.go") || isPassedOver(path)) continue;
    if (nested.some((folder) => path.startsWith(`${folder}/`))) continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (/^[._]/.test(name)) continue;
    const text = (await fileContents(file)).toString();
    const read = readGoFile(text);
    if (read?.packageName !== "main" || read.ignored) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    programs.set(folder, (programs.get(folder) ?? new Map()).set(name, text));
  }
  return programs;
}

/** A repository may hold modules within a module; a zip never does. */
function nestedModules(tree: TreeDirectory): string[] {
  return filesOf(tree)
    .map(({ path }) => path)
    .filter((path) => path.endsWith("/go.mod"))
    .map((path) => path.slice(0, -"/go.mod".length));
}

/** Which program is the server, and where it and the others are. */
export interface Programs {
  /** Program → folder of its package (empty for the root), sorted. */
  readonly bins: Readonly<Record<string, string>>;
  readonly mainProgram: string;
}

/** Folders of programs that show something and are not to be installed. */
const SHOWN =
  /(?:^|\/)(?:_?examples?|samples?|demos?|tests?|e2e|hack|tools?|scripts?|internal|ci|dev|build|docs?)(?:\/|$)/;

/**
 * Chooses the server among a module's programs: the package that was asked for; else the one named as `bin` says; else
 * the one at the root; else as names tell.
 *
 * @param folder of the package asked for; empty: none in particular
 * @throws UserError `E_NO_BIN` when there is no program there, `E_BIN` when it stays open which it is
 */
export function choosePrograms(
  module: string,
  folder: string,
  folders: readonly string[],
  { asked, where }: { readonly asked: string | undefined; readonly where: string },
): Programs {
  const nameOf = (folder: string) => programName(folder === "" ? module : `${module}/${folder}`);
  if (folder !== "") {
    if (folders.includes(folder)) return only(nameOf(folder), folder, asked, where);
    // `…/cmd` may stand for what is below it.
    const below = folders.filter((one) => one.startsWith(`${folder}/`));
    if (below.length === 0)
      throw noProgram(
        `${module}/${folder}`,
        folders.map((one) => (one === "" ? module : `${module}/${one}`)),
        where,
      );
    return among(below, nameOf, asked, module, where);
  }
  if (folders.length === 0) throw noProgram(module, [], where);
  const meant = folders.filter((one) => !SHOWN.test(one.replace(/(?:^|\/)cmd\/[^/]+$/, "")));
  const bins = meant.length > 0 ? meant : folders;
  if (asked === undefined && bins.includes("")) {
    return { bins: binsOf(bins, nameOf), mainProgram: nameOf("") };
  }
  const everything = asked !== undefined && !bins.some((one) => nameOf(one) === asked) ? folders : bins;
  return among(everything, nameOf, asked, module, where);
}

function only(name: string, folder: string, asked: string | undefined, where: string): Programs {
  if (asked !== undefined && asked !== name) {
    throw new UserError(`the package asked for gives the program ${name}, and bin says ${asked}`, {
      code: "E_BIN",
      where,
      hint: "Leave out `bin`, or name its package in the source.",
    });
  }
  return { bins: { [name]: folder }, mainProgram: name };
}

function among(
  folders: readonly string[],
  nameOf: (folder: string) => string,
  asked: string | undefined,
  module: string,
  where: string,
): Programs {
  const bins = binsOf(folders, nameOf);
  return { bins, mainProgram: mainProgram({ packageName: nameOf(""), bins, asked, where: where || module }) };
}

/** Of several programs of one name the one nearest to the root counts. */
function binsOf(folders: readonly string[], nameOf: (folder: string) => string): Record<string, string> {
  const bins = new Map<string, string>();
  const near = folders.toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  for (const folder of near) if (!bins.has(nameOf(folder))) bins.set(nameOf(folder), folder);
  return Object.fromEntries([...bins].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const depth = (folder: string) => (folder === "" ? 0 : folder.split("/").length);

function noProgram(packagePath: string, programs: readonly string[], where: string): UserError {
  const some = programs.slice(0, 8).join(", ");
  return new UserError(`${packagePath} has no program (package main), so there is no server to start`, {
    code: "E_NO_BIN",
    where,
    hint: programs.length === 0 ? "It is a library." : `Programs of its module: ${some}.`,
  });
}
