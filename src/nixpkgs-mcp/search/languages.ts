/**
 * What people call the languages and programs that have sets of packages of their own. The set's name begins
 * with `set`, so that "python" finds python3Packages as well as python313Packages.
 */
const LANGUAGES: readonly { readonly words: string; readonly set: RegExp }[] = [
  { words: "python py python2 python3", set: /^(?:python|pypy)\d*Packages/ },
  { words: "perl perl5", set: /^perl\d*Packages/ },
  { words: "haskell", set: /^haskell/ },
  { words: "r cran rstats", set: /^rPackages/ },
  { words: "ruby gem", set: /^ruby(?:_[\d_]+)?Packages/ },
  { words: "node nodejs npm javascript js", set: /^nodePackages/ },
  { words: "ocaml", set: /^ocamlPackages|^ocaml-ng/ },
  { words: "lua luajit", set: /^lua(?:jit|[\d_]*)Packages/ },
  { words: "emacs elisp", set: /^emacs.*Packages/ },
  { words: "vim nvim neovim", set: /^vimPlugins/ },
  { words: "lisp commonlisp", set: /^(?:lispPackages|sbcl)/ },
  { words: "php", set: /^php\d*(?:Packages|Extensions)/ },
  { words: "erlang elixir beam", set: /^beam/ },
  { words: "coq", set: /^coqPackages/ },
  { words: "agda", set: /^agdaPackages/ },
  { words: "idris", set: /^idris2?Packages/ },
  { words: "scheme chicken", set: /^chickenPackages/ },
  { words: "dotnet csharp", set: /^dotnetPackages/ },
  { words: "gnome", set: /^gnome/ },
  { words: "vscode", set: /^vscode-extensions/ },
  { words: "postgresql postgres", set: /^postgresql\w*Packages/ },
  { words: "zsh", set: /^zsh-/ },
  { words: "tmux", set: /^tmuxPlugins/ },
  { words: "obs", set: /^obs-studio-plugins/ },
  { words: "kernel", set: /^linux(?:Kernel|Packages)/ },
];

const BY_WORD = new Map(LANGUAGES.flatMap(({ words, set }) => words.split(" ").map((word) => [word, set])));

/** What a language's sets are called, by a word for it; undefined for words that are none. */
export function setsOfLanguage(word: string): RegExp | undefined {
  return BY_WORD.get(word);
}

/** All words that name a language. */
export const languageWords: readonly string[] = [...BY_WORD.keys()];

/**
 * What a set is to somebody who names none: a `desktop`'s programs are nearly as good as those at top level,
 * `programs` of a language are sometimes meant, `library` sets are not, until their language is named.
 */
type SetKind = "top" | "desktop" | "programs" | "library";

export function kindOfSet(set: string | null): SetKind {
  if (set === null) return "top";
  let kind = KINDS.get(set);
  if (kind === undefined) {
    kind = kindByName(set);
    KINDS.set(set, kind);
  }
  return kind;
}

/** Asked for each package, several times; there are some hundred sets. */
const KINDS = new Map<string, SetKind>();

function kindByName(set: string): SetKind {
  if (/^node(?:js|\w*Packages)/.test(set)) return "programs";
  if (
    /packages|plugins|extensions|modules|scope|kernel|texlive|-ng\b|^androidenv|fonts?$|themes?$|dicts?$/i.test(
      set,
    )
  ) {
    return set === "kdePackages" || /^gnome/.test(set) ? "desktop" : "library";
  }
  return "desktop";
}

/** Which of several sets of a language is the one to take: the default first, then the newest, the old last. */
export function rankOfSet(set: string): number {
  const version = /\d+/.exec(set)?.[0];
  if (version === undefined) return 50;
  if (version.length === 1) return version === "2" ? 0 : 60;
  const [major, minor] = [Number(version[0]), Number(version.slice(1))];
  return major < 3 ? 0 : Math.min(10 + minor, 49);
}
