import { expect, it } from "vitest";
import { shareServers } from "../../src/clients/share.ts";
import type { ClientId } from "../../src/config/clients.ts";

const wanted = (ids: readonly ClientId[]) => new Map([["files", ids]]);
const always = () => true;

it("Warp is not given what it finds in Claude Code's or Codex' file, and the reason is told", () => {
  for (const by of ["claude-code", "codex"] as const) {
    const { targets, shared } = shareServers(wanted([by, "warp", "zed"]), always);
    expect(targets.get("files")).toEqual([by, "zed"]);
    expect(shared).toMatchObject([{ server: "files", client: "warp", by }]);
    expect(shared[0]?.note).toContain("Warp starts files from the file of C");
  }
});

it("Warp is given what no other file offers", () => {
  expect(shareServers(wanted(["warp", "zed"]), always).targets.get("files")).toEqual(["warp", "zed"]);
  const refuses = (_: string, client: ClientId) => client !== "codex";
  expect(shareServers(wanted(["codex", "warp"]), refuses)).toEqual({
    targets: new Map([["files", ["codex", "warp"]]]),
    shared: [],
  });
});

it("Warp is given everything where it starts no other agents' servers", () => {
  const { targets, shared } = shareServers(wanted(["codex", "warp"]), always, ["warp"]);
  expect(targets.get("files")).toEqual(["codex", "warp"]);
  expect(shared).toEqual([]);
});

it("programs-mcp, which has no file, is passed through", () => {
  expect(shareServers(wanted(["programs-mcp"]), always).targets.get("files")).toEqual(["programs-mcp"]);
});
