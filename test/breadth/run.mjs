#!/usr/bin/env node
/**
 * Breadth: the whole road (init, add, prefetch, generate, build) for each server of a list, each in
 * a fresh project folder. A tool for developers, not part of the tests: it needs the registry and
 * Nix, and takes hours for a long list. Resumable: what is done is in a state file in the kept folder.
 *
 * node test/breadth/run.mjs [LIST] [--only NAME]… [--concurrency N] [--keep DIR] [--retry] [--fresh]
 *   [--table FILE] [--nixpkgs PATH] [--cli FILE]
 *
 * Ctrl-C ends it; the servers under way are tried again by the next run.
 */
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { execa } from "execa";
import pLimit from "p-limit";
import { nixSetting } from "./nix-setting.mjs";
import { walkRoad } from "./road.mjs";
import { readServers } from "./servers.mjs";
import { openState } from "./state.mjs";
import { writeTable } from "./table.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", multiple: true, default: [] },
    concurrency: { type: "string", default: "1" },
    /** Project folders and the state file; they stay there. */
    keep: { type: "string", default: join(tmpdir(), "mcp-nixgen-breadth") },
    /** Runs those again that failed. */
    retry: { type: "boolean", default: false },
    /** Runs all again. */
    fresh: { type: "boolean", default: false },
    /** Where the table goes. */
    table: { type: "string", default: join(here, "TABLE.md") },
    /** Package set to build with; else NIX_PATH's, else the tests' stand-in. */
    nixpkgs: { type: "string" },
    /** The CLI under test. */
    cli: { type: "string", default: resolve(here, "../../dist/cli.js") },
  },
});

const list = await readServers(positionals[0] ?? join(here, "servers.json"));
const wanted = list.filter(
  ({ spec }) => values.only.length === 0 || values.only.some((name) => spec.includes(name)),
);
await mkdir(values.keep, { recursive: true });
const state = await openState(join(values.keep, "results.json"));

const nix = await nixSetting(values.nixpkgs && resolve(values.nixpkgs));
const code = await codeAt(resolve(here, "../.."));
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

const limit = pLimit(Math.max(1, Number(values.concurrency)));
await Promise.all(
  wanted.map((server) =>
    limit(async () => {
      const known = state.get(server.spec);
      const settled = known !== undefined && !values.fresh && !(values.retry && !known.answers);
      if (settled || stop.signal.aborted) return;
      const result = await walkRoad(server, {
        cli: resolve(values.cli),
        keep: resolve(values.keep),
        nix,
        code,
        signal: stop.signal,
      });
      if (stop.signal.aborted) return;
      await state.set(server.spec, result);
      await writeTable(values.table, list, state);
      const verdict = result.answers
        ? `answers with ${result.tools} tools`
        : `${result.stage}: ${result.reason}`;
      console.error(`${server.spec}  ${result.seconds}s  ${verdict}`);
    }),
  ),
);

await writeTable(values.table, list, state);
const results = wanted.flatMap(({ spec }) => state.get(spec) ?? []);
const built = results.filter((result) => result.built).length;
const answers = results.filter((result) => result.answers).length;
console.log(`${results.length} of ${wanted.length} tried, ${built} built, ${answers} answer`);
process.exitCode = stop.signal.aborted ? 130 : 0;

async function codeAt(root) {
  const git = async (...args) => (await execa("git", ["-C", root, ...args], { reject: false })).stdout;
  const changed =
    (await git("status", "--porcelain", "--untracked-files=no", "--", "src", "modules", "test/nixpkgs")) ??
    "";
  return `${(await git("rev-parse", "--short", "HEAD")) ?? "?"}${changed === "" ? "" : "+"}`;
}
