import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { moduleOptions, type Option, optionsPage, untold } from "../../scripts/docs/options.mjs";
import { nixpkgsLibOnNixPath } from "../support/home-manager.ts";
import { describeNix, requireNix } from "../support/nix.ts";

const root = resolve(import.meta.dirname, "../..");
const page = join(root, "docs/options.md");

async function evaluated(from: { lib?: string; module?: string } = {}): Promise<Option[]> {
  const options = await moduleOptions({ env: requireNix().env, ...from });
  if (options === null) throw new Error("there is no Nix");
  return options;
}

describeNix("docs/options.md", () => {
  it("is as `npm run docs` writes it", async () => {
    const text = optionsPage(await evaluated());
    expect((await readFile(page, "utf8")) === text, "docs/options.md is out of date: run npm run docs").toBe(
      true,
    );
  });

  it("is the same text by nixpkgs' own lib", async ({ skip }) => {
    const lib = await nixpkgsLibOnNixPath();
    if (lib === null) {
      process.stderr.write(
        "NIX_PATH lacks <nixpkgs/lib>: docs/options.md is NOT COMPARED with what it gives\n",
      );
      return skip();
    }
    expect(optionsPage(await evaluated({ lib: `import ${lib}` }))).toBe(optionsPage(await evaluated()));
  });

  it("tells of every option its type, description, example, and file", async () => {
    const options = await evaluated();
    expect(options.length).toBeGreaterThan(50);
    expect(untold(options)).toEqual([]);
    for (const { declarations } of options) {
      for (const file of declarations) expect(existsSync(join(root, file)), file).toBe(true);
    }
  });

  it("links to headings that it has, each once", async () => {
    const text = await readFile(page, "utf8");
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, ""),
    );
    expect(new Set(headings).size).toBe(headings.length);
    const targets = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThanOrEqual(headings.length);
    for (const target of targets) expect(headings).toContain(target);
  });
});

describeNix("the page of a module", () => {
  const toy = async (options: string) => {
    const folder = await mkdtemp(join(tmpdir(), "toy-module-"));
    try {
      const file = join(folder, "toy.nix");
      await writeFile(file, `{ lib, pkgs, ... }: { options.programs.mcp-nixgen = ${options}; }`);
      return await evaluated({ module: file });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  it("names what an option does not tell", async () => {
    const options = await toy(`{
      silent = lib.mkOption { };
      blank = lib.mkOption { type = lib.types.int; example = 1; description = " "; };
      whole = lib.mkOption { type = lib.types.int; example = 1; description = "A number."; };
    }`);
    expect(untold(options)).toEqual([
      "programs.mcp-nixgen.blank has no description",
      "programs.mcp-nixgen.silent has no type",
      "programs.mcp-nixgen.silent has no description",
      "programs.mcp-nixgen.silent has no example",
    ]);
  });

  it("shows defaults, examples and what is inside a choice of types; hides what is internal", async () => {
    const options = await toy(`{
      hidden = lib.mkOption { internal = true; };
      choice = lib.mkOption {
        type = lib.types.nullOr (lib.types.either lib.types.str (lib.types.submodule {
          options.inner = lib.mkOption { type = lib.types.lines; example = "a\\nb"; description = "Lines of {file}\`x\`."; };
        }));
        default = null;
        defaultText = lib.literalMD "whatever {option}\`y\` is";
        example = lib.literalExpression "\`tick\`";
        description = "See [](#opt-programs.mcp-nixgen.choice.inner).";
      };
    }`);
    const text = optionsPage(options);
    expect(text).not.toContain("hidden");
    expect(text).toContain(
      "- Type: null or string or (submodule)\n- Default: whatever `y` is\n- Example: `` `tick` ``\n",
    );
    expect(text).toContain("See [`programs.mcp-nixgen.choice.inner`](#programsmcp-nixgenchoiceinner).");
    expect(text).toContain("Lines of `x`.");
    expect(text).toContain(
      "- Default: none, it has to be set\n- Example:\n\n  ```nix\n  ''\n    a\n    b''\n  ```\n",
    );
  });

  it("tells what is the same of many names once", async () => {
    const options = await toy(`lib.genAttrs [ "one" "two" "three" ] (name: lib.mkOption {
      type = lib.types.bool; default = false; example = true; description = "Whether \${name} is on.";
    })`);
    // All of them are inside one set only where that is an option.
    expect(optionsPage(options)).toContain("Whether one is on.");
    const inside = await toy(`{ all = lib.mkOption {
      description = "All."; default = { }; example = { };
      type = lib.types.submodule { options = lib.genAttrs [ "one" "two" "three" ] (name: lib.mkOption {
        type = lib.types.bool; default = false; example = true; description = "Whether \${name} is on.";
      }); };
    }; }`);
    const text = optionsPage(inside);
    expect(text).toContain(
      "## `programs.mcp-nixgen.all.<name>`\n\nWhether «name» is on. The names are `one`, `three`, `two`.",
    );
    expect(text).not.toContain("all.one");
  });

  it("needs no packages: a default that does is an error", async () => {
    await expect(toy(`{ a = lib.mkOption { default = pkgs.hello; }; }`)).rejects.toThrow("defaultText");
  });
});

it("is left alone where there is no Nix", async () => {
  await expect(moduleOptions({ env: { PATH: "/nonexistent" } })).resolves.toBeNull();
});
