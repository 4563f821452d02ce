import { expect, test } from "vitest";
import type { FlagFact } from "../../../src/inspect/facts.ts";
import { factsOf } from "./tree.ts";

test.each<[string, string, Partial<FlagFact>[]]>([
  [
    "commander",
    'new Command().option("-p, --port <number>", "the port", "3000").requiredOption("--key <k>", "a key").option("--loud", "be loud")',
    [
      { name: "--key", takesValue: true, required: true, description: "a key" },
      { name: "--loud", takesValue: false, default: null },
      { name: "--port", short: "-p", takesValue: true, default: "3000", description: "the port" },
    ],
  ],
  [
    "commander's Option",
    'program.addOption(new Option("--transport <t>", "how").choices(["stdio", "http"]).default("stdio").env("T_MODE"))',
    [{ name: "--transport", takesValue: true, default: "stdio", choices: ["stdio", "http"] }],
  ],
  [
    "yargs",
    'yargs(argv).option("port", { alias: "p", type: "number", default: 80, describe: "the port" }).options({ mode: { choices: ["a", "b"], demandOption: true, type: "string" } })',
    [
      { name: "--mode", takesValue: true, required: true, choices: ["a", "b"] },
      { name: "--port", short: "-p", takesValue: true, default: "80", description: "the port" },
    ],
  ],
  [
    "parseArgs",
    'const { values } = parseArgs({ options: { port: { type: "string", short: "p", default: "1" }, quiet: { type: "boolean" } } })',
    [
      { name: "--port", short: "-p", takesValue: true, default: "1" },
      { name: "--quiet", takesValue: false },
    ],
  ],
  [
    "cleye",
    'import { cli as c } from "cleye"; c({ flags: { apiKey: { type: String, description: "key" }, verbose: Boolean } })',
    [
      { name: "--api-key", takesValue: true, description: "key" },
      { name: "--verbose", takesValue: false },
    ],
  ],
  [
    "minimist",
    'const argv = minimist(process.argv.slice(2), { string: ["name"], default: { name: "n" } }); use(argv.depth)',
    [{ name: "--depth" }, { name: "--name", takesValue: true, default: "n" }],
  ],
  [
    "by hand",
    'const args = process.argv.slice(2); if (args.includes("--http")) a(); const i = args.indexOf("--port"); for (const x of args) { if (x.startsWith("--key=")) b(); switch (x) { case "--debug": d() } if (x === "--host" || x === "-h") c() }',
    [
      { name: "--debug", takesValue: false },
      { name: "--host", short: "-h" },
      { name: "--http", takesValue: false },
      { name: "--key", takesValue: true },
      { name: "--port", takesValue: true },
    ],
  ],
  ["flags that are given to a child are none", 'spawn("chrome", ["--headless", "--no-sandbox"])', []],
])("%s", async (_, code, expected) => {
  const { flags } = await factsOf(code);
  expect(flags.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  expect(flags).toMatchObject(expected);
});
