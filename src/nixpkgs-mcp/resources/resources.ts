import type { ReadResourceResult, Resource, ResourceTemplate } from "@modelcontextprotocol/sdk/types.js";
import type { Core } from "../core.ts";
import { ProtocolError } from "../session/protocol-error.ts";
import { builtFacts, packageFacts } from "../tools/meta/info.ts";
import { unknownPackageError } from "../tools/suggestions.ts";

/** JSON-RPC code of a resource that is not there. Source: MCP specification, server/resources. */
const resourceNotFound = -32_002;
const scheme = "nixpkgs://";
const json = "application/json";

export const resourceTemplates: readonly ResourceTemplate[] = [
  {
    uriTemplate: `${scheme}package/{attr}`,
    name: "package",
    description: "What nixpkgs says of a package",
    mimeType: json,
  },
  {
    uriTemplate: `${scheme}output/{id}{?offset,length}`,
    name: "output",
    description: "An output that was cut; long ones in parts, each of which names the next",
  },
];

/** The address of a package's resource. */
function packageUri(attr: string): string {
  return `${scheme}package/${encodeURIComponent(attr)}`;
}

/** What can be read without being asked for by name: installed packages, and the metrics where they are counted. */
export async function listResources(core: Core): Promise<Resource[]> {
  const installed = (await core.registry.list()).map(({ attr, description }) => ({
    uri: packageUri(attr),
    name: attr,
    description,
    mimeType: json,
  }));
  if (!core.settings.metrics) return installed;
  return [
    { uri: `${scheme}metrics`, name: "metrics", description: "Calls so far", mimeType: json },
    ...installed,
  ];
}

type Contents = ReadResourceResult["contents"];

/** Of an address: what follows the kind, decoded; null where there is no such resource. */
type Reader = (rest: string, core: Core, signal: AbortSignal, uri: string) => Promise<Contents | null>;

const readers: Readonly<Record<string, Reader>> = {
  package: async (attr, core, signal) => {
    const catalog = await (await core.services.catalogSource()).catalog({ signal });
    const found = catalog.package(attr);
    if (found === null) {
      const { message, hint } = unknownPackageError(catalog, attr);
      throw new ProtocolError(resourceNotFound, `${message}. ${hint}`);
    }
    return asJson(packageUri(attr), { ...packageFacts(found), ...(await builtFacts(attr, core)) });
  },
  output: async (rest, core, _signal, uri) => {
    const [{ readOutput }, executor] = await Promise.all([import("./output.ts"), core.services.executor()]);
    return readOutput(uri, rest, executor);
  },
  metrics: async (rest, core) =>
    core.settings.metrics && rest === "" ? asJson(`${scheme}metrics`, core.metrics.report()) : null,
};

/** Reads one of our resources. Throws ProtocolError -32002 where there is none, and `E_CATALOG` without a catalog. */
export async function readResource(
  uri: string,
  core: Core,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  const [, kind = "", rest = ""] = /^nixpkgs:\/\/([a-z]+)(?:\/(.+))?$/.exec(uri) ?? [];
  const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  const contents = await reader?.(decoded(rest), core, signal, uri);
  if (contents === undefined || contents === null) {
    throw new ProtocolError(resourceNotFound, "There is no such resource", { uri });
  }
  return { contents };
}

function asJson(uri: string, value: unknown): Contents {
  return [{ uri, mimeType: json, text: JSON.stringify(value, null, 2) }];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
