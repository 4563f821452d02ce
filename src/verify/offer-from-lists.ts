import type { Offer, OfferedTool } from "../config/lock-offer-schema.ts";
import type { ServerLists } from "../mcp/lists.ts";
import { byCodeUnits, isObject, type Json } from "./json.ts";

/**
 * What a server lists as the offer that is recorded.
 *
 * @param version of the package
 * @param plain puts names in the place of values that are ours (`withoutOwnValues`)
 * @returns the offer; and names that occur twice, of which each is kept with a number
 */
export function offerFromLists(
  lists: ServerLists,
  version: string,
  plain: (text: string) => string,
): { readonly offer: Offer; readonly twice: readonly string[] } {
  const twice: string[] = [];
  const named = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> => {
    const all = new Map<string, T>();
    for (const [name, entry] of entries) {
      const free = freeName(plain(name), all);
      if (free !== plain(name)) twice.push(name);
      all.set(free, entry);
    }
    return Object.fromEntries([...all].sort(([a], [b]) => byCodeUnits(a, b)));
  };
  const text = (value: string | null | undefined) => (value == null ? null : plain(value));
  const json = (value: unknown) => plainJson((value ?? null) as Json, plain);
  const other = (entry: object, known: ReadonlySet<string>): { other?: never } => {
    const rest = Object.entries(entry).filter(
      ([key, value]) => !known.has(key) && value !== undefined && !ofTheDay(key, value),
    );
    return rest.length === 0 ? {} : { other: json(Object.fromEntries(rest)) as never };
  };
  const tools = lists.tools.map((tool): readonly [string, OfferedTool] => [
    tool.name,
    {
      title: text(tool.title),
      description: text(tool.description),
      inputSchema: json(tool.inputSchema),
      outputSchema: json(tool.outputSchema),
      annotations: json(tool.annotations),
      ...other(tool, toolMembers),
    } as OfferedTool,
  ]);
  const resources = [
    ...lists.resources.map((entry) => ({ key: entry.uri, entry, known: resourceMembers })),
    ...lists.resourceTemplates.map((entry) => ({ key: entry.uriTemplate, entry, known: templateMembers })),
  ];
  const offer: Offer = {
    version,
    instructions: text(lists.instructions),
    tools: named(tools),
    prompts: named(
      lists.prompts.map((prompt) => [
        prompt.name,
        {
          description: text(prompt.description),
          arguments: json(prompt.arguments ?? []) as never,
          ...other(prompt, promptMembers),
        },
      ]),
    ),
    resources: named(
      resources.map(({ key, entry, known }) => [
        key,
        {
          name: plain(entry.name ?? ""),
          description: text(entry.description),
          mimeType: text(entry.mimeType),
          ...other(entry, known),
        },
      ]),
    ),
  };
  return { offer, twice };
}

/** What the offer has members of its own for; `description` and the name are all entries'. */
const toolMembers = membersOf("title", "inputSchema", "outputSchema", "annotations");
const promptMembers = membersOf("arguments");
const resourceMembers = membersOf("uri", "mimeType");
const templateMembers = membersOf("uriTemplate", "mimeType");

function membersOf(...names: readonly string[]): ReadonlySet<string> {
  return new Set(["name", "description", ...names]);
}

/** How long a resource is, is another every day. */
function ofTheDay(key: string, value: unknown): boolean {
  return key === "size" && typeof value === "number";
}

function plainJson(value: Json, plain: (text: string) => string): Json {
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) return value.map((one) => plainJson(one, plain));
  if (!isObject(value)) return value;
  const members = new Map<string, Json>();
  for (const [key, one] of Object.entries(value))
    members.set(freeName(plain(key), members), plainJson(one, plain));
  return Object.fromEntries(members);
}

/** The name, or where it is taken the name with a number: two must not become one. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
  return free;
}
