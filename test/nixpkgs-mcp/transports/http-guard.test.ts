import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GuardOptions, isLoopback, refusalOf } from "../../../src/nixpkgs-mcp/transports/http-guard.ts";

const local: GuardOptions = { host: "127.0.0.1", token: null, allowedHosts: [], allowedOrigins: [] };
const status = (headers: Record<string, string>, options: GuardOptions = local) =>
  refusalOf(headers, options)?.status ?? null;

describe("the guard of the HTTP endpoint", () => {
  it.each([
    "localhost",
    "localhost:8080",
    "127.0.0.1:1",
    "[::1]:9",
    "127.9.9.9",
    "mcp.localhost:3",
    "localhost.",
    "LOCALHOST.:80",
  ])("takes Host %s", (host) => {
    expect(status({ host })).toBeNull();
  });

  it.each([
    "evil.example",
    "evil.example:8080",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.168.1.2",
    "",
    "a b",
    "127.0.0.1:x",
    "[::2]",
  ])("refuses Host %j", (host) => expect(status({ host })).toBe(403));

  it("refuses a request without a Host", () => expect(status({})).toBe(403));

  it.each(["http://localhost:3000", "http://127.0.0.1", "https://localhost", "http://[::1]:5"])(
    "takes Origin %s",
    (origin) => {
      expect(status({ host: "localhost", origin })).toBeNull();
    },
  );

  it.each([
    "https://evil.example",
    "null",
    "",
    "file://",
    "chrome-extension://abc",
    "http://localhost.evil.example",
  ])("refuses Origin %j", (origin) => expect(status({ host: "localhost", origin })).toBe(403));

  it("takes hosts and origins that are configured", () => {
    const options = { ...local, allowedHosts: ["mcp.example"], allowedOrigins: ["https://app.example"] };
    expect(status({ host: "mcp.example:80", origin: "https://app.example" }, options)).toBeNull();
    const upper = { ...local, allowedHosts: ["MCP.Example"], allowedOrigins: ["https://App.example"] };
    expect(status({ host: "mcp.EXAMPLE.", origin: "https://aPP.example" }, upper)).toBeNull();
    expect(status({ host: "mcp.example", origin: "https://app.example.evil" }, options)).toBe(403);
  });

  it("wants the token, and nothing like it", () => {
    const token = "0123456789abcdef";
    const options = { ...local, token };
    expect(status({ host: "localhost", authorization: `Bearer ${token}` }, options)).toBeNull();
    expect(status({ host: "localhost" }, options)).toBe(401);
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text.trim() !== token);
        expect(status({ host: "localhost", authorization: `Bearer ${text}` }, options)).toBe(401);
        expect(status({ host: "localhost", authorization: text }, options)).toBe(401);
      }),
    );
  });

  it("on all addresses takes an address as Host, and no name", () => {
    const options = { ...local, host: "0.0.0.0", token: "0123456789abcdef" };
    const authorization = "Bearer 0123456789abcdef";
    expect(status({ host: "192.168.1.2:80", authorization }, options)).toBeNull();
    expect(status({ host: "evil.example", authorization }, options)).toBe(403);
  });
});

it("loopback is this machine and nothing else", () => {
  expect(
    ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"].map(isLoopback),
  ).not.toContain(false);
  expect(
    ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example", "example", "", "::2"].map(isLoopback),
  ).not.toContain(true);
});
