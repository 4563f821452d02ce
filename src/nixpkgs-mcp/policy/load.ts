import { readFile } from "node:fs/promises";
import type { Document } from "yaml";
import type { z } from "zod";
import { placeOfValue } from "../../config/node-place.ts";
import { parseServersYaml } from "../../config/parse-yaml.ts";
import { SourceError, type SourceText } from "../../config/source-place.ts";
import { unknownKeyErrors } from "../../config/unknown-key.ts";
import { ManyErrors, messageOf, oneOrMany, UserError } from "../../errors.ts";
import { type Policy, policySchema, verdicts } from "./schema.ts";

/**
 * Reads a policy file, YAML or JSON (which is YAML).
 *
 * @param sandbox what the command line or the configuration says of it, which may add it to the file's rules
 * @throws UserError `E_POLICY_FILE` (with line and column where it has one), ManyErrors for several. A policy that
 * cannot be read is never replaced by the usual one: that would grant what the file denies.
 */
export async function loadPolicy(path: string, sandbox: Policy["sandbox"] | null = null): Promise<Policy> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(
      missing
        ? "there is no policy file at this place"
        : `the policy file cannot be read: ${messageOf(error)}`,
      { code: "E_POLICY_FILE", where: path, cause: error },
    );
  }
  return parsePolicy({ name: path, text }, sandbox);
}

/** The policy in a text; throws as `loadPolicy`. An empty text is the default policy. */
export function parsePolicy(source: SourceText, sandbox: Policy["sandbox"] | null = null): Policy {
  const document = parseDocument(source);
  const parsed = policySchema.safeParse(withoutShorthand(document.toJS() ?? {}));
  if (!parsed.success)
    throw oneOrMany(parsed.error.issues.flatMap((issue) => explain(document, source, issue)));
  const policy: Policy = sandbox === "bubblewrap" ? { ...parsed.data, sandbox } : parsed.data;
  const loose = unenforceable(policy);
  if (loose === undefined) return policy;
  const { start, length } = placeOfValue(document, [loose]);
  throw new SourceError(source, start, `'${loose}' can only be kept with sandbox: bubblewrap`, {
    code: "E_POLICY_FILE",
    hint: "Add `sandbox: bubblewrap` (Linux only), or leave this out: without it nothing would stop a tool.",
    length,
  });
}

/** `network: deny` says of all packages what `network: { default: deny }` says of those that no list names. */
function withoutShorthand(given: unknown): unknown {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) =>
      isRules(key) && verdicts.options.some((verdict) => verdict === value)
        ? [key, { default: value }]
        : [key, value],
    ),
  );
}

const isRules = (key: PropertyKey | undefined) => key === "packages" || key === "network";

/** What a policy promises and nothing would keep, without a sandbox. */
function unenforceable(policy: Policy): "network" | "write" | undefined {
  if (policy.sandbox !== "none") return undefined;
  const { network } = policy;
  if (network.default !== "allow" || network.ask.length + network.deny.length > 0) return "network";
  return policy.write.length > 0 ? "write" : undefined;
}

function parseDocument(source: SourceText): Document.Parsed {
  try {
    const document = parseServersYaml(source);
    // Aliases that multiply are found only here.
    document.toJS();
    return document;
  } catch (error) {
    if (error instanceof ManyErrors) throw error;
    if (error instanceof UserError)
      throw new UserError(error.message, {
        code: "E_POLICY_FILE",
        where: error.where,
        hint: error.hint,
        cause: error,
      });
    throw new UserError(`the policy file is no YAML: ${messageOf(error)}`, {
      code: "E_POLICY_FILE",
      where: source.name,
      cause: error,
    });
  }
}

function explain(document: Document.Parsed, source: SourceText, issue: z.core.$ZodIssue): SourceError[] {
  if (issue.code === "unrecognized_keys") {
    return unknownKeyErrors(document, source, policySchema, issue, "E_POLICY_FILE");
  }
  const { start, length } = placeOfValue(document, issue.path);
  const field = issue.path.length === 0 ? "the policy" : `'${issue.path.join(".")}'`;
  if (issue.code === "invalid_type" && issue.path.length === 1 && isRules(issue.path[0])) {
    const message = `${field} must be one of ${verdicts.options.join(", ")}, or a map`;
    return [new SourceError(source, start, message, { code: "E_POLICY_FILE", length })];
  }
  const message =
    issue.code === "invalid_value"
      ? `${field} must be one of ${issue.values.join(", ")}`
      : `${field}: ${issue.message}`;
  return [new SourceError(source, start, message, { code: "E_POLICY_FILE", length })];
}
