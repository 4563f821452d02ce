import type { CompleteRequest, CompleteResult } from "@modelcontextprotocol/sdk/types.js";
import type { Core } from "../core.ts";
import { commonTools } from "../tools/common-tools.ts";

/** The most values that the protocol takes. */
const most = 100;

/** So many that only sound alike are offered where few begin like this. */
const mostAlike = 5;

/** Completes the argument `attr` of our resource template and prompts; nothing for any other. */
export async function complete(
  ref: CompleteRequest["params"]["ref"],
  { name, value }: CompleteRequest["params"]["argument"],
  core: Core,
): Promise<CompleteResult> {
  const isOurs = ref.type === "ref/prompt" || ref.uri === "nixpkgs://package/{attr}";
  const values = isOurs && name === "attr" ? await attributes(value, core) : [];
  return { completion: { values: values.slice(0, most), hasMore: values.length > most } };
}

/** Attributes that begin like this first. Somebody types: without a catalog in memory the common ones must do. */
async function attributes(value: string, core: Core): Promise<string[]> {
  const found = value === "" ? [] : await inCatalog(value, core).catch(() => []);
  const usual = commonTools.map(({ attr }) => attr).filter((attr) => attr.startsWith(value));
  const all = [...new Set([...usual, ...found])];
  const beginning = all.filter((attr) => attr.startsWith(value));
  const alike = all.filter((attr) => !attr.startsWith(value));
  return [...beginning, ...alike.slice(0, Math.max(0, mostAlike - beginning.length))];
}

async function inCatalog(text: string, core: Core): Promise<string[]> {
  const catalog = await core.services.catalogIfReady();
  return catalog?.search({ text, limit: most + 1, offset: 0 }).results.map(({ attr }) => attr) ?? [];
}
