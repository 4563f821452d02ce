import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenedCatalog } from "../../../src/nixpkgs-mcp/catalog/opened-catalog.ts";
import type { SearchQuery } from "../../../src/nixpkgs-mcp/catalog/types.ts";
import { namesOfLicence } from "../../../src/nixpkgs-mcp/search/licence-names.ts";
import { fixtureFile, indexed } from "../catalog/fixture/fixture.ts";
import { everydayQueries } from "./queries.ts";

let catalog: OpenedCatalog;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ catalog, remove } = await indexed(fixtureFile));
});
afterAll(() => remove());

const ask = (text: string, options: Partial<SearchQuery> = {}) =>
  catalog.search({ text, limit: 10, offset: 0, ...options });
const attrs = (text: string, options: Partial<SearchQuery> = {}) =>
  ask(text, options).results.map(({ attr }) => attr);

describe("search", () => {
  it.each([
    ["ripgrep", "ripgrep"],
    ["RipGrep", "ripgrep"],
    ["gnome3.nautilus", "gnome3.nautilus"],
    ["nautilus", "gnome3.nautilus"],
    ["python3Packages.requests", "python3Packages.requests"],
    ["rg", "ripgrep"],
    ["youtube dl", "youtube-dl"],
    ["numpy", "python3Packages.numpy"],
    ["requests python", "python3Packages.requests"],
    ["git", "git"],
    ["python 2.7", "python27"],
    ["ruby 2.7", "ruby_2_7"],
  ])("for %s has %s first", (text, attr) => {
    expect(attrs(text)[0]).toBe(attr);
  });

  it.each([
    ["make http request", "curl"],
    ["mulitmedia player", "vlc"],
  ])("for '%s' has %s among the first five", (text, attr) => {
    expect(attrs(text, { limit: 5 })).toContain(attr);
  });

  it("knows what is said of programs whose descriptions do not say it", async () => {
    const descriptions = {
      gdb: "The GNU Project debugger",
      nemiver: "Easy to use standalone C/C++ debugger",
      "cc-tool": "Command line tool to program TI 8051-based CC254x chips",
      charles: "Web debugging proxy",
      mosh: "Mobile shell (ssh replacement)",
      sonic: "Simple library to speed up or slow down speech",
      taktuk: "Efficient remote execution deployment over ssh connections",
    };
    const packages = Object.fromEntries(
      Object.entries(descriptions).map(([name, description]) => [
        name,
        { name: `${name}-1`, meta: { description } },
      ]),
    );
    const folder = await mkdtemp(join(tmpdir(), "search-"));
    const file = join(folder, "packages.json");
    await writeFile(file, JSON.stringify({ version: 2, packages }));
    const small = await indexed(file);
    const firstOf = (text: string) => small.catalog.search({ text, limit: 5, offset: 0 }).results[0]?.attr;
    expect(firstOf("debugger for c")).toBe("gdb");
    expect(firstOf("debug c programs")).toBe("gdb");
    expect(firstOf("speed up slow ssh connections")).toBe("mosh");
    await small.remove();
    await rm(folder, { recursive: true });
  });

  it("has all words first, then most of them", () => {
    const has = (attr: string, word: RegExp) => {
      const { description, position } = catalog.package(attr)!;
      return word.test(`${attr} ${description} ${position}`);
    };
    const found = attrs("bluetooth manager", { limit: 30 });
    const all = found.map((attr) => has(attr, /blue/i) && has(attr, /manage|control/i));
    expect(all[0]).toBe(true);
    expect(found.length).toBeGreaterThan(all.filter(Boolean).length);
  });

  it("has the top level before libraries, until their language is named", () => {
    expect(attrs("yaml")[0]).not.toContain(".");
    expect(attrs("yaml").some((attr) => attr.includes("Packages."))).toBe(true);
    expect(attrs("python requests")[0]).toBe("python3Packages.requests");
  });

  it("shows what a list shows", () => {
    const [hit] = ask("ripgrep").results;
    const { attr, pname, version, description, mainProgram, marks, set } = catalog.package("ripgrep")!;
    expect(hit).toEqual({ attr, pname, version, description, mainProgram, marks, set });
  });

  it("knows a licence by all its names", () => {
    const { total } = ask("", { license: "gpl3Plus" });
    expect(total).toBeGreaterThan(20);
    for (const license of ["GPL-3.0-or-later", "gpl-3.0+", "GPL3PLUS"])
      expect(ask("", { license }).total).toBe(total);
    expect(ask("", { license: "GPL-3.0-only" }).total).not.toBe(total);
  });

  it("says which filter is none, and what there is", () => {
    const unknownOf = (filters: Partial<SearchQuery>) => ask("browser", filters).unknown;
    expect(unknownOf({ set: "xorgg" })).toEqual([{ filter: "set", value: "xorgg", known: ["xorg"] }]);
    expect(unknownOf({ category: "aplications" })[0]?.known[0]).toBe("applications");
    expect(unknownOf({ license: "no such licence" })[0]?.known).toHaveLength(12);
    // A package that names none runs everywhere: only where nothing fits at all is this one missed.
    expect(ask("qqzzxx", { platform: "x86-linux" }).unknown[0]?.known).toContain("x86_64-linux");
    // These are known, and fit nothing together.
    expect(unknownOf({ set: "xorg", category: "applications" })).toEqual([]);
    expect(unknownOf({ set: "top" })).toEqual([]);
  });

  it("pages without losing or repeating any", () => {
    const { total, results } = ask("editor", { limit: 1000 });
    expect(results).toHaveLength(total);
    expect(total).toBeGreaterThan(60);
    const pages = Array.from({ length: Math.ceil(total / 7) }, (_, page) =>
      attrs("editor", { limit: 7, offset: page * 7 }),
    );
    expect(new Set(pages.flat()).size).toBe(total);
    expect(pages.flat().toSorted()).toEqual(results.map(({ attr }) => attr).toSorted());
  });

  it("without words lists all that passes, the likeliest first", () => {
    const category = "applications/networking/browsers";
    const { total, results } = ask("", { category });
    expect(total).toBe(catalog.categories().find((one) => one.category === category)?.packages);
    expect(results.slice(0, 4).map(({ attr }) => attr)).toEqual(
      expect.arrayContaining(["firefox", "chromium"]),
    );
    expect(ask("").total).toBe(catalog.facts.packages);
  });

  it("says what came close when nothing fits", () => {
    const filtered = ask("jq", { set: "xorg" });
    expect(filtered.total).toBe(0);
    expect(filtered.close[0]?.attr).toBe("jq");
    const odd = ask("wirresharkke");
    expect([...odd.results, ...odd.close].map(({ attr }) => attr)).toContain("wireshark");
    for (const nothing of ["qqqqxxxxzzzz", "???", "🎉", "日本"]) {
      expect(ask(nothing)).toMatchObject({ total: 0, results: [] });
    }
  });

  it("names attributes that sound alike", () => {
    expect(catalog.similar("ripgrepp", 3)[0]).toBe("ripgrep");
    expect(catalog.similar("python3Packages.reqests", 3)).toContain("python3Packages.requests");
    expect(catalog.similar("ripgrep", 5)).not.toContain("ripgrep");
  });
});

describe("packages that nixpkgs refuses to build", () => {
  it("come after equal ones, and are marked", async () => {
    const folder = await mkdtemp(join(tmpdir(), "marks-"));
    const meta = { description: "Sings a song", homepage: "https://example.org" };
    const all = { aaa: "insecure", bbb: "broken", ccc: "unfree", ddd: "unsupported", eee: "none" };
    const packages = Object.fromEntries(
      Object.entries(all).map(([name, mark]) => [
        name,
        { name: `${name}-1`, meta: { ...meta, [mark]: true } },
      ]),
    );
    await writeFile(join(folder, "packages.json"), JSON.stringify({ packages }));
    const { catalog, remove } = await indexed(join(folder, "packages.json"));
    const { results } = catalog.search({ text: "song", limit: 9, offset: 0 });
    expect(results.map(({ attr }) => attr)).toEqual(["eee", "ccc", "ddd", "aaa", "bbb"]);
    const none = { unfree: false, broken: false, insecure: false, unsupported: false };
    const marks = results.map(({ marks }) => marks);
    expect(marks).toEqual([
      none,
      { ...none, unfree: true },
      { ...none, unsupported: true },
      { ...none, insecure: true },
      { ...none, broken: true },
    ]);
    await remove();
    await rm(folder, { recursive: true });
  });
});

const someText = fc.oneof(
  fc.constantFrom(...everydayQueries.map(({ text }) => text)),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 30 }),
);

describe("whatever is asked", () => {
  it("the answer is the same each time, whatever was asked between", () => {
    fc.assert(
      fc.property(someText, someText, (text, other) => {
        const first = ask(text);
        ask(other);
        expect(ask(text)).toEqual(first);
      }),
      { numRuns: 60 },
    );
  });

  it("filters let nothing else through, and lose nothing", () => {
    const filters = fc.record(
      {
        set: fc.constantFrom("python3Packages", "xorg", "top", "GNOME3", "nowhere"),
        license: fc.constantFrom("MIT", "gpl3Plus", "asl20", "unfree", "none"),
        platform: fc.constantFrom("x86_64-linux", "aarch64-darwin", "riscv64-none", "pdp11"),
        category: fc.constantFrom("tools", "applications/networking", "tools/text", "sets", "other"),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(someText, filters, (text, filter) => {
        const fits = (attr: string) => {
          const { set, licenses, platforms, category } = catalog.package(attr)!;
          const names = licenses
            .flatMap(({ id, name }) => [id.toLowerCase(), name.toLowerCase()])
            .flatMap(namesOfLicence);
          return (
            (filter.set === undefined || (set ?? "top").toLowerCase() === filter.set.toLowerCase()) &&
            (filter.license === undefined || names.includes(filter.license.toLowerCase())) &&
            (filter.platform === undefined ||
              platforms.length === 0 ||
              platforms.includes(filter.platform)) &&
            (filter.category === undefined || `${category}/`.startsWith(`${filter.category}/`))
          );
        };
        const all = attrs(text, { limit: 5000 });
        const filtered = attrs(text, { limit: 5000, ...filter });
        expect(filtered.toSorted()).toEqual(all.filter(fits).toSorted());
      }),
      { numRuns: 40 },
    );
  });
});
