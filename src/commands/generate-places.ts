import type { GeneratePlaces } from "../project/generate.ts";
import type { Fetching } from "./fetching.ts";

/** Where generated files come from. */
export async function generatePlaces(fetch: Fetching): Promise<GeneratePlaces> {
  return {
    cache: await fetch.cache(),
    defaultRegistry: fetch.defaultRegistry,
    helpers: async () => (await import("../emit/overlay-lib.ts")).overlayLib(),
  };
}
