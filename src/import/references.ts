/** What a client replaces in its texts, as far as it matters here. */
export interface Reference {
  /** The variable or input it names; empty: it has no name (a file, a command). */
  readonly name: string;
  readonly kind: "variable" | "input" | "place" | "file";
}

interface Form {
  readonly pattern: RegExp;
  readonly kind: Reference["kind"];
}

/**
 * The forms of all clients: `${VAR}` and `${VAR:-default}`, `$VAR`, `${env:VAR}`, `{env:VAR}`, `${input:x}`,
 * `${{ secrets.X }}`, `%VAR%`, `${workspaceFolder}`, `{file:…}`, `$(command)`.
 */
const forms: readonly Form[] = [
  { pattern: /\$\{\{\s*(?:secrets|inputs|env)\.([\w-]+)\s*\}\}/, kind: "variable" },
  { pattern: /\$\{input:([^}]+)\}/, kind: "input" },
  { pattern: /\$?\{env:([\w-]+)(?::[^}]*)?\}/, kind: "variable" },
  { pattern: /\$?\{file:[^}]*\}|\$\(([^)]*)\)/, kind: "file" },
  {
    pattern: /\$\{((?:workspace|file|relativeFile|selected|config:|command:|cwd|execPath)[^}]*)\}/,
    kind: "place",
  },
  { pattern: /\$\{([A-Za-z_]\w*)(?::?[-=?+][^}]*)?\}/, kind: "variable" },
  { pattern: /\$([A-Z_][A-Z0-9_]*)/, kind: "variable" },
  { pattern: /%([A-Za-z_][A-Za-z0-9_()]*)%/, kind: "variable" },
];

/** Variables that name folders and people, not keys. */
const folders =
  /^(?:HOME|USER|USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|TEMP|TMP|TMPDIR|PWD|XDG_\w+_(?:HOME|DIR))$/i;

/** The first reference in a text; null: it has none. */
export function referenceIn(text: string): Reference | null {
  for (const { pattern, kind } of forms) {
    const found = pattern.exec(text);
    const name = kind === "file" ? "" : (found?.[1] ?? "");
    if (found !== null) return { name, kind: folders.test(name) ? "place" : kind };
  }
  return null;
}

/** The home folder in the place of what means it, in whatever client's words. */
export function withHome(text: string, home: string): string {
  return text
    .replace(/\$\{(?:env:)?HOME\}|\$\{userHome\}|\{env:HOME\}|\$HOME\b/g, () => home)
    .replace(/^~(?=\/)/, () => home);
}

/** A reference of 1Password, which `op run` and its clients replace. */
export function isOnePassword(text: string): boolean {
  return /^op:\/\/[^/]+\/[^/]+\/./.test(text);
}
