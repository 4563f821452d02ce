import { UserError } from "../../errors.ts";
import { isProjectName, normalizeName } from "../../python/names.ts";
import { isSpecifier, normalVersion } from "../../python/versions.ts";

/** A project of an index of Python projects, and the versions that are wanted of it. */
export interface PypiSource {
  readonly kind: "pypi";
  /** As the user wrote it, `pypi:` included. */
  readonly spec: string;
  /** Normalised (PEP 503). */
  readonly name: string;
  /** What its server is named after. */
  readonly called: string;
  /** Normalised, sorted. */
  readonly extras: readonly string[];
  /** PEP 440 specifiers; empty: the newest. A version alone is `==VERSION`. */
  readonly specifier: string;
}

const form = /^\s*([^\s[\]@=<>!~;,]+)\s*(?:\[([^\]]*)\])?\s*(.*)$/s;

/**
 * Parses what follows `pypi:`: `name`, `name[extra,…]`, each with `@VERSION`, `@SPECIFIER` or a specifier as PEP 508
 * has it (`name>=1,<2`). `@latest` is the newest, as in `uvx`.
 *
 * @throws UserError `E_SOURCE`
 */
export function parsePypiSource(rest: string, spec = `pypi:${rest}`): PypiSource {
  const match = form.exec(rest);
  if (match === null) throw badSource(spec, `"${rest}" does not begin with a project's name`);
  const [, name = "", extrasText, tail = ""] = match;
  if (!isProjectName(name)) throw badSource(spec, `"${name}" is not a name of a Python project`);
  const extras = (extrasText ?? "").split(",").map((extra) => extra.trim());
  const named = extras.filter((extra) => extra !== "");
  const odd = named.find((extra) => !isProjectName(extra));
  if (odd !== undefined) throw badSource(spec, `"${odd}" is not a name of an extra`);
  return {
    kind: "pypi",
    spec,
    name: normalizeName(name),
    called: normalizeName(name),
    extras: [...new Set(named.map(normalizeName))].sort(),
    specifier: specifierOf(tail.trim(), spec),
  };
}

function specifierOf(tail: string, spec: string): string {
  if (tail === "" || tail === "@latest") return "";
  const wanted = tail.replace(/^@\s*/, "").trim();
  const isVersion = tail.startsWith("@") && normalVersion(wanted) !== null;
  if (isVersion) return `==${normalVersion(wanted)}`;
  if (wanted !== "" && isSpecifier(wanted)) return wanted.replace(/\s+/g, "");
  throw badSource(spec, `"${wanted}" is neither a version nor a specifier of versions`);
}

/** The same source, at one version. */
export function pinnedPypi(source: PypiSource, version: string): PypiSource {
  return { ...source, specifier: `==${version}` };
}

function badSource(spec: string, message: string): UserError {
  return new UserError(message, {
    code: "E_SOURCE",
    where: spec,
    hint: "Write pypi:NAME, pypi:NAME@VERSION or pypi:NAME[EXTRA]@SPECIFIER, as in pypi:mcp-server-fetch@2025.4.7 or pypi:name[cli]@>=1,<2.",
  });
}
