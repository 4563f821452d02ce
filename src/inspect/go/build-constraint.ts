/** What is true of the builds that this program makes: Linux, with cgo. */
const TRUE = new Set(["linux", "unix", "amd64", "cgo", "gc"]);

/**
 * Whether a file belongs to a build for Linux: by its name's end, and by its `//go:build` line.
 *
 * Source: `go help buildconstraint`.
 */
export function isBuilt(path: string, text: string): boolean {
  const name = path.split("/").at(-1)!.replace(/\.go$/, "");
  const words = name.split("_").slice(1).slice(-2);
  if (words.some((word) => OTHERS.has(word))) return false;
  const head = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? "";
  const constraint = /^\/\/go:build\s+(.+?)\s*$/m.exec(head)?.[1];
  return constraint === undefined || holds(constraint);
}

const OTHERS = new Set(
  "windows darwin freebsd netbsd openbsd solaris plan9 aix android ios js wasip1 dragonfly illumos 386 arm arm64 ppc64le s390x riscv64 wasm".split(
    " ",
  ),
);

/** The value of `a && !(b || c)`; a word that is no tag of a plain build is false, `go1.22` is true. */
function holds(constraint: string): boolean {
  const tokens = constraint.match(/&&|\|\||[!()]|[\w.]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (tokens[at] === "||") {
      at++;
      const right = both();
      value = value || right;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (tokens[at] === "&&") {
      at++;
      const right = one();
      value = value && right;
    }
    return value;
  };
  const one = (): boolean => {
    const token = tokens[at++];
    if (token === "!") return !one();
    if (token === "(") {
      const value = either();
      at++;
      return value;
    }
    return token !== undefined && (TRUE.has(token) || /^go1\./.test(token));
  };
  return either();
}
