import { type Document, isScalar, type Node } from "yaml";
import type { z } from "zod";
import { keepSecret } from "../mask-secrets.ts";
import { kindName } from "./kind-names.ts";
import { kindOf, type Path, placeOfKey, placeOfValue } from "./node-place.ts";
import { keysAt } from "./schema-keys.ts";
import { serversFileSchema } from "./servers-schema.ts";
import { didYouMean } from "./similar-names.ts";
import { SourceError, type SourceText } from "./source-place.ts";

/** Keys that people expect in an entry, and where that thing goes instead. */
const misplaced: Readonly<Record<string, string>> = {
  version: "The version is part of the source: npm:NAME@VERSION.",
  package: "The package is part of the source: npm:NAME.",
  npm: "Write source: npm:NAME.",
  pypi: "Write source: pypi:NAME.",
  go: "Write source: go:MODULE.",
  github: "Write source: github:OWNER/REPO.",
  command: "Which command is the server is said by 'bin'; the command line itself is generated.",
  binary: "Which command is the server is said by 'bin'.",
};

/** What zod found wrong, each at the node that is wrong (SourceError `E_CONFIG_INVALID`). */
export function issueErrors(
  document: Document.Parsed,
  source: SourceText,
  issue: z.core.$ZodIssue,
): SourceError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKeyError(document, source, issue.path, key));
  }
  if (issue.code === "invalid_key") {
    const name = String(issue.path.at(-1));
    const { start, length } = placeOfKey(document, issue.path.slice(0, -1), name);
    const message = issue.issues[0]?.message ?? issue.message;
    return [new SourceError(source, start, `'${name}': ${message}`, { code: "E_CONFIG_INVALID", length })];
  }
  const meant = issue.code === "invalid_union" ? meantForm(issue) : undefined;
  if (meant !== undefined) return meant.flatMap((each) => issueErrors(document, source, each));
  const place = placeOfValue(document, issue.path);
  if (issue.path[2] === "secrets") hideText(place.node);
  const { message, hint } = explainIssue(issue, place.node, issue.path);
  return [
    new SourceError(source, place.start, message, { code: "E_CONFIG_INVALID", hint, length: place.length }),
  ];
}

/** The mistakes in the one form that was meant: the one whose kind (a text, a map) the value has. */
function meantForm(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined {
  const near = issue.errors.find((issues) =>
    issues.every(
      ({ code, path }) => path.length > 0 || (code !== "invalid_type" && code !== "invalid_value"),
    ),
  );
  return near?.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

/** Where a place for a secret is wanted, people paste the secret: the excerpt must not show it. */
function hideText(node: Node | undefined): void {
  if (isScalar(node) && typeof node.value === "string") keepSecret(node.value);
}

function unknownKeyError(
  document: Document.Parsed,
  source: SourceText,
  path: Path,
  key: string,
): SourceError {
  const { start, length } = placeOfKey(document, path, key);
  const known = keysAt(serversFileSchema, path);
  const hint =
    (path[0] === "servers" && path.length === 2 ? misplaced[key] : undefined) ??
    didYouMean(key, known) ??
    `Known here: ${known.join(", ")}${path.length === 0 ? ", and your own, which begin with x-" : ""}.`;
  const inside = path.length > 2 ? ` in '${fieldName(path)}'` : "";
  return new SourceError(source, start, `unknown key '${key}'${inside}`, {
    code: "E_CONFIG_INVALID",
    hint,
    length,
  });
}

interface Explanation {
  readonly message: string;
  readonly hint?: string | undefined;
}

function explainIssue(issue: z.core.$ZodIssue, node: Node | undefined, path: Path): Explanation {
  const field = path.length === 0 ? "the file" : `'${fieldName(path)}'`;
  if (issue.code === "invalid_type") {
    const found = kindOf(node);
    if (found === undefined) {
      return { message: `${field} is missing`, ...(path.at(-1) === "source" ? { hint: sourceHint } : {}) };
    }
    return {
      message: `${field} must be ${kindName(issue.expected)}, not ${found}`,
      hint: typeHint(issue, node, path),
    };
  }
  if (issue.code === "invalid_value") return explainChoice(field, issue.values.map(String), node, path);
  if (issue.code === "invalid_union") return explainChoice(field, unionForms(issue), node, path);
  if (path.at(-1) === "source") return { message: issue.message, hint: sourceHint };
  return { message: `${field}: ${issue.message}` };
}

function typeHint(
  issue: z.core.$ZodIssueInvalidType,
  node: Node | undefined,
  path: Path,
): string | undefined {
  if (path[2] === "secrets" && path.length === 4) {
    return `Say where the secret comes from, never the secret itself: ${String(path[3])}: { pass: some/entry }.`;
  }
  if (issue.expected !== "string" || !isScalar(node) || node.value === null) return undefined;
  return `Put it in quotes: "${String(node.source ?? node.value)}".`;
}

/** More than a line of choices is told by the near ones. */
function explainChoice(
  field: string,
  choices: readonly string[],
  node: Node | undefined,
  path: Path,
): Explanation {
  const word = isScalar(node) ? String(node.value) : undefined;
  const near = word === undefined ? undefined : didYouMean(word, choices);
  if (choices.length <= 8) return { message: `${field} must be one of ${choices.join(", ")}`, hint: near };
  const client = path.includes("clients");
  return {
    message: client
      ? `${field}: no client is called '${word}'`
      : `${field}: '${word}' is none of the choices`,
    hint: near ?? `There are: ${choices.join(", ")}.`,
  };
}

/** A path as a person writes it, from the server or the section on: `secrets.KEY.file`, `clients[0]`. */
function fieldName(path: Path): string {
  const own =
    path[0] === "servers" && path.length > 2 ? path.slice(2) : path.length > 1 ? path.slice(1) : path;
  const shown = path[0] === "servers" || path[0] === "settings" ? own : path;
  return shown
    .map((step, index) =>
      typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`,
    )
    .join("");
}

const sourceHint = "For example: source: npm:@modelcontextprotocol/server-filesystem";

function unionForms(issue: z.core.$ZodIssueInvalidUnion): string[] {
  return issue.errors.flat().flatMap((each) => {
    if (each.code === "invalid_value") return each.values.map(String);
    return each.code === "invalid_type" ? [kindName(each.expected)] : [];
  });
}
