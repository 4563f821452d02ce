import { someText } from "./nix-text.ts";

/**
 * Paths that are looked up when a server starts, on the machine that runs it. What they may begin with is what
 * `modules/wrapper/lib/paths.sh` replaces then; the same list stands in `modules/wrapper/shape.nix`.
 */
const variables = [
  "HOME",
  "XDG_RUNTIME_DIR",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_STATE_HOME",
  "XDG_CACHE_HOME",
  "CREDENTIALS_DIRECTORY",
].join("|");
const beginning = String.raw`\/|~\/|%[hrt]\/|\$(?:${variables})\/|\$\{(?:${variables})\}\/|\$\(getconf DARWIN_USER_TEMP_DIR\)\/`;
const known =
  "a path begins with /, ~/, $HOME/, $XDG_RUNTIME_DIR/, $XDG_CONFIG_HOME/, %r/ or %h/: it is looked up when the server starts";

/** A file that may be public, because what it holds is encrypted. */
export const encryptedPath = someText.regex(new RegExp(`^(?:${beginning})`), known);

/** A file that holds a secret as it is. */
export const runtimePath = encryptedPath.regex(
  /^(?!\/nix\/store\/)/,
  "it lies in the Nix store, which everyone on the machine can read",
);

/** An encrypted file: one of the project, by a relative path, or one that is looked up. */
export const projectFile = someText
  .regex(new RegExp(`^(?:${beginning}|[^/~$%])`), { error: `a relative path; or ${known}`, abort: true })
  // Nix copies a file of the project to its store, under its own name.
  .regex(
    /^(?:[/~$%].*|(?:.*\/)?[A-Za-z0-9+._?=-]+)$/,
    "the name of a file in the Nix store has only letters, digits and any of + - . _ ? =",
  );
