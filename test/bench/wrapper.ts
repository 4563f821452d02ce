/**
 * What the wrapper costs, against the known recipe for the same job, in one run:
 *
 *   node test/bench/run.mjs wrapper [rounds]
 *
 * Takes turns: the server bare; `setpriv --pdeathsig … systemd-run --scope … server`; `bin/mcp-NAME` without
 * a scope, with a scope, and with three secrets in files as well. Then the guard's memory. Needs Nix, a C
 * compiler and root (for a `systemd --user` of its own). Exit 1 when the wrapper adds 60 ms or more at its
 * best, or the guard takes 2 MB.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { startSystemdUser } from "../support/systemd-user.ts";

const WANTED_MS = 60;
const WANTED_KB = 2048;
const LIMITS = ["MemoryMax=1G", "TasksMax=100"];

async function nix(): Promise<string> {
  return (await execa("scripts/get-nix.sh")).stdout;
}

/** The folder of a wrapper around a program that prints a line, as the stand-in package set builds it. */
async function wrapper(prefix: string, more: string): Promise<string> {
  const expression = `
    let pkgs = import ./test/nixpkgs { };
    in pkgs.callPackage ./modules/mk-mcp-wrapper.nix { } {
      name = "bench";
      package = pkgs.writeShellScriptBin "server" "echo ready";
      binary = "server";
      ${more}
    }`;
  const args = ["--option", "sandbox", "false", "--no-out-link", "-E", expression];
  const { stdout } = await execa(path.join(prefix, "bin/nix-build"), args);
  return path.join(stdout.trim(), "bin/mcp-bench");
}

async function main([given]: string[]): Promise<number> {
  const rounds = Number(given ?? 40);
  await execa(process.execPath, ["test/nixpkgs/bundle.mjs"]);
  const prefix = await nix();
  const folder = await mkdtemp(path.join(tmpdir(), "bench-wrapper-"));
  const systemd = await startSystemdUser();
  try {
    const secret = path.join(folder, "secret");
    await writeFile(secret, "not so secret", { mode: 0o600 });
    const secrets = `secrets = { A.file = "${secret}"; B.file = "${secret}"; C.file = "${secret}"; };`;
    const limits = `limits = { memoryMax = "1G"; tasksMax = 100; };`;
    const plain = await wrapper(prefix, limits);
    const start = await readFile(path.join(path.dirname(plain), "../libexec/mcp-bench/start"), "utf8");
    const server = /\/[\w./-]+\/bin\/server/.exec(start)![0];
    const properties = LIMITS.map((limit) => `--property=${limit}`);
    const recipe = ["--user", "--scope", "--quiet", "--collect", "--slice=mcp-servers.slice", ...properties];
    const contestants: Record<string, readonly string[]> = {
      "the server, bare": [server],
      "setpriv + systemd-run --scope": [
        "setpriv",
        "--pdeathsig",
        "SIGTERM",
        "--",
        "systemd-run",
        ...recipe,
        "--",
        server,
      ],
      "bin/mcp-bench, no scope": [await wrapper(prefix, "scope = false;")],
      "bin/mcp-bench": [plain],
      "bin/mcp-bench, three secrets": [await wrapper(prefix, limits + secrets)],
    };
    const times: Record<string, number[]> = {};
    for (let round = 0; round <= rounds; round++)
      for (const [name, [file, ...args]] of Object.entries(contestants)) {
        const begun = performance.now();
        await execa(file!, args, { env: systemd.env, extendEnv: false, stdin: "ignore" });
        // The first round warms the file cache.
        if (round > 0) times[name] = [...(times[name] ?? []), performance.now() - begun];
      }
    const bare = times["the server, bare"]!;
    const rival = middle(times["setpriv + systemd-run --scope"]!) - middle(bare);
    for (const [name, each] of Object.entries(times)) {
      const added = middle(each) - middle(bare);
      console.log(
        `${name.padEnd(32)} best ${Math.min(...each)
          .toFixed(1)
          .padStart(
            6,
          )} ms, usual ${middle(each).toFixed(1).padStart(6)} ms, adds ${added.toFixed(1).padStart(6)} ms (${(added / rival).toFixed(2)} of the recipe)`,
      );
    }
    console.log(`noise: load ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} CPUs`);
    const added = Math.min(...times["bin/mcp-bench, three secrets"]!) - Math.min(...bare);
    console.log(`added at best, with scope and secrets: ${added.toFixed(1)} ms (wanted: under ${WANTED_MS})`);
    const kilobytes = await guardMemory(plain, systemd.env);
    console.log(`guard, resident, both processes: ${kilobytes} kB (wanted: under ${WANTED_KB})`);
    return added < WANTED_MS && kilobytes < WANTED_KB ? 0 : 1;
  } finally {
    await systemd.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** VmRSS of the front and the watcher, while the server runs. */
async function guardMemory(wrapped: string, env: Readonly<Record<string, string>>): Promise<number> {
  const guard = /(\S+\/bin\/mcp-guard)/.exec(await readFile(wrapped, "utf8"))![1]!.replaceAll("'", "");
  const child = execa(guard, ["--name", "bench", "--", "sleep", "60"], {
    env,
    extendEnv: false,
    reject: false,
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const watcher = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")).trim();
  const sizes = await Promise.all(
    [child.pid, watcher].map(async (pid) =>
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))![1]),
    ),
  );
  child.kill("SIGTERM");
  await child;
  return sizes[0]! + sizes[1]!;
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

process.exitCode = await main(process.argv.slice(2));
