import { readFile } from "node:fs/promises";
import { kindOf, placeOfKey, placeOfValue } from "../../config/node-place.ts";
import { keysAt } from "../../config/schema-keys.ts";
import { didYouMean } from "../../config/similar-names.ts";
import { SourceError, type SourceText, shownPath } from "../../config/source-place.ts";
import { ManyErrors, messageOf, UserError } from "../../errors.ts";
import { type Config, configSchema } from "./schema.ts";

/**
 * Reads the configuration. A missing file is an empty one, unless it was `asked` for by name.
 *
 * Throws UserError `E_CONFIG_NOT_FOUND` or `E_CONFIG_READ`; for mistakes in it a SourceError (ManyErrors of
 * several) with `E_CONFIG_SYNTAX`, `E_CONFIG_DUPLICATE` or `E_CONFIG_INVALID`, each with line and column.
 */
export async function loadConfig(path: string, asked: boolean): Promise<Config> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (missing && !asked) return {};
    throw new UserError(missing ? "no such file" : `cannot read the file: ${messageOf(error)}`, {
      code: missing ? "E_CONFIG_NOT_FOUND" : "E_CONFIG_READ",
      where: shownPath(path),
      cause: error,
    });
  }
  return parseConfig({ name: shownPath(path), text });
}

/** The same of a text. */
export async function parseConfig(source: SourceText): Promise<Config> {
  // YAML is read only where there is a file: a start without one is faster.
  const { parseServersYaml } = await import("../../config/parse-yaml.ts");
  const document = parseServersYaml(source);
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => errorsOf(document, source, issue));
  throw errors.length === 1 ? errors[0] : new ManyErrors(errors);
}

type YamlDocument = Parameters<typeof placeOfValue>[0];
type Issue = NonNullable<ReturnType<typeof configSchema.safeParse>["error"]>["issues"][number];

function errorsOf(document: YamlDocument, source: SourceText, issue: Issue): SourceError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const { start, length } = placeOfKey(document, issue.path, key);
      const known = keysAt(configSchema, issue.path);
      const hint = didYouMean(key, known) ?? `Known here: ${known.join(", ")}.`;
      return invalid(source, start, length, `unknown key '${key}'`, hint);
    });
  }
  const { start, length, node } = placeOfValue(document, issue.path);
  const field = issue.path.length === 0 ? "the file" : `'${issue.path.join(".")}'`;
  if (issue.code === "invalid_type") {
    const message = `${field} must be ${kinds[issue.expected] ?? issue.expected}, not ${kindOf(node) ?? "missing"}`;
    return [invalid(source, start, length, message)];
  }
  if (issue.code === "invalid_value") {
    return [invalid(source, start, length, `${field} must be one of ${issue.values.map(String).join(", ")}`)];
  }
  return [invalid(source, start, length, `${field}: ${issue.message}`)];
}

function invalid(
  source: SourceText,
  start: number,
  length: number,
  message: string,
  hint?: string,
): SourceError {
  return new SourceError(source, start, message, { code: "E_CONFIG_INVALID", hint, length });
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  object: "a map ('key: value' lines)",
  record: "a map ('name: value' lines)",
  array: "a list ('- item' lines)",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};
