import type { ClientServer, Place } from "../../src/clients/types.ts";

/** The servers of the golden table: each of what a client may have to write. */
export const servers = {
  stdio: {
    transport: "stdio",
    name: "files",
    command: "/nix/store/abc-files/bin/files",
    args: [],
    env: {},
  },
  "stdio, everything": {
    transport: "stdio",
    name: "files",
    command: "/nix/store/abc-files/bin/files",
    args: ["--root", "/srv/a b"],
    env: { MODE: "read only" },
    timeoutMs: 1500,
  },
  http: { transport: "http", name: "far", url: "https://mcp.example.org/mcp", headers: {} },
  "http, headers": {
    transport: "http",
    name: "far",
    url: "https://mcp.example.org/mcp",
    headers: { "X-Team": "blue", Authorization: { secret: "FAR_TOKEN", prefix: "Bearer " } },
    timeoutMs: 90_000,
  },
  "http, secret in a file": {
    transport: "http",
    name: "far",
    url: "https://mcp.example.org/mcp",
    headers: { "X-Api-Key": { secret: "FAR_KEY", file: "/run/secrets/far key" } },
  },
  "http, bridge": {
    transport: "http",
    name: "far",
    url: "https://mcp.example.org/mcp",
    headers: { Authorization: { secret: "FAR_TOKEN", prefix: "Token " } },
    bridge: "/nix/store/abc-mcp-far-bridge/bin/mcp-far-bridge",
    timeoutMs: 90_000,
  },
} as const satisfies Record<string, ClientServer>;

export const linux: Place = { platform: "linux", home: "/home/ada", env: {} };
export const mac: Place = { platform: "darwin", home: "/Users/ada", env: {} };
export const absent = () => false;

/** `exists` of a machine that has just these files. */
export const only =
  (...paths: readonly string[]) =>
  (path: string) =>
    paths.includes(path);
