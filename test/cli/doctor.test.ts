import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Home, makeHome } from "../doctor/setting.ts";
import { bundledCli, type Cli } from "../support/cli.ts";

let cli: Cli;
let home: Home;
beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

const run = (...words: string[]) => cli.run(words, { env: home.env });

async function json(...words: string[]) {
  const { code, stdout } = await run(...words, "--json");
  return { code, value: JSON.parse(stdout) };
}

const problems = (value: { servers: { findings: { check: string; level: string; text: string }[] }[] }) =>
  value.servers.flatMap(({ findings }) =>
    findings.filter(({ level }) => level === "failed").map(({ check, text }) => `${check}: ${text}`),
  );

describe("a server over stdio", () => {
  it("that works is shown with its tools, times and secrets", async () => {
    await home.wrapper("good");
    await home.script(
      "check-good",
      "#!/bin/sh\nprintf 'A\\tfile\\tok\\nB\\tpass\\tfailed\\tno such entry\\n'\nexit 0\n",
    );
    await home.manifest({
      good: {
        secrets: [
          { name: "A", provider: "file", optional: false },
          { name: "B", provider: "pass", optional: true },
        ],
      },
    });
    const { code, value } = await json("doctor");
    expect(problems(value)).toEqual([]);
    expect(code).toBe(0);
    expect(value.servers).toEqual([
      expect.objectContaining({
        name: "good",
        ok: true,
        serverInfo: { name: "scripted", version: "1.2.3" },
        tools: 2,
        timings: { initialize: expect.any(Number), toolsList: expect.any(Number) },
      }),
    ]);
    const { stdout, stderr } = await run("doctor", "good");
    expect(stdout).toMatch(/^good +warning +good 1\.0\.0 +1 of 2 +\d+ \+ \d+ ms +2 +no scope$/m);
    expect(stdout).toContain("warning: good: B (pass): no such entry\n  hint: Does 'pass show'");
    expect(stderr).toContain("good");
  });

  it("that is not there, may not run, or misses a secret, is wrong", async () => {
    await home.wrapper("closed");
    await home.script("check-closed", "#!/bin/sh\nprintf 'A\\tsops\\tfailed\\tno such key\\n'\nexit 78\n");
    await writeFile(join(home.folder, "plain"), "");
    await home.manifest({
      closed: { secrets: [{ name: "A", provider: "sops", optional: false }] },
      gone: {},
      unbuilt: {
        package: { name: "x", version: null, path: "/nix/store/none" },
        command: join(home.folder, "plain"),
      },
    });
    const { code, value } = await json("doctor");
    expect(code).toBe(1);
    expect(problems(value)).toEqual([
      "secrets: A (sops): no such key",
      `wrapper: ${join(home.folder, "store/bin/mcp-gone")} is not there`,
      "package: x: /nix/store/none is gone",
      `wrapper: ${join(home.folder, "plain")} is not executable`,
    ]);
  });

  it("that ends is shown with its last words, without a key that is among them", async () => {
    await home.wrapper(
      "broken",
      'console.error("starting\\nbad key ghp_abcdefghijklmnopqrstuvwxyz0123456789"); process.exit(3);',
    );
    await home.manifest({ broken: {} });
    const { code, stdout, stderr } = await run("doctor");
    expect(code).toBe(1);
    expect(stdout).toContain("wrong: broken: it ended with exit code 3\n  hint: mcp-nixgen logs broken");
    expect(stdout).toContain("it said:\n    starting\n    bad key ***");
    expect(stdout + stderr).not.toContain("ghp_");
    expect(JSON.stringify((await json("doctor")).value)).not.toContain("ghp_");
  });

  it("that hangs is given up in time, and left behind by nobody", async () => {
    await home.script(
      "bin/mcp-hangs",
      `#!${process.execPath}\nrequire("fs").writeFileSync(${JSON.stringify(join(home.folder, "pid"))}, String(process.pid)); setInterval(() => {}, 1000);\n`,
    );
    await home.script("check-hangs", "#!/bin/sh\nsleep 60\n");
    await home.manifest({ hangs: { secrets: [{ name: "A", provider: "keepassxc", optional: false }] } });
    const started = performance.now();
    const { value } = await json("doctor", "--timeout", "1");
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(problems(value)).toEqual([
      "secrets: A (keepassxc): no answer within 1 s",
      "answers: it did not answer within 1 s",
    ]);
    const { readFile } = await import("node:fs/promises");
    const pid = Number(await readFile(join(home.folder, "pid"), "utf8"));
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it("is not started with --no-start", async () => {
    await home.wrapper(
      "quiet",
      `require("fs").writeFileSync(${JSON.stringify(join(home.folder, "started"))}, "");`,
    );
    await home.manifest({ quiet: {} });
    const { code, stdout } = await run("doctor", "--no-start");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^quiet +not started/m)]);
    const { existsSync } = await import("node:fs");
    expect(existsSync(join(home.folder, "started"))).toBe(false);
  });

  it("sees only what the wrapper gives it, and many are looked at together", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
    for (const name of names) await home.wrapper(name);
    await home.manifest(Object.fromEntries(names.map((name) => [name, {}])));
    const { value } = await json("doctor");
    expect(value.servers.map(({ name, tools }: { name: string; tools: number }) => [name, tools])).toEqual(
      names.map((name) => [name, 2]),
    );
  });
});

describe("a server over http", () => {
  const http = (url: string) => ({ transport: "http", url, unit: null, socket: null });

  it("is asked where it listens", async () => {
    const answers: Record<string, unknown> = {
      initialize: {
        protocolVersion: "2025-06-18",
        capabilities: { tools: {} },
        serverInfo: { name: "web", version: "2" },
      },
      "tools/list": { tools: [{ name: "one" }] },
    };
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        if (request.url !== "/mcp") return response.writeHead(404).end("no");
        if (request.method !== "POST") return response.writeHead(405).end();
        const { id, method } = JSON.parse(body);
        if (answers[method] === undefined) return response.writeHead(202).end();
        response.writeHead(200, { "content-type": "application/json" });
        return response.end(JSON.stringify({ jsonrpc: "2.0", id, result: answers[method] }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await home.wrapper("web");
      await home.wrapper("lost");
      await home.manifest({
        web: http(`http://127.0.0.1:${port}/mcp`),
        lost: http(`http://127.0.0.1:${port}/sse`),
      });
      const { code, value } = await json("doctor");
      expect(code).toBe(1);
      expect(value.servers).toEqual([
        expect.objectContaining({
          name: "web",
          ok: true,
          tools: 1,
          serverInfo: { name: "web", version: "2" },
        }),
        expect.objectContaining({ name: "lost", ok: false }),
      ]);
    } finally {
      server.close();
    }
  });

  it("that nobody runs is wrong", async () => {
    await home.wrapper("web");
    await home.manifest({ web: http("http://127.0.0.1:9/mcp") });
    const { value } = await json("doctor");
    expect(problems(value)).toEqual(["port: http://127.0.0.1:9/mcp: nothing listens there"]);
  });
});

describe("the manifest", () => {
  it("that is not there, or of another version, is an error with a remedy", async () => {
    expect((await json("doctor")).value.errors).toEqual([
      expect.objectContaining({
        code: "E_MANIFEST_NOT_FOUND",
        hint: expect.stringContaining("home-manager switch"),
      }),
    ]);
    const path = await home.manifest({}, { version: 2 });
    const { stderr } = await run("doctor", "--manifest", path);
    expect(stderr).toContain("version: Invalid input: expected 1");
    expect(stderr).toContain("manifest.json:2:14");
  });

  it("an unknown name is answered with similar ones, and shells complete them", async () => {
    await home.manifest({ firecrawl: {}, browser: {} });
    expect((await run("doctor", "firecrwl")).stderr).toContain("Did you mean 'firecrawl'?");
    expect((await run("__complete", "--", "doctor", "b")).stdout).toBe("browser\tserver\n");
    expect((await run("__complete", "--", "logs", "f")).stdout).toBe("firecrawl\tserver\n");
  });

  it("hides no server behind another whose entry is wrong", async () => {
    await home.wrapper("good");
    await home.manifest({ good: {}, odd: { secrets: "none" }, bad: { transport: "http", url: "no" } });
    const { code, value } = await json("doctor");
    expect(code).toBe(1);
    expect(value.servers.map(({ name, ok }: { name: string; ok: boolean }) => [name, ok])).toEqual([
      ["good", true],
      ["odd", false],
      ["bad", false],
    ]);
    expect(problems(value)).toEqual([
      expect.stringMatching(/^manifest: .*manifest\.json:\d+:\d+: servers\.odd\.secrets: /),
      expect.stringMatching(/^manifest: .*manifest\.json:\d+:\d+: servers\.bad\.url: /),
    ]);
    const { stdout } = await run("doctor", "odd");
    expect(stdout).toMatch(/^odd +wrong +- /m);
    expect((await run("logs", "odd")).stderr).toContain("servers.odd.secrets");
    expect((await run("logs", "good")).stderr).toContain("there is no log of 'good' yet");
  });

  it("that cannot be read is an error with its path and a remedy", async () => {
    const folder = join(home.folder, "folder");
    await mkdir(folder);
    const { stderr } = await run("doctor", "--manifest", folder);
    expect(stderr).toContain("cannot read the manifest: it is a folder");
    expect(stderr).toContain(folder);
    expect(stderr).toContain("hint:");
  });
});
