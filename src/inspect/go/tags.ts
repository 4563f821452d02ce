import type { EnvironmentRead } from "../merge-environment.ts";
import { childOf, childrenOf, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf } from "./calls.ts";
import { structTag } from "./literals.ts";

/**
 * Variables that the tags of a struct's fields name.
 *
 * Source: the documentation of caarlos0/env, sethvargo/go-envconfig, kelseyhightower/envconfig, kong and go-arg.
 */
export function tagReads(analysis: Analysis): EnvironmentRead[] {
  const reads: EnvironmentRead[] = [];
  const prefix = envconfigPrefix(analysis);
  for (const node of analysis.nodes()) {
    if (node.type !== "FieldDecl") continue;
    const tag = structTag(childOf(node, "String"));
    if (tag.size === 0) continue;
    const help = tag.get("help") ?? tag.get("desc") ?? tag.get("usage") ?? null;
    for (const { name, required, otherwise } of namedBy(tag, prefix)) {
      const secret = tag.get("env")?.split(",").includes("unset") === true;
      reads.push({ name, required, default: otherwise, message: help, place: placeOf(node), secret });
    }
    for (const read of prefixed(analysis, node, tag)) reads.push(read);
  }
  return reads;
}

interface Named {
  readonly name: string;
  readonly required: boolean;
  readonly otherwise: string | null;
}

function namedBy(tag: ReadonlyMap<string, string>, prefix: string): Named[] {
  const otherwise = tag.get("envDefault") ?? tag.get("default") ?? tag.get("env-default") ?? null;
  const isRequired = /^(?:true|)$/.test(tag.get("required") ?? "false") || tag.get("env-required") === "true";
  const argument = tag
    .get("arg")
    ?.split(",")
    .find((word) => word.trim().startsWith("env:"));
  const names: Named[] = [];
  const env = tag.get("env");
  if (env !== undefined && env !== "" && env !== "-") {
    const [name = "", ...options] = env.split(",").map((word) => word.trim());
    const inTag = options.find((word) => word.startsWith("default="))?.slice("default=".length) ?? otherwise;
    const required = isRequired || options.includes("required") || options.includes("notEmpty");
    // kong has several, by commas: `env:"A,B"`.
    const others = options.filter((word) => /^[A-Z][A-Z\d_]+$/.test(word));
    for (const one of [name, ...others])
      names.push({ name: one, required: required && inTag === null, otherwise: inTag });
  }
  const old = tag.get("envconfig");
  if (old !== undefined && old !== "" && old !== "-") {
    const own = prefix === "" ? old : `${prefix}_${old}`;
    names.push({ name: own.toUpperCase(), required: isRequired, otherwise });
  }
  if (argument !== undefined)
    names.push({ name: argument.trim().slice("env:".length), required: isRequired, otherwise });
  return names;
}

/** caarlos0/env: the fields of a field's struct begin with its `envPrefix`. */
function prefixed(
  analysis: Analysis,
  field: SyntaxNode,
  tag: ReadonlyMap<string, string>,
): EnvironmentRead[] {
  const prefix = tag.get("envPrefix") ?? tag.get("envprefix");
  const type = childOf(field, "TypeName");
  if (prefix === undefined || type === undefined) return [];
  const binding = analysis.program.fileOf(field).package.names.get(textOf(type));
  const struct = binding?.kind === "type" ? binding.at.children.at(-1) : undefined;
  const body = struct?.type === "StructType" ? childOf(struct, "StructBody") : undefined;
  return childrenOf(body ?? type, "FieldDecl").flatMap((inner) =>
    namedBy(structTag(childOf(inner, "String")), "").map(({ name, required, otherwise }) => ({
      name: `${prefix}${name}`,
      required,
      default: otherwise,
      message: null,
      place: placeOf(inner),
    })),
  );
}

/** `envconfig.Process("prefix", &config)`. */
function envconfigPrefix(analysis: Analysis): string {
  const call = ["Process", "MustProcess"]
    .flatMap((name) => analysis.calls.get(name) ?? [])
    .find((one) => analysis.externalPath(one.children[0])?.includes("envconfig"));
  const value = call === undefined ? "" : analysis.value(argumentsOf(call)[0]);
  return typeof value === "string" ? value : "";
}
