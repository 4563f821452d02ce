/**
 * The catalog's index against a MiniSearch index over everything, in one run:
 *
 *   node test/bench/run.mjs nixpkgs-search FILE [rounds]
 *
 * FILE is a packages.json or packages.json.br. Each contestant has a process of its own; memory is what the system
 * says the process holds (resident set), beside that of a Node that has only loaded the MCP SDK. Exit 1 when a
 * wanted number is missed.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { build } from "esbuild";
import { execa } from "execa";
import MiniSearch from "minisearch";
import { readDecoded } from "../../src/nixpkgs-mcp/catalog/byte-stream.ts";
import { EntryReader } from "../../src/nixpkgs-mcp/catalog/json-entries.ts";
import { OpenedCatalog } from "../../src/nixpkgs-mcp/catalog/opened-catalog.ts";
import { startBuild } from "../../src/nixpkgs-mcp/catalog/start-build.ts";
import { everydayQueries } from "../nixpkgs-mcp/search/queries.ts";

const WANTED = { buildMs: 4000, buildMb: 400, openMs: 100, p50: 2, p99: 10, addedMb: 30 };

interface Measured {
  readonly openMs: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly slowest: string;
  readonly mb: number;
  readonly top1: number;
  readonly top5: number;
}

/** The best attributes for a text. */
type Ask = (text: string) => readonly string[];

const facts = { origin: "bench", packages: 0, etag: null, sha256: "", fetchedAt: "", revision: null };

/** Roles that a process of this bench can have; `parent` starts the others. */
const roles: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = {
  bare: async () => {
    await import("../../src/nixpkgs-mcp/small-heap.ts");
    await import("@modelcontextprotocol/sdk/server/mcp.js");
    await import("@modelcontextprotocol/sdk/server/stdio.js");
    return { mb: residentMb() };
  },
  ours: async ([folder, queries]) => {
    await import("../../src/nixpkgs-mcp/small-heap.ts");
    await import("@modelcontextprotocol/sdk/server/mcp.js");
    await import("@modelcontextprotocol/sdk/server/stdio.js");
    const start = performance.now();
    const catalog = new OpenedCatalog(folder!, facts);
    const openMs = performance.now() - start;
    const has = (attr: string) => catalog.package(attr) !== null;
    const ask: Ask = (text) => catalog.search({ text, limit: 10, offset: 0 }).results.map(({ attr }) => attr);
    return measure(openMs, await readQueries(queries!), ask, has);
  },
  minisearch: async ([file, queries]) => {
    const start = performance.now();
    const search = new MiniSearch({
      fields: ["attr", "pname", "description"],
      idField: "attr",
      storeFields: [],
    });
    const attrs = new Set<string>();
    await eachPackage(file!, (attr, { pname, meta }) => {
      attrs.add(attr);
      search.add({ attr, pname, description: meta?.description ?? "" });
    });
    const openMs = performance.now() - start;
    const options = { prefix: true, fuzzy: 0.2, boost: { attr: 3, pname: 2 } };
    const ask: Ask = (text) =>
      search
        .search(text, options)
        .slice(0, 10)
        .map(({ id }) => id);
    return measure(openMs, await readQueries(queries!), ask, (attr) => attrs.has(attr));
  },
};

async function eachPackage(
  file: string,
  see: (attr: string, json: { pname: string; meta?: { description?: string } }) => void,
): Promise<void> {
  const reader = new EntryReader((attr, value) => see(attr, JSON.parse(value.toString("utf8"))));
  await readDecoded(file, (chunk) => reader.push(chunk));
  reader.end();
}

async function readQueries(file: string): Promise<readonly string[]> {
  return JSON.parse(await readFile(file, "utf8"));
}

/** A thousand of every kind, the same for each contestant: what people type, attributes, typos, letters. */
async function queriesFor(file: string): Promise<readonly string[]> {
  const attrs: string[] = [];
  await eachPackage(file, (attr) => attrs.push(attr));
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const some = () => attrs[random(attrs.length)]!;
  const typo = (text: string) => {
    const at = random(Math.max(1, text.length - 1));
    return text.slice(0, at) + text.slice(at + 1, at + 2) + text.slice(at, at + 1) + text.slice(at + 2);
  };
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const kinds = [
    () => everydayQueries[random(everydayQueries.length)]!.text,
    () => everydayQueries[random(everydayQueries.length)]!.text,
    () => some().split(".").at(-1)!,
    () => some(),
    () => typo(some().split(".").at(-1)!),
    () => typo(everydayQueries[random(everydayQueries.length)]!.text),
    () => letters[random(26)]!,
    () => letters[random(26)]! + letters[random(26)]!,
    () => some().split(".").at(-1)!.slice(0, 4),
    () => `python ${some().split(".").at(-1)!.replaceAll("-", " ")}`,
  ];
  return Array.from({ length: 1000 }, (_, at) => kinds[at % kinds.length]!());
}

function measure(
  openMs: number,
  queries: readonly string[],
  ask: Ask,
  has: (attr: string) => boolean,
): Measured {
  // The first hundred warm the compiler up; a server that was just started is measured by `openMs`.
  for (const text of queries.slice(0, 100)) ask(text);
  const times = queries.map((text) => {
    const start = performance.now();
    ask(text);
    return { ms: performance.now() - start, text };
  });
  times.sort((one, other) => one.ms - other.ms);
  const mb = residentMb();
  const known = everydayQueries.filter(({ accept }) => accept.some(has));
  const places = known.map(({ text, accept }) => ask(text).findIndex((attr) => accept.includes(attr)));
  return {
    openMs,
    p50: times[Math.floor(times.length * 0.5)]!.ms,
    p99: times[Math.floor(times.length * 0.99)]!.ms,
    worst: times.at(-1)!.ms,
    slowest: times.at(-1)!.text,
    mb,
    top1: places.filter((place) => place === 0).length / known.length,
    top5: places.filter((place) => place >= 0 && place < 5).length / known.length,
  };
}

function residentMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

async function inProcess<Answer>(role: string, ...args: string[]): Promise<Answer> {
  const { stdout } = await execa(process.execPath, [process.argv[1]!, `--role=${role}`, ...args]);
  return JSON.parse(stdout) as Answer;
}

async function parent([file, given]: string[]): Promise<number> {
  if (file === undefined) {
    console.error("usage: node test/bench/run.mjs nixpkgs-search FILE [rounds]");
    return 2;
  }
  const rounds = Number(given ?? 3);
  const folder = await mkdtemp(path.resolve("node_modules/.bench-search-"));
  try {
    const program = path.join(folder, "nixpkgs-index.mjs");
    const entry = path.resolve("src/nixpkgs-mcp/catalog/build-child.ts");
    await build({
      entryPoints: [entry],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
    });
    const builds: { ms: number; mb: number; packages: number; folder: string }[] = [];
    for (let round = 0; round < rounds; round++) {
      const into = path.join(folder, String(round));
      await mkdir(into);
      const start = performance.now();
      const { packages, peakBytes } = await startBuild({ file, folder: into, program });
      builds.push({
        ms: performance.now() - start,
        mb: (peakBytes ?? Number.NaN) / 2 ** 20,
        packages,
        folder: into,
      });
    }
    const queries = path.join(folder, "queries.json");
    await writeFile(queries, JSON.stringify(await queriesFor(file)));
    const bare = await inProcess<{ mb: number }>("bare");
    const ours: Measured[] = [];
    for (let round = 0; round < rounds; round++)
      ours.push(await inProcess<Measured>("ours", builds[0]!.folder, queries));
    const rival = await inProcess<Measured>("minisearch", file, queries);
    return report(file, builds, bare.mb, ours, rival);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(
  file: string,
  builds: readonly { ms: number; mb: number; packages: number }[],
  bareMb: number,
  rounds: readonly Measured[],
  rival: Measured,
): number {
  const best = (pick: (one: Measured) => number) => Math.min(...rounds.map(pick));
  const buildMs = Math.min(...builds.map(({ ms }) => ms));
  const buildMb = Math.max(...builds.map(({ mb }) => mb));
  const openMs = best(({ openMs }) => openMs);
  const p50 = best(({ p50 }) => p50);
  const p99 = best(({ p99 }) => p99);
  const addedMb = Math.max(...rounds.map(({ mb }) => mb)) - bareMb;
  const rivalMb = rival.mb - bareMb;
  const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
  const mb = (value: number) => `${value.toFixed(0)} MB`;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const rows = [
    ["build (once a catalog)", ms(buildMs), `wanted ${ms(WANTED.buildMs)}`, ""],
    ["  peak memory of it", mb(buildMb), `wanted ${mb(WANTED.buildMb)}`, ""],
    [
      "open",
      ms(openMs),
      `wanted ${ms(WANTED.openMs)}`,
      `${ms(rival.openMs)}, ${(rival.openMs / openMs).toFixed(0)}x`,
    ],
    ["search p50", ms(p50), `wanted ${ms(WANTED.p50)}`, `${ms(rival.p50)}, ${(rival.p50 / p50).toFixed(1)}x`],
    ["search p99", ms(p99), `wanted ${ms(WANTED.p99)}`, `${ms(rival.p99)}, ${(rival.p99 / p99).toFixed(1)}x`],
    ["  worst", ms(best(({ worst }) => worst)), rounds[0]!.slowest, ms(rival.worst)],
    [
      "memory beside the SDK",
      mb(addedMb),
      `wanted ${mb(WANTED.addedMb)}`,
      `${mb(rivalMb)}, ${(rivalMb / addedMb).toFixed(1)}x`,
    ],
    ["  resident in all", mb(addedMb + bareMb), "", mb(rival.mb)],
    ["everyday queries, first", percent(rounds[0]!.top1), "", percent(rival.top1)],
    ["  among five", percent(rounds[0]!.top5), "", percent(rival.top5)],
  ];
  console.log(`${path.basename(file)}: ${builds[0]!.packages} packages; rival: MiniSearch over everything`);
  for (const [what, value, wanted, other] of rows) {
    console.log(`${what!.padEnd(26)}${value!.padStart(10)}  ${wanted!.padEnd(22)}rival ${other || "-"}`);
  }
  const missed =
    buildMs > WANTED.buildMs ||
    buildMb > WANTED.buildMb ||
    openMs > WANTED.openMs ||
    p50 > WANTED.p50 ||
    p99 > WANTED.p99;
  return missed || addedMb > WANTED.addedMb ? 1 : 0;
}

const [first, ...rest] = process.argv.slice(2);
const role = /^--role=(\w+)$/.exec(first ?? "")?.[1];
if (role === undefined) process.exitCode = await parent(process.argv.slice(2));
else console.log(JSON.stringify(await roles[role]!(rest)));
