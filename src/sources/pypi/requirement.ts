import { type Marker, parseMarker } from "../../python/marker.ts";
import { isProjectName, normalizeName } from "../../python/names.ts";
import { isSpecifier } from "../../python/versions.ts";

/** One requirement of a project. */
export interface Requirement {
  /** As written: what pythonRelaxDeps has to name. */
  readonly written: string;
  /** Normalised (PEP 503). */
  readonly name: string;
  /** Normalised. */
  readonly extras: readonly string[];
  /** Without spaces; empty: any version. */
  readonly specifier: string;
  /** A direct reference in the place of a specifier. */
  readonly url: string | null;
  readonly marker: Marker | null;
}

const form = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(.*)$/s;

/**
 * Parses a requirement as `Requires-Dist` and `dependencies` have it.
 *
 * Source: PEP 508, "Grammar"; the older form with parentheses around the specifier too.
 *
 * @throws SyntaxError
 */
export function parseRequirement(text: string): Requirement {
  const match = form.exec(text);
  if (match === null) throw new SyntaxError("it does not begin with a project's name");
  const [, written = "", extras = "", rest = ""] = match;
  if (!isProjectName(written)) throw new SyntaxError(`"${written}" is not a name of a Python project`);
  const base = {
    written,
    name: normalizeName(written),
    extras: extras.split(",").flatMap((extra) => (extra.trim() === "" ? [] : [normalizeName(extra.trim())])),
  };
  if (rest.startsWith("@")) {
    const [url = "", marker] = splitOnce(rest.slice(1).trim(), /\s+;\s*/);
    return { ...base, specifier: "", url, marker: marker === undefined ? null : parseMarker(marker) };
  }
  const [bounds = "", marker] = splitOnce(rest, /;/);
  const specifier = bounds
    .replace(/^\s*\((.*)\)\s*$/s, "$1")
    .replace(/\s+/g, "")
    .replace(/,$/, "");
  if (!isSpecifier(specifier)) throw new SyntaxError(`"${bounds.trim()}" is no specifier of versions`);
  return { ...base, specifier, url: null, marker: marker?.trim() ? parseMarker(marker) : null };
}

function splitOnce(text: string, by: RegExp): [string, string?] {
  const at = by.exec(text);
  return at === null ? [text] : [text.slice(0, at.index), text.slice(at.index + at[0].length)];
}
