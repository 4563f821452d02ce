import { nixText } from "../config/nix-text.ts";
import { secretVariableName, variableName } from "../config/variable-name.ts";
import { couldBeSecret } from "./could-be-secret.ts";
import { hasPlace, hasReference, isOnePassword, referenceIn, withHome } from "./references.ts";

/** A secret that a server needs, by what its configuration had in its place. */
export type FoundSecret =
  /** The value itself: for comparing, never to be shown or written. */
  | { readonly kind: "literal"; readonly value: string }
  /** The client took it from somewhere; empty: from a file or a command. */
  | {
      readonly kind: "reference";
      readonly name: string /** As it stands there: for comparing. */;
      readonly text: string;
    }
  | { readonly kind: "onePassword"; readonly reference: string }
  | { readonly kind: "command"; readonly argv: readonly string[] };

interface SortedEnv {
  /** What may be read by everyone. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, FoundSecret>>;
  readonly notes: readonly string[];
}

/** The session's own, which wrappers find by themselves. */
const surroundings =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|TMPDIR|DISPLAY|WAYLAND_DISPLAY|SSH_AUTH_SOCK|DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR|XDG_CONFIG_HOME|XDG_DATA_HOME|XDG_STATE_HOME|XDG_CACHE_HOME|APPDATA|LOCALAPPDATA|USERPROFILE|SystemRoot|ComSpec)$/i;

/** The variables of an entry: what may be in `env`, and what has to be a secret. */
export function sortEnv(variables: Readonly<Record<string, string>>, home: string): SortedEnv {
  const env: Record<string, string> = {};
  const secrets: Record<string, FoundSecret> = {};
  const notes: string[] = [];
  for (const [name, text] of Object.entries(variables)) {
    if (surroundings.test(name)) continue;
    if (!variableName.safeParse(name).success || !nixText.safeParse(text).success) {
      notes.push(`${shownName(name)} cannot be set for a server: it is left out`);
      continue;
    }
    const value = withHome(text, home);
    const secret = secretIn(name, value);
    if (secret !== null && secretVariableName.safeParse(name).success) {
      secrets[name] = secret;
    } else if (value === "" && couldBeSecret(name, "placeholder")) {
      notes.push(`${name} is empty: it is left out`);
    } else {
      env[name] = value;
      notes.push(...placeNotes(name, value));
    }
  }
  return { env, secrets, notes };
}

/** What of a value is secret; null: nothing. */
export function secretIn(name: string, value: string): FoundSecret | null {
  if (isOnePassword(value)) return { kind: "onePassword", reference: value };
  const reference = referenceIn(value);
  if (reference !== null && reference.kind !== "place")
    return { kind: "reference", name: reference.name, text: value };
  // A client puts the rest of it together: whatever that is, the text as it stands is of no use to a server.
  const isPut = reference === null && hasReference(value);
  return isPut || couldBeSecret(name, value) ? { kind: "literal", value } : null;
}

/** What only an editor knows, and what only Windows has. */
export function placeNotes(what: string, value: string): string[] {
  if (hasPlace(value))
    return [`${what} has a folder that only the client knew: write it out in servers.yaml`];
  return /^[A-Za-z]:[\\/]/.test(value) ? [`${what} is a path of Windows: change it in servers.yaml`] : [];
}

/** A name as it may be shown: it may be whatever somebody pasted. */
export function shownName(name: string): string {
  return /^[A-Za-z_][\w-]{0,60}$/.test(name) && !couldBeSecret("", name) ? name : "a variable of its own";
}
