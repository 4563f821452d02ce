import { describe, expect, it } from "vitest";
import { fixtureFile, indexed } from "../catalog/fixture/fixture.ts";
import { laterQueries } from "./later-queries.ts";
import { type EverydayQuery, everydayQueries, isHeldOut } from "./queries.ts";

const isLater = (query: EverydayQuery) => laterQueries.includes(query);

/** Whole catalogs to be judged by as well, separated by colons: packages.json or packages.json.br. */
const given = (process.env.NIXPKGS_CATALOGS ?? "").split(":").filter(Boolean);
if (given.length === 0) {
  console.log(
    "relevance: only the small catalog of the tests; NIXPKGS_CATALOGS names whole ones to judge by, too",
  );
}

const share = (places: readonly number[], most: number) =>
  places.filter((place) => place >= 0 && place < most).length / places.length;

describe.each([fixtureFile, ...given])("everyday queries on %s", (file) => {
  it("find something acceptable", async () => {
    const { catalog, remove } = await indexed(file);
    // An old catalog lacks what is newer.
    const all = [...everydayQueries, ...laterQueries];
    const answerable = all.filter(({ accept }) => accept.some((attr) => catalog.package(attr) !== null));
    const place = ({ text, accept }: EverydayQuery) =>
      catalog.search({ text, limit: 5, offset: 0 }).results.findIndex(({ attr }) => accept.includes(attr));
    const places = new Map(answerable.map((query) => [query, place(query)]));
    const missed = [...places].filter(([, place]) => place < 0).map(([{ text }]) => text);
    for (const [name, queries] of [
      ["tuned on", answerable.filter((query) => !isLater(query) && !isHeldOut(query))],
      ["held out", answerable.filter((query) => !isLater(query) && isHeldOut(query))],
      ["written later", answerable.filter(isLater)],
    ] as const) {
      const found = queries.map((query) => places.get(query)!);
      const percent = (most: number) => `${(100 * share(found, most)).toFixed(1)} %`;
      console.log(`${name}: ${queries.length} queries, first ${percent(1)}, among five ${percent(5)}`);
      expect(share(found, 5), missed.join(", ")).toBeGreaterThanOrEqual(0.9);
      expect(share(found, 1), missed.join(", ")).toBeGreaterThanOrEqual(0.7);
    }
    expect(answerable.length).toBeGreaterThan(0.95 * all.length);
    await remove();
  });
});
