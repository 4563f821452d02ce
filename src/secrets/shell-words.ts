import { shellWord } from "../config/shell-word.ts";

/** What `modules/wrapper/lib/paths.sh` replaces at the beginning of a path, as a shell says the same. */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^(?:~|%h|\$HOME|\$\{HOME\})(?=\/)/, "$HOME"],
  [/^(?:%[rt]|\$XDG_RUNTIME_DIR|\$\{XDG_RUNTIME_DIR\})(?=\/)/, "$XDG_RUNTIME_DIR"],
  [/^\$\{?XDG_CONFIG_HOME\}?(?=\/)/, "${XDG_CONFIG_HOME:-$HOME/.config}"],
  [/^\$\{?XDG_DATA_HOME\}?(?=\/)/, "${XDG_DATA_HOME:-$HOME/.local/share}"],
  [/^\$\{?XDG_STATE_HOME\}?(?=\/)/, "${XDG_STATE_HOME:-$HOME/.local/state}"],
  [/^\$\{?XDG_CACHE_HOME\}?(?=\/)/, "${XDG_CACHE_HOME:-$HOME/.cache}"],
  [/^\$\{?CREDENTIALS_DIRECTORY\}?(?=\/)/, "$CREDENTIALS_DIRECTORY"],
  [/^\$\(getconf DARWIN_USER_TEMP_DIR\)(?=\/)/, "$(getconf DARWIN_USER_TEMP_DIR)"],
];

/** A path of servers.yaml (`~/x`, `$XDG_DATA_HOME/x`, `%h/x`, relative ones) as one word of bash. */
export function shellPath(path: string): string {
  for (const [beginning, folder] of beginnings) {
    const found = beginning.exec(path)?.[0];
    if (found === undefined) continue;
    const rest = path.slice(found.length);
    // The tilde is what people write, and it needs no quotes where the rest needs none.
    if (folder === "$HOME" && /^[\w@%+=:,./-]+$/.test(rest)) return `~${rest}`;
    return `"${folder}${rest.replace(/[\\"$`]/g, "\\$&")}"`;
  }
  return shellWord(path.startsWith("-") ? `./${path}` : path);
}
