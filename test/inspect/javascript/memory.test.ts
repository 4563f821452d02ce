import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyseInChild } from "../../../src/inspect/javascript/start-child.ts";
import { bundledCli, type Cli } from "../../support/cli.ts";
import { treeOf } from "./tree.ts";

let cli: Cli;
beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());

const program = () => join(dirname(cli.path), "inspect-javascript.js");

test("five megabytes of minified code, in seconds and less than 500 MB", async () => {
  // Large programs that are here anyway, each in a function of its own as bundlers put them.
  const { resolve } = createRequire(import.meta.url);
  const [compiler = "", morph = ""] = await Promise.all(
    ["typescript", "ts-morph"].map((name) => minified(resolve(name))),
  );
  const own = 'server.tool("last_one","The last",{},async()=>({key:process.env.ACME_API_KEY}));';
  const whole = [compiler, morph, morph, morph].map((code) => `(function(){${code}})();`).join("") + own;
  const started = performance.now();
  const { facts, peakBytes } = await analyseInChild(program(), treeOf({ "index.js": whole }), {});
  expect(facts.unread).toEqual([]);
  expect(facts.tools.map(({ name }) => name)).toContain("last_one");
  expect(facts.environment.map(({ name }) => name)).toContain("ACME_API_KEY");
  expect(peakBytes / 2 ** 20).toBeLessThan(500);
  expect(performance.now() - started).toBeLessThan(90_000);
}, 120_000);

async function minified(file: string): Promise<string> {
  return (await transform(await readFile(file, "utf8"), { minify: true })).code;
}
