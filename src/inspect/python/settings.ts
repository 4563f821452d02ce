import type { EnvironmentRead } from "../merge-environment.ts";
import { childrenOf, descendants, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf } from "./call-sites.ts";
import { bodyOf, type Field } from "./classes.ts";
import { basePaths } from "./paths.ts";
import { Definition, Instance, shown } from "./values.ts";

/** pydantic's classes whose fields are read from the environment. */
const SETTINGS = new Set([
  "pydantic_settings.BaseSettings",
  "pydantic.BaseSettings",
  "pydantic.v1.BaseSettings",
]);

interface Config {
  readonly prefix: string;
  readonly delimiter: string | null;
  readonly caseSensitive: boolean;
}

/**
 * Variables that are fields of pydantic's settings.
 *
 * Source: pydantic-settings' documentation, "Environment variable names", "Parsing environment variable values".
 */
export function settingsReads(analysis: Analysis): EnvironmentRead[] {
  const classes = [...analysis.program.modules.values()].flatMap(({ root }) =>
    [...descendants(root)].filter((node) => node.type === "ClassDefinition"),
  );
  const settings = classes.filter((node) => basePaths(analysis, node).some((path) => SETTINGS.has(path)));
  const bases = new Set(settings.flatMap((node) => analysis.basesOf(node)));
  // A base that nobody makes an instance of is read as the classes that are made of it.
  const made = settings.filter((node) => !bases.has(node) || analysis.isMade(node));
  return made.flatMap((node) => {
    const lineage = lineageOf(analysis, node);
    const config = configOf(analysis, lineage);
    return fieldsOf(lineage).flatMap((field) => readsOfField(analysis, field, config, config.prefix));
  });
}

/** A class and those of the distribution it comes from, itself first. */
function lineageOf(analysis: Analysis, definition: SyntaxNode): SyntaxNode[] {
  const lineage: SyntaxNode[] = [];
  const add = (node: SyntaxNode) => {
    if (lineage.includes(node)) return;
    lineage.push(node);
    for (const base of analysis.basesOf(node)) add(base);
  };
  add(definition);
  return lineage;
}

/** The fields of a class and of those it comes from, each once. */
function fieldsOf(lineage: readonly SyntaxNode[]): Field[] {
  const fields = new Map<string, Field>();
  for (const node of lineage) {
    for (const field of bodyOf(node).fields) {
      const isField =
        field.annotation !== null && !field.name.startsWith("_") && field.name !== "model_config";
      const isOfClass =
        field.annotation !== null && /^(?:typing\.)?ClassVar\b/.test(textOf(field.annotation));
      if (isField && !isOfClass && !fields.has(field.name)) fields.set(field.name, field);
    }
  }
  return [...fields.values()];
}

function configOf(analysis: Analysis, lineage: readonly SyntaxNode[]): Config {
  const first = (name: string) => {
    for (const node of lineage) {
      const { fields, classes } = bodyOf(node);
      const call = fields.find((field) => field.name === "model_config")?.value ?? null;
      const inner = classes.get("Config");
      const given =
        (call === null ? null : configured(analysis, call, name)) ??
        (inner === undefined ? null : bodyOf(inner).fields.find((field) => field.name === name)?.value);
      if (given !== undefined && given !== null) return analysis.value(given);
    }
    return undefined;
  };
  return {
    prefix: shown(first("env_prefix")) ?? "",
    delimiter: shown(first("env_nested_delimiter")),
    caseSensitive: first("case_sensitive") === true,
  };
}

/** `SettingsConfigDict(name=…)`, or a dict. */
function configured(analysis: Analysis, node: SyntaxNode, name: string): SyntaxNode | undefined {
  if (node.type === "CallExpression") return argumentsOf(node).keywords.get(name);
  const parts = node.type === "DictionaryExpression" ? node.children.filter(({ type }) => type !== ":") : [];
  const at = parts.findIndex((part, index) => index % 2 === 0 && analysis.value(part) === name);
  return at < 0 ? undefined : parts[at + 1];
}

function readsOfField(analysis: Analysis, field: Field, config: Config, prefix: string): EnvironmentRead[] {
  const call = fieldCall(field);
  const options = call === null ? null : argumentsOf(call);
  const alias =
    options?.keywords.get("validation_alias") ??
    options?.keywords.get("alias") ??
    options?.keywords.get("env");
  const own = `${prefix}${field.name}`;
  const names =
    alias === undefined ? [config.caseSensitive ? own : own.toUpperCase()] : aliases(analysis, alias);
  const nested = alias === undefined ? nestedReads(analysis, field, config, own) : [];
  if (nested.length > 0) return nested;
  const value = defaultOf(field, call);
  const text = value === null ? null : shown(analysis.value(value));
  return names.map((name) => ({
    name: config.caseSensitive || alias !== undefined ? name : name.toUpperCase(),
    required: value === null && !options?.keywords.has("default_factory"),
    default: text || null,
    message: shown(analysis.value(options?.keywords.get("description"))),
    place: placeOf(field.at),
    secret: field.annotation !== null && /\bSecret(?:Str|Bytes)\b/.test(textOf(field.annotation)),
  }));
}

/** The `Field(…)` of a field: its value, or within `Annotated[…]`. */
function fieldCall({ annotation, value }: Field): SyntaxNode | null {
  const isField = (node: SyntaxNode) =>
    node.type === "CallExpression" && /(?:^|\.)Field$/.test(textOf(node.children[0]!));
  if (value !== null && isField(value)) return value;
  if (annotation === null) return null;
  return childrenOf(annotation, "CallExpression").find(isField) ?? null;
}

/** null: it has none, and so is required. */
function defaultOf({ value }: Field, call: SyntaxNode | null): SyntaxNode | null {
  if (value === null) return null;
  if (value !== call) return value;
  const { positional, keywords } = argumentsOf(call);
  const given = keywords.get("default") ?? positional[0] ?? null;
  return given === null || textOf(given) === "..." ? null : given;
}

/** `"X"`, `AliasChoices("X", "Y")`, `["X"]`. */
function aliases(analysis: Analysis, node: SyntaxNode): string[] {
  const parts =
    node.type === "CallExpression"
      ? argumentsOf(node).positional
      : /^(?:Array|Tuple)Expression$/.test(node.type)
        ? node.children
        : [node];
  return parts.map((part) => analysis.value(part)).filter((value) => typeof value === "string");
}

/** `PREFIX_FIELD__NAME`, of a field that is a model itself. */
function nestedReads(analysis: Analysis, field: Field, config: Config, own: string): EnvironmentRead[] {
  if (config.delimiter === null || field.annotation === null) return [];
  const made = analysis.value(field.annotation);
  const definition = made instanceof Instance ? made.of : made;
  if (!(definition instanceof Definition) || definition.node.type !== "ClassDefinition") return [];
  if (!basePaths(analysis, definition.node).some((path) => /^pydantic/.test(path))) return [];
  return fieldsOf(lineageOf(analysis, definition.node)).flatMap((inner) =>
    readsOfField(analysis, inner, { ...config, delimiter: null }, `${own}${config.delimiter}`).map(
      (read) => ({
        ...read,
        // What the field is when none of these are set is up to it.
        required: read.required && field.value === null,
      }),
    ),
  );
}
