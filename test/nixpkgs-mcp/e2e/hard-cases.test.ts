import { spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { programVersion } from "../../../src/version.ts";
import { describeNix } from "../../support/nix.ts";
import { makeWorld, runs, type World } from "./world.ts";

const initialize = (id = 0) =>
  JSON.stringify({
    jsonrpc: "2.0",
    id,
    method: "initialize",
    params: { protocolVersion: "2024-11-05", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
  });
const call = (id: number, name: string, given: unknown) =>
  JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: given } });
const messages = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describeNix("what a server has to live through", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world?.remove());

  /** A server with a tool that sleeps in a child of its own; the numbers of both. */
  async function sleeping(home: string) {
    const { client, pid } = await world.client(home);
    const file = join(home, "pids");
    client
      .callTool({ name: "nixpkgs_execute", arguments: { attr: "sleeper", args: [file] } })
      .catch(() => {});
    const pids = await vi.waitFor(
      async () => {
        const found = (await readFile(file, "utf8")).trim().split(" ").map(Number);
        expect(found).toHaveLength(2);
        return found;
      },
      { timeout: 30_000 },
    );
    return { client, pid, pids };
  }
  const allGone = (pids: readonly number[]) =>
    vi.waitFor(async () => expect((await Promise.all(pids.map(runs))).filter(Boolean)).toEqual([]), {
      timeout: 8_000,
    });

  it("lines that are no messages, between those that are", async () => {
    const server = world.start(await world.home());
    const lines = [
      "garbage",
      initialize(),
      "",
      '{"jsonrpc":"2.0","id":1}',
      "\u0000\u00ff",
      `[${call(2, "nixpkgs_list_installed", {})}]`,
      '{"jsonrpc":"2.0","id":3,"method":"tools/list"}',
    ];
    server.stdin.end(`${lines.join("\n")}\n`);
    const { stdout, exitCode } = await server;
    expect(exitCode).toBe(0);
    const answers = messages(stdout);
    expect(answers.filter(({ error }) => error).map(({ id, error }) => [id, error.code])).toEqual([
      [null, -32700],
      [1, -32600],
      [null, -32700],
    ]);
    const byId = new Map(answers.filter(({ result }) => result).map(({ id, result }) => [id, result]));
    expect(byId.get(0)).toMatchObject({ protocolVersion: "2024-11-05", serverInfo: { name: "nixpkgs-mcp" } });
    // Text is there for clients that know nothing of structured results.
    expect(byId.get(2)).toMatchObject({ content: [{ type: "text", text: "No tool is installed." }] });
    expect(byId.get(3).tools).toHaveLength(110);
  });

  it("2 MB of stdin is refused in words, and the next call works", async () => {
    const { client } = await world.client(await world.home());
    const large = await client.callTool({ name: "jq", arguments: { stdin: "x".repeat(2_000_000) } });
    expect(large).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("'stdin': is more than 1 MB") }],
    });
    const most = await client.callTool(
      { name: "jq", arguments: { stdin: "\u0001".repeat(1_000_000) } },
      undefined,
      { timeout: 60_000 },
    );
    expect(most.structuredContent).toMatchObject({ exitCode: 0, stdoutBytes: 1_000_003 });
  });

  it("a message of 20 MB is refused, and the next is answered", async () => {
    const server = world.start(await world.home());
    server.stdin.write(`${initialize()}\n`);
    server.stdin.write(`${call(1, "jq", { stdin: "x".repeat(20_000_000) })}\n`);
    server.stdin.end('{"jsonrpc":"2.0","id":2,"method":"ping"}\n');
    const answers = messages((await server).stdout);
    expect(answers.slice(1)).toEqual([
      { jsonrpc: "2.0", id: null, error: { code: -32600, message: "Invalid Request: the line is too long" } },
      { jsonrpc: "2.0", id: 2, result: {} },
    ]);
  });

  it("a client that closes leaves no process behind", async () => {
    const { client, pid, pids } = await sleeping(await world.home());
    await client.close();
    await allGone([pid, ...pids]);
  });

  it("neither does one that is killed", async () => {
    const home = await world.home();
    const file = join(home, "pids");
    // The client is a process of its own, which holds the pipes.
    const script = `const { spawn } = require("node:child_process");
      const server = spawn(process.execPath, ${JSON.stringify([world.program, ...world.flags])}, { stdio: ["pipe", "pipe", "inherit"] });
      console.log(server.pid);
      server.stdin.write(${JSON.stringify(`${initialize()}\n${call(1, "nixpkgs_execute", { attr: "sleeper", args: [file] })}\n`)});`;
    const client = spawn(process.execPath, ["-e", script], {
      cwd: home,
      env: world.env(home),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await new Promise<Buffer>((resolve) => client.stdout.once("data", resolve)))
      .toString()
      .split("\n");
    const pids = await vi.waitFor(
      async () => {
        const found = (await readFile(file, "utf8")).trim().split(" ").map(Number);
        expect(found).toHaveLength(2);
        return found;
      },
      { timeout: 30_000 },
    );
    client.kill("SIGKILL");
    await allGone([Number(line), ...pids]);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s ends it, and everything that it started",
    async (signal) => {
      const { pid, pids } = await sleeping(await world.home());
      process.kill(pid, signal);
      await allGone([pid, ...pids]);
    },
  );

  it("two servers on one cache and one state", async () => {
    const home = await world.home();
    const [one, two] = await Promise.all([world.client(home), world.client(home)]);
    const both = [one.client, two.client];
    const ran = await Promise.all(
      both.map((client) =>
        client.callTool({ name: "nixpkgs_execute", arguments: { attr: "hello" } }, undefined, {
          timeout: 60_000,
        }),
      ),
    );
    for (const result of ran) expect(result.structuredContent).toMatchObject({ stdout: "Hello, world!\n" });
    const attrs = ["hello", "jq", "fd", "bat", "tree", "sd"];
    const installed = await Promise.all(
      attrs.map((attr, index) =>
        both[index % 2]!.callTool({ name: "nixpkgs_install_tool", arguments: { attr } }, undefined, {
          timeout: 60_000,
        }),
      ),
    );
    for (const result of installed) expect(result.isError, JSON.stringify(result)).toBeFalsy();
    for (const client of both) {
      const names = (await client.listTools()).tools.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(attrs.map((attr) => `nixpkgs_${attr}`)));
      expect(
        (await client.callTool({ name: "nixpkgs_search", arguments: { query: "hello" } })).structuredContent,
      ).toMatchObject({ results: [{ attr: "hello" }] });
    }
  });

  it("a corrupt list of installed tools is set aside, and said on stderr", async () => {
    const home = await world.home();
    const state = join(home, ".local/state/nixpkgs-mcp");
    await mkdir(state, { recursive: true });
    await writeFile(join(state, "installed_tools.json"), '{"version":1,"tools":[{"at');
    const server = world.start(home);
    server.stdin.end(`${initialize()}\n{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n`);
    const { stdout, stderr, exitCode } = await server;
    expect(exitCode).toBe(0);
    expect(messages(stdout)[1].result.tools).toHaveLength(110);
    const [aside = ""] = (await readdir(state)).filter((name) => name.includes(".corrupt-"));
    expect(await readFile(join(state, aside), "utf8")).toBe('{"version":1,"tools":[{"at');
    expect(stderr).toContain(aside);
  });

  it("no network and no cache: an error that says so, and everything else works", async () => {
    const { client } = await world.client(await world.home(), [
      "--flake",
      world.flake,
      "--base-url",
      "http://127.0.0.1:9",
    ]);
    expect((await client.listTools()).tools).toHaveLength(110);
    const ran = await client.callTool({ name: "jq", arguments: { args: ["."] } }, undefined, {
      timeout: 60_000,
    });
    expect(ran.structuredContent).toMatchObject({ exitCode: 0 });
    const search = await client.callTool({ name: "nixpkgs_search", arguments: { query: "jq" } }, undefined, {
      timeout: 60_000,
    });
    expect(search).toMatchObject({ isError: true, _meta: { "nixpkgs-mcp/error": { code: "E_CATALOG" } } });
    await client.ping();
  });

  it("metrics are a line of JSON at the end; stdout is the protocol's", async () => {
    const server = world.start(await world.home(), [...world.flags, "--metrics", "--log-level", "debug"]);
    const second = call(1, "nixpkgs_list_installed", {});
    const third = call(2, "nixpkgs_list_installed", { no: 1 });
    server.stdin.end(`${initialize()}\n${second}\n${third}\n`);
    const { stdout, stderr } = await server;
    expect(messages(stdout)).toHaveLength(3);
    const line = stderr.split("\n").find((each) => each.startsWith("{")) ?? "";
    expect(JSON.parse(line)).toMatchObject({
      metrics: { calls: 2, errors: 1, tools: { nixpkgs_list_installed: { calls: 2, errors: 1 } } },
    });
  });

  it("a stdout that nobody reads ends it", async () => {
    const home = await world.home();
    const server = spawn(process.execPath, [world.program, ...world.flags], {
      cwd: home,
      env: world.env(home),
      stdio: ["pipe", "pipe", "pipe"],
    });
    onTestFinished(() => void server.kill("SIGKILL"));
    let stderr = "";
    server.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    server.stdout.destroy();
    const exited = new Promise((resolve) => server.once("exit", resolve));
    server.stdin.on("error", () => {});
    server.stdin.write(`${initialize()}\n{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n`);
    expect(await exited).toBe(0);
    expect(stderr).toBe("");
  });

  it("the command line's own answers", async () => {
    const home = await world.home();
    const run = async (...flags: string[]) => {
      const server = world.start(home, flags);
      server.stdin.end();
      const { exitCode, stdout, stderr } = await server;
      return { exitCode, stdout, stderr };
    };
    expect(await run("--version")).toEqual({ exitCode: 0, stdout: programVersion(), stderr: "" });
    expect((await run("--help")).stdout).toContain("--http PORT");
    expect(await run("--htpp", "1")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining("hint: Did you mean '--http'"),
    });
    expect(await run("--http", "0", "--host", "0.0.0.0")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("no token"),
    });
    expect((await run("--print-config", "--channel", "nixos-25.11")).stdout).toContain(
      "channel: nixos-25.11",
    );
    await mkdir(join(home, ".config/nixpkgs-mcp"), { recursive: true });
    await writeFile(join(home, ".config/nixpkgs-mcp/config.yaml"), "tols: [jq]\n");
    const wrong = await run();
    expect(wrong).toMatchObject({ exitCode: 1, stdout: "" });
    expect(wrong.stderr).toContain("config.yaml:1:1");
    expect(wrong.stderr).toContain("1 | tols: [jq]");
    await writeFile(join(home, ".config/nixpkgs-mcp/config.yaml"), "tools: [jq]\n");
    const { client } = await world.client(home);
    expect((await client.listTools()).tools).toHaveLength(11);
    await client.callTool({ name: "nixpkgs_search", arguments: { query: "jq" } }, undefined, {
      timeout: 60_000,
    });
    const catalogs = join(home, ".cache/nixpkgs-mcp");
    const before = await readdir(catalogs);
    expect(await run("--clear-cache")).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(`nixpkgs-mcp: removed ${catalogs}/`),
    });
    expect((await readdir(catalogs)).length).toBeLessThan(before.length);
  });

  it("policy: what it denies does not run", async () => {
    const home = await world.home();
    const policy = join(home, "policy.yaml");
    await writeFile(policy, "packages:\n  deny: [hello]\n");
    const { client } = await world.client(home, [...world.flags, "--policy", policy]);
    const denied = await client.callTool(
      { name: "nixpkgs_execute", arguments: { attr: "hello" } },
      undefined,
      { timeout: 60_000 },
    );
    expect(denied).toMatchObject({ isError: true, _meta: { "nixpkgs-mcp/error": { code: "E_DENIED" } } });
    await writeFile(policy, "packages:\n  ask: [hello]\n");
    const asking = [...world.flags, "--policy", policy];
    const { client: person } = await world.client(home, asking, { capabilities: { elicitation: {} } });
    const questions: string[] = [];
    const answers = ["no", "always"];
    person.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      questions.push(params.message);
      return { action: "accept", content: { answer: answers.shift() ?? "nobody" } };
    });
    const codes = [];
    for (let round = 0; round < 3; round++) {
      const given = { name: "nixpkgs_execute", arguments: { attr: "hello" } };
      const { structuredContent } = await person.callTool(given, undefined, { timeout: 60_000 });
      codes.push((structuredContent as { exitCode: number } | undefined)?.exitCode);
    }
    expect(codes).toEqual([undefined, 0, 0]);
    expect(questions).toEqual([expect.stringContaining("hello"), expect.stringContaining("hello")]);
    await writeFile(policy, "packages:\n  denny: [hello]\n");
    const broken = world.start(home, [...world.flags, "--policy", policy]);
    broken.stdin.end();
    expect(await broken).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("unknown key 'denny'"),
    });
  });
});

describeNix("streamable HTTP as a service", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world?.remove());

  it("serves with a token, and ends at SIGTERM with all sessions", async () => {
    const home = await world.home();
    const tokenFile = join(home, "token");
    await writeFile(tokenFile, "0123456789abcdef-token\n");
    await chmod(tokenFile, 0o600);
    const server = world.start(home, [...world.flags, "--http", "0", "--token-file", tokenFile]);
    const url = await listeningUrl(server);
    const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
    const { StreamableHTTPClientTransport } = await import(
      "@modelcontextprotocol/sdk/client/streamableHttp.js"
    );
    const client = new Client({ name: "e2e", version: "1" });
    const headers = { Authorization: "Bearer 0123456789abcdef-token" };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }) as never,
    );
    const ran = await client.callTool({ name: "nixpkgs_execute", arguments: { attr: "hello" } }, undefined, {
      timeout: 60_000,
    });
    expect(ran.structuredContent).toMatchObject({ stdout: "Hello, world!\n" });
    expect((await fetch(url, { method: "POST" })).status).toBe(401);
    // stdin ended long ago: that is nothing to a service.
    server.stdin.end();
    await sleep(100);
    await client.ping();
    server.kill("SIGTERM");
    expect((await server).exitCode).toBe(0);
    await client.close();
  });

  it("takes the socket that systemd opened, and refuses one that is open to all", async () => {
    const home = await world.home();
    for (const host of ["127.0.0.1", "0.0.0.0"]) {
      const socket = createServer().listen(0, host);
      await new Promise((resolve) => socket.once("listening", resolve));
      const { port } = socket.address() as { port: number };
      const handle = (socket as unknown as { _handle: object })._handle;
      const exec = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"';
      const server = spawn("/bin/sh", ["-c", exec, "sh", process.execPath, world.program, ...world.flags], {
        cwd: home,
        env: world.env(home),
        stdio: ["ignore", "ignore", "pipe", handle as never],
      });
      onTestFinished(() => void server.kill("SIGKILL"));
      // Who connects is the server's: it has the socket too by now.
      socket.close();
      let stderr = "";
      server.stderr?.on("data", (chunk) => {
        stderr += chunk;
      });
      const exited = new Promise<number | null>((resolve) => server.once("exit", resolve));
      if (host === "0.0.0.0") {
        expect(await exited).toBe(1);
        expect(stderr).toContain("no token is asked for");
      } else {
        await vi.waitFor(() => expect(stderr).toContain(`listening on http://127.0.0.1:${port}/mcp`), {
          timeout: 20_000,
        });
        const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "application/json, text/event-stream" },
          body: initialize(),
        });
        expect(await answer.text()).toContain("nixpkgs-mcp");
        server.kill("SIGTERM");
        expect(await exited).toBe(0);
      }
    }
  });
});

/** Read from the stream itself: execa's own iterable ends only with the process. */
function listeningUrl(server: ReturnType<World["start"]>): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    server.stderr.on("data", (chunk) => {
      said += chunk;
      const url = /listening on (\S+)\n/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    server.stderr.on("end", () => reject(new Error(`the server does not listen: ${said}`)));
  });
}
