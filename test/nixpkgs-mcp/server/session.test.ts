import { setTimeout as sleep } from "node:timers/promises";
import {
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { UserError } from "../../../src/errors.ts";
import type { OutputRange } from "../../../src/nixpkgs-mcp/execution/types.ts";
import { rootsFor } from "../../../src/nixpkgs-mcp/execution/working-directory.ts";
import { fakeCatalog, fakeExecutor, fakePackage, fakeSource, finished, textOutput } from "./fakes.ts";
import { setting as makeSetting, type Parts, type Setting, textOf } from "./setting.ts";

const settings: Setting[] = [];
const setting = async (parts?: Parts) => {
  const made = await makeSetting(parts);
  settings.push(made);
  return made;
};
afterEach(async () => {
  await Promise.all(settings.splice(0).map((each) => each.remove()));
});

describe("running", () => {
  it("a common tool runs its package by its definition", async () => {
    const executor = fakeExecutor(async ({ attr }) =>
      finished(attr, "found\n", { exitCode: 1, stderr: textOutput("oops\n") }),
    );
    const client = await (await setting({ executor })).connect();
    const result = await client.callTool({
      name: "ripgrep",
      arguments: { args: ["x; rm -rf /"], stdin: "in", cwd: "/w", timeout: 3 },
    });
    expect(executor.requests).toEqual([
      {
        attr: "ripgrep",
        program: "rg",
        args: ["--color=never", "x; rm -rf /"],
        stdin: Buffer.from("in"),
        cwd: "/w",
        timeoutMs: 3_000,
      },
    ]);
    expect(result).toEqual({
      content: [{ type: "text", text: "found\n[stderr]\noops\n[exit code 1, 1 ms]" }],
      structuredContent: { stdout: "found\n", stderr: "oops\n", exitCode: 1, durationMs: 1 },
    });
  });

  it("another program of a package gets none of the arguments meant for its own", async () => {
    const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const client = await (await setting({ executor })).connect();
    await client.callTool({
      name: "nixpkgs_execute",
      arguments: { attr: "git", program: "git-shell", args: ["a"] },
    });
    await client.callTool({ name: "nixpkgs_execute", arguments: { attr: "git", args: ["log"] } });
    expect(executor.requests).toMatchObject([
      { program: "git-shell", args: ["a"], timeoutMs: 300_000 },
      { args: ["--no-pager", "log"] },
    ]);
  });

  it("a script is a file with its extension while it runs, and gone afterwards", async () => {
    const { readFile, stat } = await import("node:fs/promises");
    let seen: unknown[] = [];
    const executor = fakeExecutor(async ({ attr, args: [path = "", ...rest] }) => {
      seen = [path, await readFile(path, "utf8"), (await stat(path)).mode & 0o777, rest];
      return finished(attr, "");
    });
    const client = await (await setting({ executor })).connect();
    await client.callTool({ name: "python3", arguments: { script: "print(1)", args: ["-v"] } });
    expect(seen).toEqual([expect.stringMatching(/^\/.*\.py$/), "print(1)", 0o600, ["-v"]]);
    expect(executor.requests[0]?.readable).toEqual([seen[0]]);
    await expect(readFile(String(seen[0]))).rejects.toMatchObject({ code: "ENOENT" });
    const refused = await client.callTool({
      name: "nixpkgs_execute",
      arguments: { attr: "jq", script: "." },
    });
    expect(textOf(refused)).toMatch(/^jq takes no script/);
  });

  it("ended by the time limit is an error; what was cut says where the whole is", async () => {
    const executor = fakeExecutor(async ({ attr }) =>
      finished(attr, "", {
        timedOut: true,
        signal: "SIGKILL",
        exitCode: null,
        stdout: textOutput("a…b", { cut: true, bytes: 9_000, resource: "nixpkgs://output/abc" }),
      }),
    );
    const client = await (await setting({ executor })).connect();
    const result = await client.callTool({ name: "jq", arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        exitCode: null,
        timedOut: true,
        stdoutCut: true,
        stdoutBytes: 9_000,
        stdoutResource: "nixpkgs://output/abc",
      },
    });
    expect(textOf(result)).toContain(
      "[all 9000 bytes of stdout: nixpkgs://output/abc]\n[ended: time limit reached, 1 ms]",
    );
  });

  it("of a flood it says how much is there; what is binary is called so", async () => {
    const resource = "nixpkgs://output/abc";
    const executor = fakeExecutor(async ({ attr }) =>
      finished(attr, "", {
        stdout: textOutput("a…b", { cut: true, bytes: 9_000_000, saved: 6_000_000, resource }),
        stderr: textOutput("", { binary: true, bytes: 4, resource }),
      }),
    );
    const client = await (await setting({ executor })).connect();
    const result = await client.callTool({ name: "jq", arguments: {} });
    expect(textOf(result)).toContain(
      `[the first 6000000 of 9000000 bytes of stdout: ${resource}, 1000000 at a time: ?offset=1000000 goes on]`,
    );
    expect(textOf(result)).toContain(`[all 4 bytes of binary stderr: ${resource}]`);
    expect(result.structuredContent).toMatchObject({ stdoutSaved: 6_000_000, stdoutBytes: 9_000_000 });
  });

  it("several packages in one environment", async () => {
    const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const client = await (await setting({ executor })).connect();
    const result = await client.callTool({
      name: "nixpkgs_shell",
      arguments: { attrs: ["jq", "fd"], command: ["bash", "-c", "fd | jq"] },
    });
    expect(executor.shells).toEqual([
      { attrs: ["jq", "fd"], command: ["bash", "-c", "fd | jq"], timeoutMs: 120_000 },
    ]);
    expect(result.structuredContent).toMatchObject({ stdout: "bash -c fd | jq", exitCode: 0 });
  });

  it("a version of the past runs from its own flake", async () => {
    const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const known = ["1.6", "1.5"].map((version) => ({
      attr: "jq",
      version,
      revision: `rev${version}`,
      date: null,
    }));
    const versions = {
      find: async () => known,
      flakeOf: ({ revision }: { revision: string }) => `flake/${revision}`,
    };
    const client = await (await setting({ executor, versions })).connect();
    const list = await client.callTool({ name: "nixpkgs_versions", arguments: { attr: "jq" } });
    expect(list).toMatchObject({ structuredContent: { attr: "jq", versions: known } });
    const run = await client.callTool({
      name: "nixpkgs_versions",
      arguments: { attr: "jq", run: "1.5", args: ["."] },
    });
    expect(run.structuredContent).toMatchObject({ exitCode: 0, version: "1.5", flake: "flake/rev1.5" });
    expect(executor.requests).toMatchObject([{ flake: "flake/rev1.5", args: ["."] }]);
    const none = await client.callTool({ name: "nixpkgs_versions", arguments: { attr: "jq", run: "9" } });
    expect(textOf(none)).toBe("jq 9 is in no known revision of nixpkgs\nThere are: 1.6, 1.5.");
  });
});

describe("several runs", () => {
  const order: string[] = [];
  const executor = fakeExecutor(async ({ attr, args, stdin }) => {
    order.push(`${attr} begins`);
    await sleep(attr === "slow" ? 30 : 1);
    order.push(`${attr} ends`);
    const exitCode = args[0] === "fail" ? 1 : 0;
    return finished(attr, `${stdin === undefined ? "" : Buffer.from(stdin)}${attr}`, { exitCode });
  });
  const batch = async (given: Record<string, unknown>) => {
    order.length = 0;
    const client = await (await setting({ executor })).connect();
    const result = await client.callTool({ name: "nixpkgs_batch", arguments: given });
    return { result, results: (result.structuredContent as { results: Record<string, unknown>[] })?.results };
  };

  it("go in order, the output of one into another", async () => {
    const { result, results } = await batch({
      runs: [{ attr: "slow" }, { attr: "b", stdin_from: 0 }, { attr: "c", stdin_from: 1 }],
    });
    expect(results.map(({ stdout }) => stdout)).toEqual(["slow", "slowb", "slowbc"]);
    expect(order.slice(0, 3)).toEqual(["slow begins", "slow ends", "b begins"]);
    expect(textOf(result)).toContain("[1] b\nslowb\n[exit code 0, 1 ms]");
  });

  it("go at once, but for those that wait for another's output", async () => {
    const { results } = await batch({
      parallel: true,
      runs: [{ attr: "slow" }, { attr: "b" }, { attr: "c", stdin_from: 0 }],
    });
    expect(results.map(({ stdout }) => stdout)).toEqual(["slow", "b", "slowc"]);
    expect(order).toEqual(["slow begins", "b begins", "b ends", "slow ends", "c begins", "c ends"]);
  });

  it("end at a failure, unless they are to go on", async () => {
    const runs = [{ attr: "a", args: ["fail"] }, { attr: "b" }, { attr: "c", stdin_from: 0 }];
    expect((await batch({ runs })).results).toMatchObject([
      { exitCode: 1 },
      { skipped: true, because: 0 },
      { skipped: true, because: 0 },
    ]);
    expect((await batch({ runs, keep_going: true })).results).toMatchObject([
      { exitCode: 1 },
      { exitCode: 0 },
      { skipped: true, because: 0 },
    ]);
  });

  it("are an error where none of them ran", async () => {
    const refusing = fakeExecutor(async ({ attr }) => {
      if (attr === "no") throw new UserError("the policy denies it", { code: "E_DENIED" });
      return finished(attr, "", { exitCode: 1 });
    });
    const client = await (await setting({ executor: refusing })).connect();
    const isError = async (...attrs: string[]) => {
      const runs = attrs.map((attr) => ({ attr }));
      return (await client.callTool({ name: "nixpkgs_batch", arguments: { runs } })).isError;
    };
    expect([await isError("no"), await isError("no", "yes"), await isError("yes", "no")]).toEqual([
      true,
      true,
      undefined,
    ]);
  });

  it("take the whole of an output that was cut", async () => {
    const cutting = {
      ...fakeExecutor(async ({ attr, stdin }) =>
        finished(attr, "", {
          stdout:
            stdin === undefined
              ? textOutput("h…t", { cut: true, bytes: 700_000, resource: "nixpkgs://output/id1" })
              : textOutput(`${stdin.byteLength}`),
        }),
      ),
      output: async (id: string) =>
        id === "id1" ? { bytes: new Uint8Array(700_000), binary: false, total: 700_000 } : null,
    };
    const client = await (await setting({ executor: cutting })).connect();
    const result = await client.callTool({
      name: "nixpkgs_batch",
      arguments: { runs: [{ attr: "a" }, { attr: "b", stdin_from: 0 }] },
    });
    expect(result.structuredContent).toMatchObject({ results: [{ stdoutCut: true }, { stdout: "700000" }] });
  });

  it.each([
    [[{ attr: "a", stdin_from: 0 }], "'runs[0]': stdin_from must be below 0"],
    [
      [{ attr: "a" }, { attr: "b", stdin: "x", stdin_from: 0 }],
      "'runs[1]': stdin and stdin_from exclude each other",
    ],
    [[{ attr: "a", arg: 1 }], "unknown argument 'arg'"],
    [[], "'runs': must hold a run"],
  ])("%j is refused", async (runs, message) => {
    expect(textOf((await batch({ runs })).result)).toContain(message);
  });
});

describe("installing", () => {
  it("makes a tool of its own, tells every client, and is there after a restart", async () => {
    const first = await setting();
    const [client, other] = [await first.connect(), await first.connect()];
    const changed = vi.fn();
    other.setNotificationHandler(ToolListChangedNotificationSchema, changed);
    const installed = await client.callTool({
      name: "nixpkgs_install_tool",
      arguments: { attr: "hello", args: ["-g"], description: "Greets" },
    });
    expect(installed.structuredContent).toEqual({ tool: "nixpkgs_hello", attr: "hello", version: "1.0" });
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
    const tools = (await other.listTools()).tools;
    expect(tools).toHaveLength(111);
    expect(tools.at(-1)).toMatchObject({ name: "nixpkgs_hello", description: "Greets" });

    const again = await (await setting({ home: first.home })).connect();
    expect(
      (await again.callTool({ name: "nixpkgs_hello", arguments: { args: ["x"] } })).structuredContent,
    ).toMatchObject({ stdout: "-g x" });
    const listed = await again.callTool({ name: "nixpkgs_list_installed" });
    expect(listed.structuredContent).toMatchObject({
      tools: [{ tool: "nixpkgs_hello", attr: "hello", description: "Greets" }],
    });
    expect(await again.listResources()).toMatchObject({ resources: [{ uri: "nixpkgs://package/hello" }] });

    await again.callTool({ name: "nixpkgs_uninstall_tool", arguments: { attr: "nixpkgs_hello" } });
    expect((await again.listTools()).tools).toHaveLength(110);
    expect(
      textOf(await again.callTool({ name: "nixpkgs_uninstall_tool", arguments: { attr: "hello" } })),
    ).toContain("'hello' is not installed");
  });

  it("what is in no catalog is asked of the flake; what is nowhere is refused with similar names", async () => {
    const none = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const client = await (await setting({ executor: none })).connect();
    expect(
      (await client.callTool({ name: "nixpkgs_install_tool", arguments: { attr: "mine" } })).isError,
    ).toBeUndefined();
    const executor = {
      ...none,
      resolve: async () => {
        throw new UserError("no such attribute", { code: "E_ATTR_UNKNOWN" });
      },
    };
    const strict = await setting({ executor });
    const refused = await (await strict.connect()).callTool({
      name: "nixpkgs_install_tool",
      arguments: { attr: "ripgrpe" },
    });
    expect(textOf(refused)).toBe("there is no package 'ripgrpe'\nDid you mean ripgrep?");
    expect(await strict.core.registry.list()).toEqual([]);
  });

  it("two servers on one state see each other's tools", async () => {
    const first = await setting();
    const second = await setting({ home: first.home });
    const client = await second.connect();
    await first.core.registry.install({
      attr: "seed",
      description: "",
      definition: {},
      installedAt: "2026-01-01T00:00:00Z",
    });
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain("nixpkgs_seed");
    const changed = vi.fn();
    client.setNotificationHandler(ToolListChangedNotificationSchema, changed);
    await first.core.registry.install({
      attr: "jq",
      description: "",
      definition: {},
      installedAt: "2026-01-01T00:00:00Z",
    });
    await vi.waitFor(async () =>
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain("nixpkgs_jq"),
    );
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
  });
});

describe("the catalog's tools", () => {
  it("search, info, categories", async () => {
    const marks = { unfree: true, broken: false, insecure: false, unsupported: false };
    const catalog = fakeSource(
      fakeCatalog([
        fakePackage("jq", { mainProgram: "jq" }),
        fakePackage("jqp", { marks, homepages: ["https://e.example"] }),
      ]),
    );
    const client = await (await setting({ catalog })).connect();
    const found = await client.callTool({ name: "nixpkgs_search", arguments: { query: "jq" } });
    expect(found.structuredContent).toEqual({
      total: 2,
      results: [
        { attr: "jq", version: "1.0", description: "The jq program", mainProgram: "jq" },
        { attr: "jqp", version: "1.0", description: "The jqp program", marks: ["unfree"] },
      ],
    });
    expect(textOf(found)).toBe("jq 1.0: The jq program\njqp 1.0 (unfree): The jqp program");
    const second = await client.callTool({
      name: "nixpkgs_search",
      arguments: { query: "jq", limit: 1, offset: 1 },
    });
    expect(textOf(second)).toContain("(2 to 2 of 2)");
    const nothing = await client.callTool({ name: "nixpkgs_search", arguments: { query: "zzz" } });
    expect(nothing.structuredContent).toMatchObject({ total: 0, results: [], close: [{ attr: "jq" }] });
    const info = await client.callTool({ name: "nixpkgs_info", arguments: { attr: "jqp" } });
    expect(info.structuredContent).toMatchObject({
      attr: "jqp",
      homepages: ["https://e.example"],
      marks: ["unfree"],
    });
    expect(textOf(await client.callTool({ name: "nixpkgs_info", arguments: { attr: "jqq" } }))).toBe(
      "there is no package 'jqq'\nDid you mean jq, jqp?",
    );
    expect((await client.callTool({ name: "nixpkgs_categories" })).structuredContent).toMatchObject({
      categories: [{ category: "tools", packages: 2 }],
    });
  });

  it("without a catalog an error says so, and everything else works", async () => {
    const reason = new UserError("there is no network and no cache", {
      code: "E_CATALOG",
      hint: "Go online once.",
    });
    const client = await (await setting({ catalog: fakeSource(reason) })).connect();
    for (const [name, given] of [
      ["nixpkgs_search", { query: "x" }],
      ["nixpkgs_info", { attr: "x" }],
      ["nixpkgs_categories", {}],
    ] as const) {
      const result = await client.callTool({ name, arguments: given });
      expect(result).toMatchObject({ isError: true, _meta: { "nixpkgs-mcp/error": { code: "E_CATALOG" } } });
      expect(textOf(result)).toBe("there is no network and no cache\nGo online once.");
    }
    expect(
      (await client.callTool({ name: "jq", arguments: { args: ["."] } })).structuredContent,
    ).toMatchObject({ stdout: "." });
    expect(
      (await client.callTool({ name: "nixpkgs_install_tool", arguments: { attr: "jq" } })).isError,
    ).toBeUndefined();
  });
});

describe("what goes wrong", () => {
  it("a filter that lets nothing pass is told, with the values there are", async () => {
    const none = { ...fakeCatalog([]) };
    const unknown = [{ filter: "set" as const, value: "nope", known: ["gnome3", "xorg"] }];
    const catalog = fakeSource({ ...none, search: () => ({ total: 0, results: [], close: [], unknown }) });
    const client = await (await setting({ catalog })).connect();
    const given = { query: "jq", set: "nope" };
    const result = await client.callTool({ name: "nixpkgs_search", arguments: given });
    expect(textOf(result)).toBe('Nothing fits "jq". No package has the set "nope"; there are gnome3, xorg.');
    expect(result.structuredContent).toMatchObject({ total: 0, unknown });
  });

  it("an unknown tool is an error of the protocol, with similar names", async () => {
    const client = await (await setting()).connect();
    await expect(client.callTool({ name: "ripgrp" })).rejects.toMatchObject({
      code: -32602,
      // The client puts the first words before it, and once is enough.
      message: expect.stringMatching(/^MCP error -32602: Unknown tool: ripgrp \(did you mean ripgrep/),
    });
  });

  it("an error of any length is one that a client takes", async () => {
    const executor = fakeExecutor(async ({ attr }) => {
      const log = `begin${"\u0007".repeat(3_000_000)}end`;
      throw new UserError(`${attr} failed: ${log}`, { code: "E_BUILD", hint: log });
    });
    const client = await (await setting({ executor })).connect();
    const runs = Array.from({ length: 50 }, () => ({ attr: "jq" }));
    for (const [name, given] of [
      ["jq", {}],
      ["nixpkgs_batch", { runs, keep_going: true }],
    ] as const) {
      const result = await client.callTool({ name, arguments: given });
      expect(JSON.stringify(result).length).toBeLessThan(10_000_000);
      expect(textOf(result)).toMatch(/jq failed: begin[\s\S]*end/);
    }
  });

  it("wrong arguments, and defects of ours, are results that the model reads", async () => {
    const executor = fakeExecutor(async () => {
      throw new TypeError("defect");
    });
    const { connect, core } = await setting({ executor });
    const client = await connect();
    expect(textOf(await client.callTool({ name: "jq", arguments: { args: "x" } }))).toBe(
      "jq: 'args' must be an array\nArguments: args, stdin, cwd, timeout.",
    );
    expect(await client.callTool({ name: "jq" })).toMatchObject({
      isError: true,
      content: [{ text: "something failed inside nixpkgs-mcp: defect" }],
    });
    expect(core.metrics.report().tools.jq).toMatchObject({ calls: 2, errors: 2 });
  });

  it("parameters that are wrong are the client's fault, told in a line", async () => {
    const client = await (await setting()).connect();
    for (const [method, params] of [
      ["resources/read", {}],
      ["tools/call", { arguments: {} }],
      ["tools/call", { name: "jq", arguments: [] }],
      ["prompts/get", { name: 5 }],
      ["completion/complete", {}],
    ] as const) {
      await expect(client.request({ method, params }, z.any()), method).rejects.toMatchObject({
        code: -32602,
        message: expect.not.stringContaining("\n"),
      });
    }
    await expect(client.request({ method: "no/such" }, z.any())).rejects.toMatchObject({ code: -32601 });
  });

  it("an unknown package is told with similar names", async () => {
    const executor = fakeExecutor(async ({ attr }) => {
      throw new UserError(`no ${attr}`, { code: "E_ATTR_UNKNOWN" });
    });
    const client = await (await setting({ executor })).connect();
    expect(textOf(await client.callTool({ name: "nixpkgs_execute", arguments: { attr: "hallo" } }))).toBe(
      "no hallo\nDid you mean hello?",
    );
  });
});

describe("talking with the client", () => {
  it("cancelling a call ends its program", async () => {
    const ended = vi.fn();
    const executor = fakeExecutor(
      (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => {
            ended();
            reject(signal.reason);
          });
        }),
    );
    const client = await (await setting({ executor })).connect();
    const controller = new AbortController();
    const call = client.callTool({ name: "jq" }, undefined, { signal: controller.signal });
    call.catch(() => {});
    await vi.waitFor(() => expect(executor.requests).toHaveLength(1));
    controller.abort();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
    await expect(call).rejects.toThrow();
  });

  it("a client that is gone ends its programs", async () => {
    const ended = vi.fn();
    const executor = fakeExecutor(
      (_request, { signal }) => new Promise(() => signal?.addEventListener("abort", ended)),
    );
    const client = await (await setting({ executor })).connect();
    void client.callTool({ name: "jq" }).catch(() => {});
    await vi.waitFor(() => expect(executor.requests).toHaveLength(1));
    await client.close();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  });

  it("progress grows, and is sent to those that want it", async () => {
    const executor = fakeExecutor(async ({ attr }, { onProgress }) => {
      onProgress?.({ kind: "resolve", message: "evaluating" });
      for (let done = 0; done < 50; done++)
        onProgress?.({ kind: "download", message: "downloading", done, total: 50 });
      onProgress?.({ kind: "run", message: "running" });
      return finished(attr, "");
    });
    const client = await (await setting({ executor })).connect();
    const seen: unknown[] = [];
    await client.callTool({ name: "jq" }, undefined, { onprogress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { progress: 1, message: "evaluating" },
      { progress: 2, message: "downloading (0 of 50)" },
      { progress: 3, message: "running" },
    ]);
    await client.callTool({ name: "jq" });
    expect(seen).toHaveLength(3);
  });

  it("a long silence has signs of life, until the call ends", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    try {
      let finish = () => {};
      const executor = fakeExecutor(async ({ attr }, { onProgress }) => {
        onProgress?.({ kind: "build", message: "building jq" });
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return finished(attr, "");
      });
      const client = await (await setting({ executor })).connect();
      const seen: unknown[] = [];
      const call = client.callTool({ name: "jq" }, undefined, {
        onprogress: ({ message }) => seen.push(message),
      });
      await vi.waitFor(() => expect(seen).toEqual(["building jq"]));
      vi.advanceTimersByTime(10_000);
      await vi.waitFor(() =>
        expect(seen).toEqual(["building jq", "building jq (5 s)", "building jq (10 s)"]),
      );
      finish();
      await call;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("roots are asked once, and again when they changed", async () => {
    const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const client = await (await setting({ executor })).connect({
      capabilities: { roots: { listChanged: true } },
    });
    let roots = [
      { uri: "file:///one" },
      { uri: "file://elsewhere/x" },
      { uri: "https://no.example" },
      { uri: "file:///with%20space" },
    ];
    const asked = vi.fn(async () => ({ roots }));
    client.setRequestHandler(ListRootsRequestSchema, asked);
    await client.callTool({ name: "jq" });
    await client.callTool({ name: "jq" });
    expect(asked).toHaveBeenCalledOnce();
    roots = [{ uri: "file:///two" }];
    await client.sendRootsListChanged();
    await client.callTool({ name: "jq" });
    expect(executor.runs.map(({ caller }) => caller.roots)).toEqual([
      ["/one", "/with space"],
      ["/one", "/with space"],
      ["/two"],
    ]);
    expect(new Set(executor.runs.map(({ caller }) => caller.session)).size).toBe(1);
  });

  it.each<[string, () => { uri: string }[], RegExp]>([
    ["no file", () => [{ uri: "https://no.example/x" }], /"https:\/\/no\.example\/x"/],
    ["an encoded slash", () => [{ uri: "file:///tmp%2Fx" }], /"file:\/\/\/tmp%2Fx"/],
    ["another machine", () => [{ uri: "file://otherhost/tmp" }], /"file:\/\/otherhost\/tmp"/],
    [
      "an error",
      () => {
        throw new Error("no roots today");
      },
      /did not say its roots: .*no roots today/,
    ],
  ])("a client whose roots are %s has no folder to run in", async (_case, list, problem) => {
    const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const client = await (await setting({ executor })).connect({ capabilities: { roots: {} } });
    client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: list() }));
    await client.callTool({ name: "jq" });
    const [caller] = executor.runs.map((run) => run.caller);
    expect(caller).toMatchObject({ roots: [], rootsProblem: expect.stringMatching(problem) });
    expect(() => rootsFor(caller!, ["/own"])).toThrow(
      expect.objectContaining({ code: "E_CWD", message: expect.stringMatching(problem) }),
    );
  });

  it("a client that has no root open works in those of the server", async () => {
    const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const client = await (await setting({ executor })).connect({ capabilities: { roots: {} } });
    client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: [] }));
    await client.callTool({ name: "jq" });
    expect(rootsFor(executor.runs[0]!.caller, ["/own"])).toEqual(["/own"]);
  });

  it("a client without roots of its own works in those of the server", async () => {
    const executor = fakeExecutor(async ({ attr }) => finished(attr, ""));
    const client = await (await setting({ executor })).connect();
    await client.callTool({ name: "jq" });
    expect(rootsFor(executor.runs[0]!.caller, ["/own"])).toEqual(["/own"]);
  });

  it("a question goes to the person; what is no yes is a no", async () => {
    const executor = fakeExecutor(async ({ attr }, { caller }) =>
      finished(attr, (await caller.ask?.(`May ${attr} run?`)) ?? "cannot ask"),
    );
    const client = await (await setting({ executor })).connect({ capabilities: { elicitation: {} } });
    const answers = [
      { action: "accept", content: { answer: "always" } },
      { action: "decline" },
      { action: "accept", content: { answer: "maybe" } },
    ] as const;
    const questions: string[] = [];
    for (const answer of answers) {
      client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
        questions.push(params.message);
        return answer;
      });
      const { structuredContent } = await client.callTool({ name: "jq" });
      questions.push(String((structuredContent as { stdout: string }).stdout));
    }
    expect(questions).toEqual(["May jq run?", "always", "May jq run?", "no", "May jq run?", "no"]);
    const mute = await (await setting({ executor })).connect();
    expect((await mute.callTool({ name: "jq" })).structuredContent).toMatchObject({ stdout: "cannot ask" });
  });

  it("a question that is not answered is no permission, and no defect of ours", async () => {
    const executor = fakeExecutor(async ({ attr }, { caller }) =>
      finished(attr, (await caller.ask?.(`May ${attr} run?`)) ?? "cannot ask"),
    );
    const client = await (await setting({ executor })).connect({ capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, async () => {
      throw new Error("nobody is here");
    });
    const refused = await client.callTool({ name: "jq" });
    expect(refused).toMatchObject({
      isError: true,
      _meta: { "nixpkgs-mcp/error": { code: "E_DENIED_NO_ASK" } },
    });
    expect(textOf(refused)).toMatch(/nobody is here \(May jq run\?\)\n.*policy\.yaml/);
  });

  it("what fails for one client is told to no other; nothing below a warning unless it is wanted", async () => {
    const executor = fakeExecutor(async () => {
      throw new TypeError("secret of one");
    });
    const { connect, core, logged } = await setting({ executor });
    const heard = async () => {
      const [client, lines] = [await connect(), [] as unknown[]];
      client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
        lines.push(params.data);
      });
      return { client, lines };
    };
    const [one, other] = [await heard(), await heard()];
    await other.client.setLoggingLevel("debug");
    await one.client.callTool({ name: "jq" });
    core.log.write("info", "quiet");
    core.log.write("warning", "loud");
    await one.client.ping();
    await other.client.ping();
    expect(one.lines).toEqual(["jq: secret of one", "loud"]);
    expect(other.lines).toEqual(["quiet", "loud"]);
    expect(logged.join("")).toContain("secret of one");
  });

  it("the log reaches clients of the level they want; changes of the catalog those that subscribed", async () => {
    const { connect, core, changes } = await setting();
    const client = await connect();
    const [logged, updated] = [vi.fn(), vi.fn()];
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) =>
      logged(params.level, params.data),
    );
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => updated(params.uri));
    await client.setLoggingLevel("warning");
    await client.subscribeResource({ uri: "nixpkgs://package/jq" });
    core.log.write("info", "quiet");
    core.log.write("warning", "loud");
    changes.tell("catalog");
    await vi.waitFor(() => expect(updated).toHaveBeenCalledExactlyOnceWith("nixpkgs://package/jq"));
    expect(logged).toHaveBeenCalledExactlyOnceWith("warning", "loud");
    await client.unsubscribeResource({ uri: "nixpkgs://package/jq" });
    changes.tell("catalog");
    await client.ping();
    expect(updated).toHaveBeenCalledOnce();
  });
});

describe("resources, prompts, completions", () => {
  it("a long output is read in parts, each of which names the next", async () => {
    const whole = Buffer.from("é".repeat(1_250_000));
    const executor = {
      ...fakeExecutor(async ({ attr }) => finished(attr, "")),
      output: async (_id: string, { offset = 0, most = 0 }: OutputRange = {}) => ({
        bytes: whole.subarray(offset, offset + most),
        binary: false,
        total: whole.byteLength,
      }),
    };
    const client = await (await setting({ executor })).connect();
    const read = async (uri: string) =>
      (await client.readResource({ uri })).contents as { uri: string; text: string }[];
    const parts: string[] = [];
    for (let uri: string | undefined = "nixpkgs://output/t"; uri !== undefined; ) {
      const [part, next] = await read(uri);
      expect(part?.uri).toBe(uri);
      parts.push(part?.text ?? "");
      uri = next?.uri;
      if (uri !== undefined)
        expect(next?.text).toMatch(
          new RegExp(`^\\[bytes \\d+ to \\d+ of 2500000; the next: .*${parts.length}000000\\]$`),
        );
    }
    expect(parts.map((part) => part.length)).toEqual([500_000, 500_000, 250_000]);
    expect(parts.join("") === whole.toString()).toBe(true);
    expect(await read("nixpkgs://output/t?offset=10&length=4")).toMatchObject([
      { text: "éé" },
      { uri: "nixpkgs://output/t?offset=14&length=4" },
    ]);
    await expect(read("nixpkgs://output/t?offset=2500000")).rejects.toMatchObject({ code: -32_602 });
    await expect(read("nixpkgs://output/t?from=1")).rejects.toMatchObject({ code: -32_602 });
  });

  it("packages, outputs and metrics can be read", async () => {
    const executor = {
      ...fakeExecutor(async ({ attr }) => finished(attr, "")),
      known: () => ({
        attr: "jq",
        storePath: "/nix/store/x",
        program: "jq",
        programs: ["jq"],
        closureBytes: 5,
      }),
      output: async (id: string) =>
        id === "t" || id === "b" ? { bytes: Buffer.from("ab"), binary: id === "b", total: 2 } : null,
    };
    const client = await (await setting({ executor, settings: { metrics: true } })).connect();
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(["nixpkgs://metrics"]);
    expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(2);
    const read = async (uri: string) => (await client.readResource({ uri })).contents[0] as { text: string };
    expect(JSON.parse((await read("nixpkgs://package/jq")).text)).toMatchObject({
      attr: "jq",
      version: "1.0",
      closureBytes: 5,
    });
    expect(await read("nixpkgs://output/t")).toEqual({
      uri: "nixpkgs://output/t",
      mimeType: "text/plain",
      text: "ab",
    });
    expect(await read("nixpkgs://output/b")).toMatchObject({ blob: "YWI=" });
    await client.callTool({ name: "jq" });
    expect(JSON.parse((await read("nixpkgs://metrics")).text)).toMatchObject({
      calls: 1,
      executions: 1,
      cacheHits: 1,
    });
    for (const uri of [
      "nixpkgs://package/nope",
      "nixpkgs://output/../x",
      "nixpkgs://constructor/x",
      "file:///etc/passwd",
      "x",
    ]) {
      await expect(client.readResource({ uri }), uri).rejects.toMatchObject({ code: -32002 });
    }
  });

  it("metrics are read only where they are counted", async () => {
    const client = await (await setting()).connect();
    expect((await client.listResources()).resources).toEqual([]);
    await expect(client.readResource({ uri: "nixpkgs://metrics" })).rejects.toMatchObject({ code: -32002 });
  });

  it("prompts have their arguments in them", async () => {
    const client = await (await setting()).connect();
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual([
      "find_package",
      "use_package",
    ]);
    const { messages } = await client.getPrompt({
      name: "find_package",
      arguments: { task: "shrink a PDF" },
    });
    expect(messages).toMatchObject([
      { role: "user", content: { text: expect.stringContaining("shrink a PDF") } },
    ]);
    await expect(client.getPrompt({ name: "find_package" })).rejects.toMatchObject({ code: -32602 });
    await expect(client.getPrompt({ name: "toString" })).rejects.toMatchObject({ code: -32602 });
  });

  it("attributes are completed", async () => {
    const alike = ["aripgrep", ..."bcdefgh"].map((letter) => fakePackage(`${letter}-ripg`));
    const packages = ["hello", "ripgrep", "ripgrep-all"].map((attr) => fakePackage(attr));
    const { connect, core } = await setting({ catalog: fakeSource(fakeCatalog([...alike, ...packages])) });
    const client = await connect();
    const ref = { type: "ref/resource", uri: "nixpkgs://package/{attr}" } as const;
    const values = async (value: string) =>
      (await client.complete({ ref, argument: { name: "attr", value } })).completion.values;
    await core.services.catalogSource();
    expect(await values("hel")).toEqual(["hello"]);
    expect((await values("ripg")).slice(0, 2)).toEqual(["ripgrep", "ripgrep-all"]);
    expect(await values("ripg")).toHaveLength(5);
    expect(await values("")).toHaveLength(100);
    expect(
      (
        await client.complete({
          ref: { type: "ref/prompt", name: "find_package" },
          argument: { name: "task", value: "x" },
        })
      ).completion.values,
    ).toEqual([]);
  });
});
