import type { Document } from "yaml";
import type { z } from "zod";
import { kindName } from "../../config/kind-names.ts";
import { kindOf, placeOfValue } from "../../config/node-place.ts";
import { parseServersYaml } from "../../config/parse-yaml.ts";
import { SourceError, type SourceText } from "../../config/source-place.ts";
import { unknownKeyErrors } from "../../config/unknown-key.ts";
import { oneOrMany } from "../../errors.ts";
import { type Config, configSchema } from "./schema.ts";

/** Checks the text of a configuration. Throws as `loadConfig`. */
export function parseConfig(source: SourceText): Config {
  const document = parseServersYaml(source);
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => errorsOf(document, source, issue));
  throw oneOrMany(errors);
}

function errorsOf(document: Document.Parsed, source: SourceText, issue: z.core.$ZodIssue): SourceError[] {
  if (issue.code === "unrecognized_keys") {
    return unknownKeyErrors(document, source, configSchema, issue, "E_CONFIG_INVALID");
  }
  const { start, length, node } = placeOfValue(document, issue.path);
  const field = issue.path.length === 0 ? "the file" : `'${issue.path.join(".")}'`;
  if (issue.code === "invalid_type") {
    const message = `${field} must be ${kindName(issue.expected)}, not ${kindOf(node) ?? "missing"}`;
    return [invalid(source, start, length, message)];
  }
  if (issue.code === "invalid_value") {
    return [invalid(source, start, length, `${field} must be one of ${issue.values.map(String).join(", ")}`)];
  }
  return [invalid(source, start, length, `${field}: ${issue.message}`)];
}

function invalid(source: SourceText, start: number, length: number, message: string): SourceError {
  return new SourceError(source, start, message, { code: "E_CONFIG_INVALID", length });
}
