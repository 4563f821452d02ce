import fc from "fast-check";
import { parse as parseJsonc } from "jsonc-parser";
import { parse as parseToml, stringify as stringifyToml } from "smol-toml";
import { expect, it } from "vitest";
import { parse as parseYaml, stringify as stringifyYaml } from "yaml";
import { clients } from "../../src/clients/clients.ts";
import type { ClientServer, Format, HeaderValue, JsonObject } from "../../src/clients/types.ts";
import type { ClientId } from "../../src/config/clients.ts";

// Through bytes: half of a surrogate pair is no text that a manifest can hold.
const wellFormed = (one: string) => Buffer.from(one).toString();
const text = fc.string({ unit: "binary" }).map(wellFormed);
const variable = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,12}$/);
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/).filter((one) => one !== "workspace");
const timeoutMs = fc.option(fc.integer({ min: 1, max: 10_000_000 }), { nil: undefined });
const path = fc.string({ minLength: 1 }).map((one) => `/${wellFormed(one)}`);

const header: fc.Arbitrary<HeaderValue> = fc.oneof(
  text,
  fc.record({ secret: variable, file: path, prefix: text }, { requiredKeys: ["secret"] }),
);

const stdio = fc
  .record({
    name,
    command: path,
    args: fc.array(text),
    env: fc.dictionary(variable, text),
    timeoutMs,
  })
  .map(({ timeoutMs, ...server }) => withTimeout({ transport: "stdio" as const, ...server }, timeoutMs));

const http = fc
  .record({
    name,
    url: fc.webUrl(),
    headers: fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,12}$/), header),
    timeoutMs,
  })
  .map(({ timeoutMs, ...server }) => withTimeout({ transport: "http" as const, ...server }, timeoutMs));

function withTimeout(server: ClientServer, timeoutMs: number | undefined): ClientServer {
  return timeoutMs === undefined ? server : { ...server, timeoutMs };
}

/** The fields that the client's documentation or source calls required: of a command, of an address. */
const required: Record<Exclude<ClientId, "programs-mcp">, { stdio: string[]; http: string[] }> = {
  amp: { stdio: ["command"], http: ["url"] },
  antigravity: { stdio: ["command"], http: ["serverUrl"] },
  "claude-code": { stdio: ["type", "command", "args"], http: ["type", "url"] },
  "claude-desktop": { stdio: ["command", "args"], http: [] },
  cline: { stdio: ["type", "command"], http: ["type", "url"] },
  codex: { stdio: ["command"], http: ["url"] },
  continue: { stdio: ["name", "command"], http: ["name", "url", "type"] },
  "copilot-cli": { stdio: ["type", "command", "args", "tools"], http: ["type", "url", "tools"] },
  crush: { stdio: ["type", "command"], http: ["type", "url"] },
  cursor: { stdio: ["type", "command"], http: ["url"] },
  "gemini-cli": { stdio: ["command"], http: ["httpUrl"] },
  goose: {
    stdio: ["enabled", "type", "name", "description", "cmd", "args"],
    http: ["enabled", "type", "name", "description", "uri"],
  },
  "lm-studio": { stdio: ["command"], http: ["url"] },
  "mcp-json": { stdio: ["type", "command", "args"], http: ["type", "url"] },
  opencode: { stdio: ["type", "command"], http: ["type", "url"] },
  vscode: { stdio: ["type", "command"], http: ["type", "url"] },
  warp: { stdio: ["command", "args"], http: ["url"] },
  windsurf: { stdio: ["command"], http: ["serverUrl"] },
  zed: { stdio: ["source", "command", "args"], http: ["source", "url"] },
};

const there: Record<Format, (entry: JsonObject) => unknown> = {
  json: (entry) => JSON.parse(JSON.stringify(entry)),
  jsonc: (entry) => parseJsonc(JSON.stringify(entry, null, 2)),
  toml: (entry) => parseToml(stringifyToml({ entry })).entry,
  yaml: (entry) => parseYaml(stringifyYaml(entry)),
};

/** The clients that count in seconds; the others count in milliseconds. */
const secondsIn: ReadonlySet<string> = new Set(["cline", "codex", "crush", "goose", "zed"]);

for (const client of clients) {
  const needed = required[client.id as keyof typeof required];

  it(`${client.id}: any entry has what is required and comes back from ${client.format} as it was`, () => {
    let written = 0;
    fc.assert(
      fc.property(fc.oneof(stdio, http), (server) => {
        const result = client.render(server);
        if ("problem" in result) {
          expect(result.problem).not.toBe("");
          expect(result.hint).not.toBe("");
          expect(server.transport).toBe("http");
          return;
        }
        written += 1;
        expect(Object.keys(result.entry)).toEqual(expect.arrayContaining(needed[server.transport]));
        // JSON's own form first: -0, undefined and prototypes of other kinds are no part of an entry.
        expect(JSON.parse(JSON.stringify(result.entry))).toEqual(result.entry);
        expect(there[client.format](result.entry)).toEqual(result.entry);
      }),
    );
    expect(written).toBeGreaterThan(0);
  });

  it(`${client.id}: no timeout is shorter than the one asked for, nor a fraction`, () => {
    fc.assert(
      fc.property(stdio, (server) => {
        const result = client.render(server);
        if ("problem" in result) throw new Error(result.problem);
        const times = Object.entries(result.entry).filter(([key]) => /timeout/i.test(key));
        if (server.timeoutMs === undefined) {
          expect(times).toEqual([]);
          return;
        }
        if (times.length === 0) expect(result.notes?.join()).toContain("no timeout of its own");
        for (const [, time] of times) {
          expect(Number.isInteger(time)).toBe(true);
          const inMilliseconds = Number(time) * (secondsIn.has(client.id) ? 1000 : 1);
          expect(inMilliseconds).toBeGreaterThanOrEqual(server.timeoutMs);
          expect(inMilliseconds).toBeLessThan(Math.max(server.timeoutMs + 1000, 10_001));
        }
      }),
    );
  });
}
