import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa, execaSync } from "execa";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const root = resolve(import.meta.dirname, "../..");

/** A reader of man pages that says what is wrong with one; with none on this machine that is said. */
const readers: readonly (readonly [string, readonly string[]])[] = [
  ["groff", ["-man", "-Tutf8", "-ww"]],
  ["mandoc", ["-Tlint", "-Werror"]],
];
const reader = readers.find(([program]) => !execaSync(program, ["--version"], { reject: false }).failed);
if (reader === undefined) process.stderr.write("NOT CHECKED, for want of groff or mandoc: manual pages\n");

it("package.json installs the pages, and publishes them", async () => {
  for (const page of manifest.man) {
    expect(await readFile(join(root, page), "utf8")).toMatch(/^\.TH /);
    expect(manifest.files).toContain(page);
  }
  expect(manifest.man.map((page) => page.replace(/^docs\/(.*)\.1$/, "$1"))).toEqual(
    Object.keys(manifest.bin),
  );
});

describe.skipIf(reader === undefined)("a reader of man pages", () => {
  const [program, args] = reader ?? readers[0]!;

  it.each(manifest.man)("has nothing to say against %s", async (page) => {
    const { stdout, stderr } = await execa(program, [...args, join(root, page)], {
      env: { GROFF_NO_SGR: "1" },
    });
    expect(stderr).toBe("");
    if (program === "mandoc") return;
    // What was printed over itself is bold or underlined.
    const text = stdout
      .split("\b")
      .map((part, index, all) => (index < all.length - 1 ? part.slice(0, -1) : part))
      .join("");
    expect(text).toContain("--version");
    expect(text).toMatch(/^EXIT STATUS|^SEE ALSO/m);
  });

  it("would say so", async () => {
    const { stdout, stderr } = await execa(program, [...args], {
      input: ".TH A 1\n.SH B\n\\*[none]\n.nosuch\n",
      reject: false,
    });
    expect(stdout + stderr).toMatch(/nosuch|none/);
  });
});
