import { describe, expect, it } from "vitest";
import { importText } from "./support.ts";

const bridged = (entry: object) =>
  importText(JSON.stringify({ mcpServers: { x: entry } }), "some.json", { bridgeRemotes: true }).servers[0]!;
const remote = (...args: string[]) => bridged({ command: "npx", args: ["-y", ...args] });

describe("mcp-remote, taken over", () => {
  it("keeps its version, port and options", () => {
    const words =
      "https://h.example/mcp 9696 --transport sse-only --host 127.0.0.1 --debug --ignore-tool a* --ignore-tool b";
    const { spec } = remote("mcp-remote@0.1.18", ...words.split(" "));
    expect(spec).toMatchObject({ source: "npm:mcp-remote@0.1.18", args: words.split(" ") });
    expect(remote("mcp-remote@latest", "https://h.example/mcp").spec).toMatchObject({
      source: "npm:mcp-remote",
      args: ["https://h.example/mcp"],
    });
  });

  it("loses secrets of its options, and what is not known of it, and says so", () => {
    const { spec, notes } = remote(
      "mcp-remote",
      "https://h.example/mcp",
      "--static-oauth-client-info",
      '{"client_id":"a","client_secret":"planted"}',
      "--static-oauth-client-metadata",
      '{"scope":"read"}',
      "--nobody-knows",
    );
    expect(spec.args).toEqual([
      "https://h.example/mcp",
      "--static-oauth-client-metadata",
      '{"scope":"read"}',
    ]);
    expect(notes).toEqual([
      expect.stringContaining("stands between"),
      expect.stringContaining("--static-oauth-client-info holds a secret"),
      expect.stringContaining("not known"),
    ]);
    expect(notes.join()).not.toContain("planted");
  });

  it("is allowed http:// where it would refuse it", () => {
    expect(bridged({ url: "http://nas.lan:3000/mcp" }).spec.args).toEqual([
      "http://nas.lan:3000/mcp",
      "--allow-http",
    ]);
    expect(remote("mcp-remote", "http://nas.lan/mcp", "--allow-http").spec.args).toEqual([
      "http://nas.lan/mcp",
      "--allow-http",
    ]);
    for (const url of ["http://localhost:3000/mcp", "http://127.0.0.1/mcp", "https://h.example/mcp"])
      expect(bridged({ url }).spec.args).toEqual([url]);
  });
});
