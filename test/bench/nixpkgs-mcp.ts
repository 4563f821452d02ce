/**
 * nixpkgs-mcp as a whole, as a client on stdio sees it:
 *
 *   node test/bench/run.mjs nixpkgs-mcp [packages.json.br] [rounds]
 *
 * Start to the first answer to `tools/list` beside bare Node's start, bytes of the tool lists; with a catalog also how
 * long that takes to be indexed (while the tools answer), searches through the protocol, and resident memory after
 * them. Exit 1 when the start or the bytes are more than they may be.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { bundledProgram } from "../nixpkgs-mcp/e2e/program.ts";

const WANTED = { startMs: 300, tier1Bytes: 5_000, allBytes: 24_000, rssMb: 110, coldMs: 4_000 };

const initialize = {
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } },
};

/** A server, spoken to without a client library: its time would be measured too. */
class Server {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: string) => void>();
  #rest = "";
  #id = 0;

  constructor(program: string, home: string, flags: readonly string[]) {
    const env = { HOME: home, PATH: process.env.PATH };
    this.#process = spawn(process.execPath, [program, ...flags], {
      env,
      cwd: home,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#process.stdout.on("data", (chunk) => {
      const lines = `${this.#rest}${chunk}`.split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#waiting.get(Number(/"id":(\d+)\}?$/.exec(line)?.[1]))?.(line);
    });
  }

  ask(message: { readonly method: string; readonly params?: unknown }): Promise<string> {
    const id = ++this.#id;
    this.#process.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...message })}\n`);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  search(query: string): Promise<string> {
    return this.ask({ method: "tools/call", params: { name: "nixpkgs_search", arguments: { query } } });
  }

  async memoryMb(field: "VmRSS" | "VmHWM"): Promise<number> {
    const status = await readFile(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  }

  end(): Promise<unknown> {
    const exited = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.stdin.end();
    return exited;
  }
}

const quantile = (numbers: readonly number[], part: number) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(part * numbers.length))] ?? 0;

function print(what: string, value: string, wanted?: string): void {
  console.log(
    `${what.padEnd(44)}${value.padStart(12)}${wanted === undefined ? "" : `   (wanted: ${wanted})`}`,
  );
}

async function firstList(program: string, home: string, flags: readonly string[]): Promise<[number, string]> {
  const start = performance.now();
  const server = new Server(program, home, flags);
  await server.ask(initialize);
  const list = await server.ask({ method: "tools/list" });
  const ms = performance.now() - start;
  await server.end();
  return [ms, list];
}

async function bareNode(): Promise<number> {
  const start = performance.now();
  await new Promise((resolve) =>
    spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }).once("exit", resolve),
  );
  return performance.now() - start;
}

const bytesOf = (answer: string) => Buffer.byteLength(JSON.stringify(JSON.parse(answer).result));

async function main([catalog, given]: string[]): Promise<number> {
  const rounds = Number(given ?? 15);
  const home = await mkdtemp(path.join(tmpdir(), "bench-nixpkgs-mcp-"));
  const program = await bundledProgram(process.cwd());
  try {
    const flags = ["--catalog", path.resolve(catalog ?? "none.json"), "--root", home];
    if (catalog !== undefined) await cold(program.path, home, flags);
    const [starts, bare]: [number[], number[]] = [[], []];
    let all = "";
    for (let round = 0; round <= rounds; round++) {
      const [ms, list] = await firstList(program.path, home, flags);
      const node = await bareNode();
      all = list;
      // The first round warms the file cache.
      if (round > 0) {
        starts.push(ms);
        bare.push(node);
      }
    }
    const [, tier1] = await firstList(program.path, home, [...flags, "--tier1-only"]);
    const best = Math.min(...starts);
    print("bare Node, start to end, best", `${Math.min(...bare).toFixed(0)} ms`);
    print("start to first tools/list, best", `${best.toFixed(0)} ms`, `at most ${WANTED.startMs} ms`);
    print("start to first tools/list, median", `${quantile(starts, 0.5).toFixed(0)} ms`);
    print("tier 1, bytes of tools/list", String(bytesOf(tier1)), `under ${WANTED.tier1Bytes}`);
    print("all 110 tools, bytes of tools/list", String(bytesOf(all)), `under ${WANTED.allBytes}`);
    if (catalog !== undefined) await warm(program.path, home, flags);
    const small = bytesOf(tier1) < WANTED.tier1Bytes && bytesOf(all) < WANTED.allBytes;
    return best <= WANTED.startMs && small ? 0 : 1;
  } finally {
    await program.remove();
    await rm(home, { recursive: true, force: true });
  }
}

/** The first start with a catalog: it is indexed, and the tools answer meanwhile. */
async function cold(program: string, home: string, flags: readonly string[]): Promise<void> {
  const server = new Server(program, home, flags);
  await server.ask(initialize);
  const start = performance.now();
  let ready = false;
  const searched = server.search("ripgrep").then(() => {
    ready = true;
    return performance.now() - start;
  });
  const pings: number[] = [];
  while (!ready) {
    const sent = performance.now();
    await Promise.race([server.ask({ method: "tools/list" }), searched]);
    if (!ready) pings.push(performance.now() - sent);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  print(
    "catalog to be indexed, first search",
    `${(await searched).toFixed(0)} ms`,
    `at most ${WANTED.coldMs} ms`,
  );
  print("tools/list meanwhile, p50", `${quantile(pings, 0.5).toFixed(1)} ms`);
  print("tools/list meanwhile, slowest", `${Math.max(...pings).toFixed(1)} ms`);
  print("peak of the server's own memory meanwhile", `${(await server.memoryMb("VmHWM")).toFixed(0)} MB`);
  await server.end();
}

const words = [
  "json",
  "ripgrep",
  "r",
  "z",
  "pdf merge",
  "htpo",
  "python requests",
  "web server",
  "ffmepg",
  "git tui",
];

async function warm(program: string, home: string, flags: readonly string[]): Promise<void> {
  const server = new Server(program, home, flags);
  await server.ask(initialize);
  await server.ask({ method: "tools/list" });
  const before = await server.memoryMb("VmRSS");
  const first = performance.now();
  await server.search("ripgrep");
  print("first search after a warm start", `${(performance.now() - first).toFixed(0)} ms`);
  const times: number[] = [];
  for (let index = 0; index < 1_000; index++) {
    const start = performance.now();
    await server.search(`${words[index % words.length]}${index % 3 === 0 ? ` ${index}` : ""}`);
    times.push(performance.now() - start);
  }
  print("search through the protocol, p50", `${quantile(times, 0.5).toFixed(1)} ms`);
  print("search through the protocol, p99", `${quantile(times, 0.99).toFixed(1)} ms`);
  print("resident memory before any search", `${before.toFixed(0)} MB`);
  const after = await server.memoryMb("VmRSS");
  print("resident memory after 1,000 searches", `${after.toFixed(0)} MB`, `at most ${WANTED.rssMb} MB`);
  await server.end();
}

process.exitCode = await main(process.argv.slice(2));
