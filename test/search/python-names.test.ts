import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { PypiIndex } from "../../src/registry/pypi-config.ts";
import { pythonServerNames } from "../../src/search/python-names.ts";
import { rejection, testIndex } from "../support/pypi-client.ts";

const patience = { retries: 0, backoffMs: 1, timeoutMs: 500 };
const DAY = 24 * 3600 * 1000;

async function setting(...names: readonly string[]) {
  const { index, client, cache } = await testIndex(Object.fromEntries(names.map((name) => [name, []])));
  const ask = (now: number, more: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {}) =>
    pythonServerNames(client.config.indexes[0] as PypiIndex, {
      config: client.config,
      cache,
      patience,
      now,
      ...more,
    });
  return { index, ask };
}

describe("the names of an index", () => {
  it.each(["json", "html"] as const)("that have to do with MCP, normalised (%s)", async (form) => {
    const { index, ask } = await setting(
      "requests",
      "MCP_Server.Time",
      "model-context-protocol-x",
      "mcp-server-git",
    );
    index.form = form;
    const seen: number[] = [];
    expect(await ask(0, { onBytes: (bytes) => seen.push(bytes) })).toEqual([
      "mcp-server-git",
      "mcp-server-time",
      "model-context-protocol-x",
    ]);
    expect(seen.at(-1)).toBeGreaterThan(0);
    expect(index.requests[0]).toMatchObject({ path: "/simple/", headers: { "accept-encoding": "gzip" } });
  });

  it("are asked for once a day, and then only whether they changed", async () => {
    const { index, ask } = await setting("mcp-a");
    await ask(DAY);
    await ask(2 * DAY - 1);
    expect(index.requests).toHaveLength(1);
    expect(await ask(2 * DAY)).toEqual(["mcp-a"]);
    expect(index.requests[1]?.headers["if-none-match"]).toBeTruthy();
    await ask(3 * DAY - 1);
    expect(index.requests).toHaveLength(2);
    index.projects.set("mcp-b", []);
    expect(await ask(3 * DAY)).toEqual(["mcp-a", "mcp-b"]);
    // A clock that was set back makes no list good for ever.
    await ask(0);
    expect(index.requests).toHaveLength(4);
  });

  it.each([
    ["broken", 500, "E_HTTP"],
    ["not there", 404, "E_NOT_FOUND"],
    ["forbidden", 403, "E_FORBIDDEN"],
  ])("an index that is %s says so", async (_, status, code) => {
    const { index, ask } = await setting();
    index.instead = (_request, response) => {
      response.writeHead(status).end();
      return true;
    };
    expect(await rejection(ask(0))).toMatchObject({ code });
  });

  it("that come cut short, silent, or as something else are an error, and are not kept", async () => {
    const { index, ask } = await setting("mcp-a");
    const list = '{"meta":{},"projects":[{"name":"mcp-a"}]}';
    const zipped = gzipSync(list);
    const answers: readonly (readonly [string | Buffer, Record<string, string>, string])[] = [
      [list.slice(0, 20), { "content-length": "400" }, "E_TIMEOUT"],
      [list.slice(0, -1), {}, "E_REGISTRY"],
      ["no list", {}, "E_REGISTRY"],
      ["", {}, "E_REGISTRY"],
      [zipped.subarray(0, 20), { "content-encoding": "gzip" }, "E_REGISTRY"],
      ["not gzip", { "content-encoding": "gzip" }, "E_REGISTRY"],
    ];
    for (const [body, headers, code] of answers) {
      index.instead = (_request, response) => {
        response.writeHead(200, headers);
        if (headers["content-length"] === undefined) response.end(body);
        else response.write(body);
        return true;
      };
      expect(await rejection(ask(0)), String(body)).toMatchObject({ code });
    }
    index.instead = () => false;
    expect(await ask(0)).toEqual(["mcp-a"]);
  });

  it("can be given up on", async () => {
    const { index, ask } = await setting();
    index.instead = () => true;
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    expect(await rejection(ask(0, { signal: abort.signal }))).toMatchObject({ name: "AbortError" });
  });
});
