/** What a client replaces in its texts, as far as it matters here. */
export interface Reference {
  /** The variable or input it names; empty: it has no name (a file, a command). */
  readonly name: string;
  readonly kind: "variable" | "input" | "place" | "file";
}

interface Form {
  readonly pattern: RegExp;
  readonly kind: Reference["kind"];
  /** Without braces: in the middle of a text it may as well be a piece of it. */
  readonly isBare?: boolean;
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
  { pattern: /\$([A-Z_][A-Z0-9_]*)/, kind: "variable", isBare: true },
  { pattern: /%([A-Za-z_][A-Za-z0-9_()]*)%/, kind: "variable", isBare: true },
];

/** Variables that name folders and people, not keys. */
const folders =
  /^(?:HOME|USER|USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|TEMP|TMP|TMPDIR|PWD|XDG_\w+_(?:HOME|DIR))$/i;

/**
 * The reference that a text is, by itself or behind the scheme of a header (`Bearer ${KEY}`); null: it is none. One in the
 * middle of a text is none: `$WORD` there may be a piece of a password, and none of it is to be shown.
 */
export function referenceIn(text: string): Reference | null {
  const whole = text.trim().replace(/^(?:Bearer|Basic|Token)\s+/i, "");
  for (const { pattern, kind } of forms) {
    const found = pattern.exec(whole);
    if (found === null || found[0] !== whole) continue;
    const name = kind === "file" ? "" : (found[1] ?? "");
    return { name, kind: folders.test(name) ? "place" : kind };
  }
  return null;
}

/** Whether a text has a folder in it that only the client knows. */
export function hasPlace(text: string): boolean {
  return withoutPlaces(text) !== text;
}

/** Whether a client replaces some part of a text, beside folders: braces anywhere, `$NAME/` and `%NAME%\\` at its beginning. */
export function hasReference(text: string): boolean {
  const rest = withoutPlaces(text);
  return (
    forms.some(({ pattern, isBare }) => isBare !== true && pattern.test(rest)) ||
    /^(?:\$[A-Z_][A-Z0-9_]*|%[A-Z_][A-Z0-9_]*%)[\\/]/.test(rest)
  );
}

function withoutPlaces(text: string): string {
  return forms.reduce(
    (rest, { pattern, kind }) =>
      rest.replace(new RegExp(pattern, "g"), (found: string, name?: unknown) =>
        kind === "place" || (typeof name === "string" && folders.test(name)) ? "" : found,
      ),
    text,
  );
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
