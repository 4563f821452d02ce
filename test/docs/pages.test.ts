import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docsPages } from "../../scripts/write-docs.mjs";
import { bundledCli, type Cli } from "../support/cli.ts";

let cli: Cli;

beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());

async function run(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli.run(args);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

describe("pages that follow from the code", () => {
  it("are as `npm run docs` writes them", async () => {
    const pages = await docsPages(run);
    expect(Object.keys(pages)).toEqual([
      "docs/commands.md",
      "docs/mcp-nixgen.1",
      "docs/nixpkgs-mcp.1",
      "docs/nixpkgs-mcp.md",
      "docs/packages.md",
      "docs/servers-yaml.md",
    ]);
    for (const [path, text] of Object.entries(pages)) {
      const written = await readFile(new URL(`../../${path}`, import.meta.url), "utf8");
      expect(written === text, `${path} is out of date: run npm run docs`).toBe(true);
    }
  });

  it("do not speak of an option that the schema lacks, and leave none out", async () => {
    const schema = JSON.parse(await run(["schema"]));
    const { properties } = schema.properties.settings.anyOf[0];
    const changed = async (change: Record<string, unknown>) => {
      const settings = { anyOf: [{ type: "object", properties: { ...properties, ...change } }] };
      const text = JSON.stringify({ ...schema, properties: { ...schema.properties, settings } });
      return docsPages(async (args) => (args[0] === "schema" ? text : run(args)));
    };
    await expect(changed({})).resolves.toBeDefined();
    await expect(changed({ fresh: { type: "string" } })).rejects.toThrow("settings.fresh");
    await expect(changed({ style: undefined })).rejects.toThrow("settings.style");
  });
});
