import { mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type BuildEvent,
  findNix,
  type NixBuildError,
  type NixProgram,
  nixBuild,
  nixEvalJson,
  nixParse,
} from "../../src/nix/program.ts";
import { describeNix, requireNix } from "../support/nix.ts";

/** A derivation that runs `script` in the host's shell; `salt` makes it a new one every time. */
function derivation(name: string, script: string, more = ""): string {
  const salt = `${process.pid}-${Math.random()}`;
  return `derivation { name = "${name}"; system = builtins.currentSystem; builder = "/bin/sh"; salt = "${salt}";
    args = [ "-c" ''${script}'' ]; ${more} }`;
}

describeNix("the door to Nix", () => {
  let nix: NixProgram;
  let folder: string;
  beforeAll(async () => {
    nix = await findNix(requireNix().env);
    folder = await mkdtemp(join(tmpdir(), "nix-program-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe("nixParse", () => {
    it("gives Nix's own rendering", async () => {
      expect(await nixParse(nix, { text: '{ a = "x"; }' })).toBe('{ a = "x"; }');
    });

    it("names the place of a mistake", async () => {
      await expect(nixParse(nix, { text: "{\n  a = ;\n}" })).rejects.toMatchObject({
        code: "E_NIX_PARSE",
        where: expect.stringMatching(/:2:7$/),
        message: expect.stringContaining("unexpected ';'"),
      });
    });
  });

  describe("nixEvalJson", () => {
    it("evaluates deeply, with arguments and an attribute", async () => {
      const source = { text: "{ n, s }: { a.b = { inherit n s; list = [ 1.5 null true ]; }; }" };
      const value = await nixEvalJson(nix, source, {
        attr: "a.b",
        args: { n: "1 + 1" },
        strings: { s: '"${x}"' },
      });
      expect(value).toEqual({ n: 2, s: '"${x}"', list: [1.5, null, true] });
    });

    it("uses the NIX_PATH it is given, and none when that is empty", async () => {
      await writeFile(join(folder, "value.nix"), "42");
      const source = { text: "import <value>" };
      expect(await nixEvalJson(nix, source, { nixPath: [`value=${join(folder, "value.nix")}`] })).toBe(42);
      await expect(nixEvalJson(nix, source, { nixPath: [] })).rejects.toMatchObject({ code: "E_NIX_EVAL" });
    });

    it("names the last place of a mistake in a file", async () => {
      const file = join(folder, "bad.nix");
      await writeFile(file, "let f = x: x.nothing;\nin f { }\n");
      await expect(nixEvalJson(nix, { file })).rejects.toMatchObject({
        code: "E_NIX_EVAL",
        where: expect.stringContaining(`${file}:1:`),
        message: expect.stringContaining("attribute 'nothing' missing"),
      });
    });
  });

  describe("nixBuild", () => {
    it("builds, and tells what happens", async () => {
      const dependency = derivation("dep", "echo from dep; echo > $out");
      const text = `let dep = ${dependency}; in { a.b = ${derivation("top", "echo got $dep; echo hello > $out", "inherit dep;")}; }`;
      const events: BuildEvent[] = [];
      const outLink = join(folder, "result");
      const { outPath, outPaths } = await nixBuild(
        nix,
        { text },
        { attr: "a.b", outLink, onEvent: (event) => events.push(event) },
      );
      expect(outPaths).toEqual([outPath]);
      expect(await readFile(outPath, "utf8")).toBe("hello\n");
      expect(await readlink(outLink)).toBe(outPath);
      expect(
        events.filter(({ type }) => type === "build-started").map((event) => "name" in event && event.name),
      ).toEqual(["dep", "top"]);
      expect(events).toContainEqual(expect.objectContaining({ type: "log", name: "dep", line: "from dep" }));
      expect(events).toContainEqual(expect.objectContaining({ type: "progress", done: 2, expected: 2 }));
      expect(events.at(-1)).toMatchObject({ type: "build-stopped", name: "top" });
    });

    it("gives every derivation of a set, in a file", async () => {
      const file = join(folder, "default.nix");
      await writeFile(
        file,
        `[ (${derivation("one", "echo > $out")}) (${derivation("two", "echo > $out")}) ]`,
      );
      const { outPaths } = await nixBuild(nix, { file });
      expect(outPaths.map((path) => path.slice(-4))).toEqual(["-one", "-two"]);
    });

    it("shows the end of a failed dependency's log", async () => {
      const dependency = derivation("dep", "for i in 1 2 3 4 5 6 7 8 9; do echo line $i$i; done; exit 3");
      const text = `let dep = ${dependency}; in ${derivation("top", "echo > $out", "inherit dep;")}`;
      const error: NixBuildError = await nixBuild(nix, { text }).catch((caught) => caught);
      expect(error.code).toBe("E_NIX_BUILD");
      expect(error.failures).toHaveLength(1);
      expect(error.failures[0]).toMatchObject({ name: "dep", reason: "failed with exit code 3" });
      expect(error.message).toContain("dep: the build failed with exit code 3");
      expect(error.failures[0]?.log).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `line ${i}${i}`));
    });

    it("recognises a builder that makes no output", async () => {
      await expect(nixBuild(nix, { text: derivation("empty", "exit 0") })).rejects.toMatchObject({
        code: "E_NIX_BUILD",
        message: expect.stringContaining("failed to produce output path"),
      });
    });

    it("recognises wrong hashes", async () => {
      const specified = `sha256-${Buffer.alloc(32, 1).toString("base64")}`;
      const fixed = `outputHash = "${specified}"; outputHashMode = "flat"; outputHashAlgo = "sha256";`;
      const error: NixBuildError = await nixBuild(nix, {
        text: derivation("fetched", "printf abc > $out", fixed),
      }).catch((caught) => caught);
      expect(error.code).toBe("E_NIX_HASH");
      expect(error.mismatches).toMatchObject([
        { name: "fetched", specified, got: "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=" },
      ]);
    });

    it("reports several failures when it keeps going", async () => {
      const text = `[ (${derivation("one", "exit 1")}) (${derivation("two", "exit 2")}) (${derivation("three", "echo > $out")}) ]`;
      const error: NixBuildError = await nixBuild(nix, { text }, { keepGoing: true }).catch(
        (caught) => caught,
      );
      expect(error.failures.map(({ name }) => name).sort()).toEqual(["one", "two"]);
    });

    it("says what is wrong with an expression", async () => {
      await expect(nixBuild(nix, { text: "{ }" }, { attr: "none.such" })).rejects.toMatchObject({
        code: "E_NIX_EVAL",
        message: expect.stringContaining("attribute 'none' in selection path 'none.such' not found"),
      });
      await expect(nixBuild(nix, { text: "throw ''bad luck''" })).rejects.toMatchObject({
        code: "E_NIX_EVAL",
        message: expect.stringContaining("bad luck"),
      });
      await expect(nixBuild(nix, { text: "{ }" })).rejects.toMatchObject({ code: "E_NIX_EVAL" });
    });

    it("stops when aborted, with its builder", async () => {
      const controller = new AbortController();
      const beat = join(folder, "beat");
      const text = derivation(
        "slow",
        `export PATH=/usr/bin:/bin; while true; do echo x >> ${beat}; echo beat; sleep 0.1; done`,
      );
      const build = nixBuild(
        nix,
        { text },
        {
          signal: controller.signal,
          onEvent: (event) => {
            if (event.type === "log") controller.abort(new Error("enough"));
          },
        },
      );
      await expect(build).rejects.toThrow("enough");
      const before = (await readFile(beat, "utf8")).length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect((await readFile(beat, "utf8")).length).toBe(before);
    });
  });
});
