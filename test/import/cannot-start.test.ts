import { describe, expect, it } from "vitest";
import { importText } from "./support.ts";

// Servers whose arguments cannot be taken over as they are.

const one = (...args: string[]) =>
  importText(
    JSON.stringify({ mcpServers: { x: { command: "npx", args: ["-y", "x-mcp", ...args] } } }),
    "some.json",
  ).servers[0]!;

describe("a server that cannot start as it is", () => {
  it.each([
    [["postgres://me:planted@h/db"], /may not do without/],
    [["--read-only", "postgres://me:planted@h/db"], /may not do without/],
    [["${workspaceFolder}"], /not on this machine/],
    [["--root=${workspaceFolder}/a"], /not on this machine/],
    [["C:\\Users\\me"], /not on this machine/],
    [["--root=C:/Users/me"], /not on this machine/],
  ])("%j is imported switched off, and why is said", (args, why) => {
    const { spec, broken, notes, byHand } = one(...args);
    expect(spec.enable).toBe(false);
    expect(broken).toMatch(why);
    expect(notes.join("\n")).toMatch(why);
    expect(notes.join("\n")).not.toContain("planted");
    expect(byHand).toEqual([]);
  });

  it.each([
    [["/srv/share", "--port", "80"]],
    [["--api-key", "planted-0123456789abcdef"]],
    [["--url=http://h/x"]],
    [["${HOME}/notes", "~/notes"]],
  ])("%j is not", (args) => {
    expect(one(...args).spec.enable).toBeUndefined();
    expect(one(...args).broken).toBeUndefined();
  });
});

describe("variables that are no map", () => {
  const left = (entry: object) =>
    importText(
      JSON.stringify({ mcpServers: { x: { command: "npx", args: ["x-mcp"], ...entry } } }),
      "a.json",
    ).left.map(({ name, reason }) => `${name}: ${reason}`);

  it("are said, as arguments that are no list are", () => {
    expect(left({ env: ["A=planted"] })).toEqual(["x: its 'env' is no map"]);
    expect(left({ env: "A=planted" })).toEqual(["x: its 'env' is no map"]);
    expect(left({ environment: ["A=planted"] })).toEqual(["x: its 'environment' is no map"]);
    expect(left({ args: "planted" })).toEqual(["x: its 'args' is no list"]);
    expect(left({ env: [] })).toEqual([]);
    expect(left({ env: null })).toEqual([]);
  });
});
