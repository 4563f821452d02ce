import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { commonTools } from "../../../src/nixpkgs-mcp/tools/common-tools.ts";
import { definitionOf } from "../../../src/nixpkgs-mcp/tools/definitions.ts";
import { describeNix } from "../../support/nix.ts";
import { makeWorld, type World } from "./world.ts";

// The official client drives every tool over stdio: real Nix builds what each runs, out of a flake that plays
// nixpkgs, and a local HTTP server plays the channel.

describeNix("every tool, against real Nix", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world?.remove());

  it("the common tools run, each with its arguments and stdin", { timeout: 600_000 }, async () => {
    const { client } = await world.client(await world.home());
    const names = new Set((await client.listTools()).tools.map(({ name }) => name));
    const limit = pLimit(4);
    const results = commonTools.map(({ attr }) =>
      limit(async () => {
        const given = { args: ["-a", "$HOME; `id`"], stdin: "of stdin" };
        const { structuredContent } = await client.callTool({ name: attr, arguments: given }, undefined, {
          timeout: 300_000,
        });
        return [attr, structuredContent];
      }),
    );
    const wanted = commonTools.map(({ attr }) => {
      const { entry_point = attr, default_args = [] } = definitionOf(attr);
      const words = [...default_args, "-a", "$HOME; `id`"].map((word) => `[${word}]`).join("");
      return [
        attr,
        expect.objectContaining({ stdout: `${entry_point}${words}\nof stdin`, stderr: "", exitCode: 0 }),
      ];
    });
    expect(await Promise.all(results)).toEqual(wanted);
    expect(commonTools.filter(({ attr }) => !names.has(attr))).toEqual([]);
  });

  it("our own tools find, run, keep and tell", { timeout: 120_000 }, async () => {
    const home = await world.home();
    const { client } = await world.client(home);
    const call = async (name: string, given: Record<string, unknown> = {}) => {
      const result = await client.callTool({ name, arguments: given }, undefined, { timeout: 100_000 });
      expect(result.isError, JSON.stringify(result.content)).toBeFalsy();
      return result.structuredContent as Record<string, unknown>;
    };
    expect(await call("nixpkgs_search", { query: "hello" })).toMatchObject({
      results: [{ attr: "hello", version: "1.0" }],
    });
    expect(await call("nixpkgs_categories")).toMatchObject({
      categories: expect.arrayContaining([{ category: "shells", packages: expect.any(Number) }]),
    });
    expect(await call("nixpkgs_execute", { attr: "hello", args: ["you"] })).toMatchObject({
      stdout: "Hello, you!\n",
      exitCode: 0,
    });
    expect(await call("nixpkgs_info", { attr: "hello" })).toMatchObject({
      version: "1.0",
      programs: ["hello"],
      closureBytes: expect.any(Number),
    });
    expect(await call("nixpkgs_install_tool", { attr: "hello" })).toMatchObject({ tool: "nixpkgs_hello" });
    expect(await call("nixpkgs_hello", { args: ["again"] })).toMatchObject({ stdout: "Hello, again!\n" });
    expect(await call("nixpkgs_list_installed")).toMatchObject({ tools: [{ attr: "hello" }] });
    expect(
      JSON.parse(await readFile(join(home, ".local/state/nixpkgs-mcp/installed_tools.json"), "utf8")),
    ).toMatchObject({ version: 1, tools: [{ attr: "hello" }] });
    expect(
      await call("nixpkgs_batch", { runs: [{ attr: "hello" }, { attr: "jq", args: ["."], stdin_from: 0 }] }),
    ).toMatchObject({
      results: [{ stdout: "Hello, world!\n" }, { stdout: "jq[.]\nHello, world!\n" }],
    });
    const shell = { attrs: ["hello", "jq", "bash"], command: ["bash", "-c", "hello there | jq"] };
    expect(await call("nixpkgs_shell", shell)).toMatchObject({ stdout: "jq\nHello, there!\n", exitCode: 0 });
    expect(await call("nixpkgs_execute", { attr: "python3", script: "print(1)" })).toMatchObject({
      stdout: expect.stringMatching(/^python3\[.*\.py\]\n$/),
    });
    expect(await call("nixpkgs_uninstall_tool", { attr: "hello" })).toMatchObject({ attr: "hello" });
    const none = await client.callTool({ name: "nixpkgs_execute", arguments: { attr: "helo" } }, undefined, {
      timeout: 100_000,
    });
    expect(none).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/Did you mean .*hello/) }],
    });
    expect(world.asked).toContain("GET /nixos-unstable/packages.json.br");
  });

  it("large and binary output is kept, and read as a resource", { timeout: 120_000 }, async () => {
    const { client } = await world.client(await world.home());
    const flood = await client.callTool({ name: "nixpkgs_execute", arguments: { attr: "flood" } });
    const cut = flood.structuredContent as { stdout: string; stdoutBytes: number; stdoutResource: string };
    expect(cut).toMatchObject({ stdoutCut: true, stdoutBytes: 3_000_000 });
    expect(cut.stdout.length).toBeLessThan(100_000);
    const last = await client.readResource({ uri: `${cut.stdoutResource}?offset=2000000` });
    expect(last.contents).toEqual([expect.objectContaining({ text: expect.any(String) })]);
    expect((last.contents[0] as { text: string }).text).toHaveLength(1_000_000);
    const binary = await client.callTool({ name: "nixpkgs_execute", arguments: { attr: "binary" } });
    const { stdoutResource } = binary.structuredContent as { stdoutResource: string };
    expect((await client.readResource({ uri: stdoutResource })).contents).toMatchObject([{ blob: "//4A" }]);
  });

  it("progress of Nix is told, and a client's roots bound where a tool runs", {
    timeout: 120_000,
  }, async () => {
    const home = await world.home();
    const { client } = await world.client(home, world.flags, { capabilities: { roots: {} } });
    const { ListRootsRequestSchema } = await import("@modelcontextprotocol/sdk/types.js");
    client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: [{ uri: `file://${home}` }] }));
    const messages: (string | undefined)[] = [];
    const where = { attr: "bash", args: ["-c", "pwd; echo $API_KEY"] };
    const inside = await client.callTool({ name: "nixpkgs_execute", arguments: where }, undefined, {
      onprogress: ({ message }) => messages.push(message),
      timeout: 100_000,
    });
    expect(inside.structuredContent).toMatchObject({ stdout: `${home}\n\n` });
    expect(messages.length).toBeGreaterThan(1);
    const outside = await client.callTool({ name: "nixpkgs_execute", arguments: { ...where, cwd: "/" } });
    expect(outside).toMatchObject({ isError: true, _meta: { "nixpkgs-mcp/error": { code: "E_CWD" } } });
  });
});
