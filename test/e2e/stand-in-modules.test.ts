import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it } from "vitest";
import { nixpkgsLibOnNixPath } from "../support/home-manager.ts";
import { describeNix, requireNix } from "../support/nix.ts";

// The stand-in's module system against nixpkgs' own: the same modules, the same values, errors with the same
// facts. fixtures/stand-in-modules/modules.json was printed by nixpkgs' own lib, release 26.11.

const cases = fileURLToPath(new URL("fixtures/stand-in-modules", import.meta.url));
const standIn = fileURLToPath(new URL("../nixpkgs/lib", import.meta.url));
const real = await nixpkgsLibOnNixPath();
if (real === null) {
  process.stderr.write(
    "NIX_PATH lacks <nixpkgs/lib>: the stand-in's module system is compared with answers of nixpkgs' lib that were " +
      "written down, NOT with the lib itself\n",
  );
}
const libs = [["the stand-in", standIn], ...(real === null ? [] : [["<nixpkgs/lib>", real]])] as const;

async function evaluate(file: string, lib: string, attribute: string) {
  return execa(
    "nix-instantiate",
    [
      "--eval",
      "--strict",
      "--json",
      "--show-trace",
      "--expr",
      `(import ${join(cases, file)} { lib = import ${lib}; })${attribute}`,
    ],
    { env: requireNix().env, reject: false },
  );
}

for (const [name, lib] of libs) {
  describeNix(`the module system of ${name}`, () => {
    it("gives the values that nixpkgs' gives", async () => {
      const expected = JSON.parse(await readFile(join(cases, "modules.json"), "utf8"));
      const { exitCode, stdout, stderr } = await evaluate("values.nix", lib, "");
      expect(exitCode, stderr).toBe(0);
      const answers = JSON.parse(stdout);
      for (const topic of Object.keys(expected)) expect(answers[topic], topic).toEqual(expected[topic]);
      expect(Object.keys(answers).sort()).toEqual(Object.keys(expected).sort());
    });

    it("refuses what nixpkgs' refuses, and says what is wrong and where", async () => {
      const names = await execa(
        "nix-instantiate",
        [
          "--eval",
          "--strict",
          "--json",
          "--expr",
          `builtins.mapAttrs (_: one: one.facts) (import ${join(cases, "errors.nix")} { lib = import ${lib}; })`,
        ],
        { env: requireNix().env },
      );
      const wrong = JSON.parse(names.stdout) as Record<string, string[]>;
      expect(Object.keys(wrong).length).toBeGreaterThan(25);
      for (const [what, said] of Object.entries(wrong)) {
        const { exitCode, stderr } = await evaluate("errors.nix", lib, `.${what}.value`);
        expect(exitCode, what).not.toBe(0);
        const message = stderr.slice(stderr.lastIndexOf("error:"));
        for (const fact of said) expect(message, what).toContain(fact);
      }
    });
  });
}
