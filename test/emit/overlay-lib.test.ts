import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overlayLib } from "../../src/emit/overlay-lib.ts";
import { completeResolved, omitResolved } from "../../src/prefetch/fix-lock/complete-resolved.ts";
import { formatAll, nixfmt } from "../nix/nixfmt.ts";

const registry = "https://registry.example/npm/";
const scriptUrl = new URL("../../overlays/lib/complete-npm-lock.mjs", import.meta.url);
const { completeNpmLock } = (await import(scriptUrl.href)) as {
  completeNpmLock: (text: string, registry: string) => string;
};
const script = fileURLToPath(scriptUrl);

const name = fc.constantFrom("a", "b-c", "@scope/d", "@x/y.z", "Old_Name");
const version = fc.constantFrom(
  "1.0.0",
  "2.3.4-beta.1",
  "0.0.1+build",
  "npm:other@1.2.3",
  "npm:@s/other@2.0.0",
);
const address = fc.constantFrom(
  "https://other.example/x.tgz",
  "git+ssh://git@example.org/a.git#1",
  "file:../x",
);
const entry = fc.record(
  {
    name,
    version: fc.oneof({ weight: 6, arbitrary: version }, address),
    resolved: address,
    integrity: fc.constantFrom("sha512-x", "sha1-y sha512-x"),
    link: fc.boolean(),
    inBundle: fc.boolean(),
    bundled: fc.boolean(),
    license: fc.constantFrom("MIT", 'odd "quoted", \\ {text}', "ü"),
    engines: fc.constant({ node: ">=18", list: [1, "two", null, { version: "3" }] }),
  },
  { requiredKeys: ["integrity"] },
);
const path = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .map((names) => names.map((one) => `node_modules/${one}`).join("/"));
const dependencies = fc.letrec<{ all: Record<string, unknown> }>((tie) => ({
  all: fc.dictionary(
    name,
    fc
      .tuple(entry, fc.option(tie("all"), { nil: undefined, maxDepth: 2 }))
      .map(([one, below]) => (below === undefined ? one : { ...one, dependencies: below })),
    { maxKeys: 3 },
  ),
})).all;
/** Lockfiles in any shape that JSON allows. */
const lockfile = fc
  .record(
    {
      name,
      version,
      lockfileVersion: fc.constantFrom(1, 2, 3),
      packages: fc.dictionary(fc.oneof(path, fc.constant(""), fc.constant("packages/x")), entry),
      dependencies,
    },
    { requiredKeys: ["lockfileVersion"] },
  )
  .chain((lock) =>
    fc
      .tuple(
        fc.constantFrom<[string | number, string]>([2, "\n"], ["\t", "\r\n"], [0, ""], [4, ""]),
        fc.constantFrom("", "\n", " \n"),
      )
      .map(
        ([[indent, lineEnd], end]) =>
          JSON.stringify(lock, null, indent).replaceAll("\n", lineEnd || "\n") + end,
      ),
  );

describe("complete-npm-lock.mjs", () => {
  test("writes the very bytes that completeResolved does", () => {
    let changed = 0;
    fc.assert(
      fc.property(lockfile, (lock) => {
        const completed = completeNpmLock(lock, registry);
        if (completed !== lock) changed++;
        expect(completed).toBe(completeResolved(lock, registry));
      }),
      { numRuns: 500 },
    );
    expect(changed).toBeGreaterThan(100);
  });

  test("undoes omitResolved", () => {
    const full = `${JSON.stringify({ packages: { "node_modules/@s/a": { version: "1.0.0", resolved: "https://registry.example/npm/@s/a/-/a-1.0.0.tgz", integrity: "sha512-x" } } }, null, 2)}\n`;
    const omitted = omitResolved(full, registry);
    expect(omitted).not.toContain("registry.example");
    expect(completeNpmLock(omitted, registry)).toBe(full);
  });

  test("refuses what is no JSON", () => {
    expect(() => completeNpmLock("{", registry)).toThrow(SyntaxError);
  });

  test("as a program, takes the registry from the npm it is given", async () => {
    const folder = await mkdtemp(join(tmpdir(), "complete-"));
    try {
      const from = join(folder, "in.json");
      const lock = '{"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-x"}}}';
      await writeFile(from, lock);
      const root = fileURLToPath(new URL("../..", import.meta.url));
      await execa("node", [script, root, from, join(folder, "out.json")]);
      const written = JSON.parse(await readFile(join(folder, "out.json"), "utf8"));
      const { resolved } = written.packages["node_modules/a"];
      expect(resolved).toMatch(/^https:\/\/[^/]+\/a\/-\/a-1\.0\.0\.tgz$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("overlayLib", () => {
  test("gives the helpers that packages name", async () => {
    const files = await overlayLib();
    expect(files.map(({ path }) => path)).toEqual([
      "complete-npm-lock.mjs",
      "complete-npm-lock.nix",
      "default.nix",
      "fetch-from-npm.nix",
      "fetch-go-module.nix",
      "npm-lock-sources.nix",
    ]);
  });

  test.skipIf(nixfmt === null)("in the style of nixfmt", async () => {
    const texts = (await overlayLib())
      .filter(({ path }) => path.endsWith(".nix"))
      .map(({ contents }) => contents);
    expect(await formatAll(nixfmt as string, texts)).toEqual(texts);
  });
});
