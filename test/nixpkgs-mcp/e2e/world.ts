import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { Client, type ClientOptions } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { type ExecaError, execa, type ResultPromise } from "execa";
import { commonTools } from "../../../src/nixpkgs-mcp/tools/common-tools.ts";
import { definitionOf } from "../../../src/nixpkgs-mcp/tools/definitions.ts";
import { requireNix } from "../../support/nix.ts";
import { bundledProgram } from "./program.ts";

/** Says its name and arguments, and then what is on stdin. */
const echo = 'printf "%s" "$0" | sed "s|.*/||"; for a in "$@"; do printf "[%s]" "$a"; done; echo; cat';

/** Packages besides the common tools: program → its script. */
const more: Readonly<Record<string, string>> = {
  hello: 'echo "Hello, ${1:-world}!"',
  sleeper: 'sleep 987 & echo "$$ $!" > "$1"; wait',
  flood: "yes 0123456789 | head -c 3000000",
  binary: "printf '\\377\\376\\0'",
  bash: 'exec /bin/bash "$@"',
};

/** A flake in which every package is a script of the host's shell, built by real Nix in no time. */
async function writeFlake(folder: string): Promise<void> {
  const scripts = new Map<string, readonly [program: string, script: string]>(
    commonTools.map(({ attr }) => [attr, [definitionOf(attr).entry_point ?? attr, echo]]),
  );
  for (const [name, script] of Object.entries(more)) scripts.set(name, [name, script]);
  await mkdir(join(folder, "scripts"), { recursive: true });
  const lines = [];
  for (const [attr, [program, script]] of scripts) {
    const file = join(folder, "scripts", attr);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    lines.push(`    "${attr}" = package "${attr}" "${program}" ./scripts/${attr};`);
  }
  // The store outlives the folder: the name makes the packages this run's own.
  await writeFile(
    join(folder, "flake.nix"),
    `{
  outputs = _: let
    packages = system: let
      package = attr: program: script: {
        type = "derivation";
        name = "\${attr}-1.0";
        pname = attr;
        outputName = "out";
        outputs = [ "out" ];
        meta = { mainProgram = program; outputsToInstall = [ "out" ]; };
        inherit (derivation {
          name = "\${attr}-1.0";
          inherit system script;
          salt = "${folder}";
          builder = "/bin/sh";
          args = [ "-c" "PATH=/usr/bin:/bin; mkdir -p $out/bin; cp $script $out/bin/\${program}" ];
        }) drvPath outPath;
      };
    in {
${lines.join("\n")}
    };
  in {
    legacyPackages.x86_64-linux = packages "x86_64-linux";
    legacyPackages.aarch64-linux = packages "aarch64-linux";
  };
}
`,
  );
}

const catalog = JSON.stringify({
  version: 2,
  packages: Object.fromEntries(
    [
      ...commonTools.map(({ attr, description }) => [attr, description] as const),
      ...Object.keys(more).map((attr) => [attr, `The ${attr} program`] as const),
    ].map(([attr, description]) => [
      attr,
      {
        name: `${attr}-1.0`,
        pname: attr,
        version: "1.0",
        system: "x86_64-linux",
        meta: { description, position: "pkgs/by-name/x/package.nix:1", platforms: ["x86_64-linux"] },
      },
    ]),
  ),
});

export interface World {
  /** The server's program. */
  readonly program: string;
  readonly flake: string;
  readonly channelUrl: string;
  /** Requests that the channel got. */
  readonly asked: string[];
  /** A new home folder. */
  home(): Promise<string>;
  /** The usual flags. */
  readonly flags: readonly string[];
  env(home: string): Record<string, string>;
  /** A server on stdio with the SDK's client. */
  client(home: string, flags?: readonly string[], options?: ClientOptions): Promise<ConnectedClient>;
  /** The program with whatever is put on its stdin. */
  start(
    home: string,
    flags?: readonly string[],
  ): ResultPromise<{ reject: false; stdin: "pipe"; buffer: true }>;
  remove(): Promise<void>;
}

export interface ConnectedClient {
  readonly client: Client;
  readonly pid: number;
}

/** The program, a flake that plays nixpkgs, and an HTTP server that plays the channel. */
export async function makeWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "nixpkgs-mcp-e2e-"));
  const nixpkgs = join(folder, "nixpkgs");
  const [program] = await Promise.all([bundledProgram(), writeFlake(nixpkgs)]);
  const body = brotliCompressSync(catalog);
  const asked: string[] = [];
  const channel = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/nixos-unstable/git-revision")
      response.end("0123456789012345678901234567890123456789");
    else if (request.url === "/nixos-unstable/packages.json.br") {
      if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { ETag: '"1"', "Content-Length": body.length }).end(body);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => channel.listen(0, "127.0.0.1", resolve));
  const channelUrl = `http://127.0.0.1:${(channel.address() as AddressInfo).port}`;
  const flake = `path:${nixpkgs}`;
  const flags = ["--flake", flake, "--base-url", channelUrl];
  let homes = 0;
  const env = (home: string) => ({
    HOME: home,
    PATH: requireNix().env.PATH ?? "",
    NIX_CONFIG: "sandbox = false",
    API_KEY: "of-the-client",
  });
  const clients: Client[] = [];
  const started: { kill(signal: "SIGKILL"): unknown }[] = [];
  return {
    program: program.path,
    flake,
    channelUrl,
    asked,
    flags,
    env,
    home: async () => {
      const home = join(folder, `home${homes++}`);
      await mkdir(home);
      return home;
    },
    client: async (home, given = flags, options = {}) => {
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [program.path, ...given],
        cwd: home,
        env: env(home),
        stderr: "inherit",
      });
      const client = new Client({ name: "e2e", version: "1" }, options);
      await client.connect(transport);
      clients.push(client);
      return { client, pid: transport.pid ?? 0 };
    },
    start: (home, given = flags) => {
      const subprocess = execa(process.execPath, [program.path, ...given], {
        cwd: home,
        env: env(home),
        extendEnv: false,
        reject: false,
        stdin: "pipe",
        buffer: true,
      });
      started.push(subprocess);
      return subprocess as ReturnType<World["start"]>;
    },
    remove: async () => {
      await Promise.all(clients.map((client) => client.close().catch((error: ExecaError) => error)));
      for (const subprocess of started) subprocess.kill("SIGKILL");
      await new Promise((resolve) => channel.close(resolve));
      await program.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a process of this number runs (a zombie does not). */
export async function runs(pid: number): Promise<boolean> {
  const { readFile } = await import("node:fs/promises");
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}
