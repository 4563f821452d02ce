/**
 * Paths of Go modules and packages, by the rules of the Go Modules Reference ("Module paths", "Module proxy:
 * GOPROXY protocol") and of golang.org/x/mod/module.
 */

/** The major version suffix of a module path, apart from it: `example.com/tool/v2`, `gopkg.in/yaml.v3`. */
export interface SplitPath {
  readonly prefix: string;
  /** `/v2`, `.v3` (gopkg.in), or empty for v0 and v1. */
  readonly suffix: string;
  /** null where every version below v2 fits. */
  readonly major: number | null;
}

const ELEMENT = /^[A-Za-z0-9~!_.-]+$/;

/** Why a path can be no import path; null: it can be one that is fetched. */
export function pathProblem(path: string): string | null {
  const elements = path.split("/");
  const [host = ""] = elements;
  if (path === "") return "it is empty";
  if (elements.some((element) => element === "")) return "it has an empty element";
  if (!/^[a-z0-9][a-z0-9.-]*\.[a-z0-9-]*[a-z0-9]$/.test(host)) {
    return `its first element, ${JSON.stringify(host)}, is no domain name in lower case`;
  }
  const odd = elements.find((element) => !ELEMENT.test(element) || element.includes("!"));
  if (odd !== undefined) return `${JSON.stringify(odd)} has characters no import path may have`;
  const dotted = elements.find((element) => element.startsWith(".") || element.endsWith("."));
  return dotted === undefined ? null : `${JSON.stringify(dotted)} begins or ends with a dot`;
}

/**
 * A path or version as a proxy's URL has it: file systems that do not tell cases apart would mix up two modules,
 * so every capital is written as `!` and the small letter.
 */
export function escapeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

export function splitMajor(path: string): SplitPath {
  const gopkg = /^(gopkg\.in\/.+)(\.v(0|[1-9]\d*)(?:-unstable)?)$/.exec(path);
  if (gopkg !== null) return { prefix: gopkg[1]!, suffix: gopkg[2]!, major: Number(gopkg[3]) };
  const slashed = /^(.+)(\/v([2-9]|[1-9]\d+))$/.exec(path);
  if (slashed !== null && !path.startsWith("gopkg.in/")) {
    return { prefix: slashed[1]!, suffix: slashed[2]!, major: Number(slashed[3]) };
  }
  return { prefix: path, suffix: "", major: null };
}

/** What `go install` calls the program of a package: the last element that is no major version. */
export function programName(packagePath: string): string {
  const elements = splitMajor(packagePath).prefix.split("/");
  return elements.at(-1)!.replace(/\.git$/, "");
}

/** Hosts whose repositories have an owner and a name; shorter prefixes are no modules there. */
const OWNER_AND_NAME = new Set(["github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitea.com"]);

/** The modules that may provide a package, longest first: the path itself and what it begins with. */
export function modulesOf(packagePath: string): string[] {
  const elements = packagePath.split("/");
  const least = OWNER_AND_NAME.has(elements[0]!) ? 3 : 1;
  const lengths = Array.from({ length: elements.length }, (_, index) => elements.length - index);
  return lengths
    .filter((length) => length >= Math.min(least, elements.length))
    .map((length) => elements.slice(0, length).join("/"));
}

/** The package's folder inside its module; empty for the module's root. */
export function folderIn(module: string, packagePath: string): string {
  return packagePath === module ? "" : packagePath.slice(module.length + 1);
}

/** GOPRIVATE and its like: comma-separated glob patterns (`path.Match`) of path prefixes. */
export function matchesPrefix(patterns: string, path: string): boolean {
  const elements = path.split("/");
  return patterns
    .split(",")
    .map((pattern) => pattern.trim().replace(/\/+$/, ""))
    .filter((pattern) => pattern !== "")
    .some((pattern) => {
      const length = pattern.split("/").length;
      return elements.length >= length && globToRegExp(pattern).test(elements.slice(0, length).join("/"));
    });
}

function globToRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\.|\[(\^?)([^\]]*)\]|[*?]|[.+^${}()|[\]\\/]/g, (part, not, set) => {
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (set !== undefined) return `[${not}${set.replace(/[\\\]]/g, "\\$&")}]`;
    return part.length === 2 && part.startsWith("\\") ? `\\${part[1]}` : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
