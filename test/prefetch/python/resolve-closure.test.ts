import { describe, expect, test } from "vitest";
import { pythonClosureSchema } from "../../../src/config/lock-python-closure-schema.ts";
import { sdist, sha256Hex, wheel } from "../../support/fake-index.ts";
import { closureSetting, filesOf, scriptedResolver } from "./closure-setting.ts";

const server = wheel({ name: "demo-mcp", version: "1.0", requires: ["leaf"] });
const leaf = (version: string, tags?: string) => wheel({ name: "leaf", version }, tags);

describe("a closure of its own", () => {
  test("has a file for each project and system, with the hash the index states", async () => {
    const files = [
      leaf("2.0", "cp313-cp313-manylinux_2_17_x86_64"),
      leaf("2.0", "cp313-cp313-manylinux_2_17_aarch64"),
      leaf("2.0", "cp313-cp313-macosx_11_0_universal2"),
      leaf("2.0", "cp313-cp313-win_amd64"),
    ];
    const setting = await closureSetting({ "demo-mcp": [server], leaf: files });
    const resolver = scriptedResolver(() => ({ "demo-mcp": "1.0", leaf: "2.0" }));
    const { closure, notes } = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(pythonClosureSchema.parse(closure)).toEqual(closure);
    expect(filesOf(closure)).toEqual({
      "demo_mcp-1.0-py3-none-any.whl": "all",
      "leaf-2.0-cp313-cp313-macosx_11_0_universal2.whl": ["aarch64-darwin", "x86_64-darwin"],
      "leaf-2.0-cp313-cp313-manylinux_2_17_aarch64.whl": ["aarch64-linux"],
      "leaf-2.0-cp313-cp313-manylinux_2_17_x86_64.whl": ["x86_64-linux"],
    });
    const hash = `sha256-${Buffer.from(sha256Hex(server.bytes), "hex").toString("base64")}`;
    expect(closure.wheels[0]).toEqual({
      name: "demo-mcp",
      version: "1.0",
      src: { type: "pypi", file: server.filename, url: null, hash },
      systems: null,
    });
    expect(notes).toEqual([]);
  });

  test("keeps one system's versions on the next, but where there is no wheel of them", async () => {
    const setting = await closureSetting({
      "demo-mcp": [server],
      leaf: [leaf("2.0", "cp313-cp313-manylinux_2_17_x86_64"), leaf("1.9")],
    });
    const resolver = scriptedResolver(({ system }) => ({
      "demo-mcp": "1.0",
      leaf: system === "x86_64-linux" ? "2.0" : "1.9",
    }));
    const { closure } = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(filesOf(closure)).toMatchObject({
      "leaf-1.9-py3-none-any.whl": ["aarch64-darwin", "aarch64-linux", "x86_64-darwin"],
      "leaf-2.0-cp313-cp313-manylinux_2_17_x86_64.whl": ["x86_64-linux"],
    });
    expect(resolver.asked.map(({ system, constraints }) => [system, constraints])).toEqual([
      ["x86_64-linux", []],
      ["aarch64-linux", ["demo-mcp==1.0"]],
      ["aarch64-darwin", ["demo-mcp==1.0"]],
      ["x86_64-darwin", ["demo-mcp==1.0"]],
    ]);
  });

  test("keeps what was locked before, until it no longer fits", async () => {
    const setting = await closureSetting({ "demo-mcp": [server], leaf: [leaf("1.0"), leaf("2.0")] });
    const lenient = scriptedResolver(({ constraints }) => ({
      "demo-mcp": "1.0",
      leaf: constraints.includes("leaf==1.0") ? "1.0" : "2.0",
    }));
    const first = scriptedResolver(() => ({ "demo-mcp": "1.0", leaf: "1.0" }));
    const { closure: pinned } = await setting.resolve("demo-mcp==1.0", { resolver: first });
    expect((await setting.resolve("demo-mcp==1.0", { resolver: lenient, pinned })).closure).toEqual(pinned);
    const strict = scriptedResolver(({ constraints }) =>
      constraints.includes("leaf==1.0")
        ? { message: "leaf is too old", withoutWheel: [] }
        : { "demo-mcp": "1.0", leaf: "2.0" },
    );
    const { closure } = await setting.resolve("demo-mcp==1.0", { resolver: strict, pinned });
    expect(Object.keys(filesOf(closure))).toContain("leaf-2.0-py3-none-any.whl");
  });

  test("builds what has no wheel, with its build system", async () => {
    const source = sdist({ name: "leaf", version: "2.0", build: { requires: ["builder>=1"] } });
    const setting = await closureSetting({
      "demo-mcp": [server],
      leaf: [source],
      builder: [wheel({ name: "builder", version: "1.5" })],
    });
    const resolver = scriptedResolver(({ requirements, wheels }) => {
      if (requirements[0] === "builder>=1") return { builder: "1.5" };
      if (wheels === null) return { message: "no wheel", withoutWheel: ["leaf"] };
      return { "demo-mcp": "1.0", leaf: "2.0" };
    });
    const { closure } = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(closure.builds).toMatchObject([
      {
        name: "leaf",
        version: "2.0",
        src: { file: "leaf-2.0.tar.gz" },
        systems: null,
        requires: [{ name: "builder", version: "1.5", src: { file: "builder-1.5-py3-none-any.whl" } }],
      },
    ]);
    expect(closure.wheels.map(({ name }) => name)).toEqual(["demo-mcp"]);
  });

  test("leaves a system out where something has to be compiled from Rust", async () => {
    const rust = sdist({
      name: "leaf",
      version: "2.0",
      build: { requires: ["maturin"], backend: "maturin" },
    });
    const compiled = leaf("2.0", "cp313-cp313-manylinux_2_17_x86_64");
    const setting = await closureSetting({ "demo-mcp": [server], leaf: [rust, compiled] });
    const resolver = scriptedResolver(({ system, wheels }) =>
      wheels === null && system !== "x86_64-linux"
        ? { message: "no wheel", withoutWheel: ["leaf"] }
        : { "demo-mcp": "1.0", leaf: "2.0" },
    );
    const { closure, notes } = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(closure.systems).toEqual(["x86_64-linux"]);
    expect(filesOf(closure)[compiled.filename]).toBe("all");
    expect(notes).toEqual([expect.stringContaining("aarch64-darwin, aarch64-linux, x86_64-darwin")]);
    setting.index.projects.set("leaf", [rust]);
    const alone = await closureSetting({ "demo-mcp": [server], leaf: [rust] });
    const always = scriptedResolver(({ wheels }) =>
      wheels === null ? { message: "no wheel", withoutWheel: ["leaf"] } : { "demo-mcp": "1.0", leaf: "2.0" },
    );
    await expect(alone.resolve("demo-mcp==1.0", { resolver: always })).rejects.toMatchObject({
      code: "E_PYTHON_NEEDS_RUST",
    });
  });

  test("the SDK's major version is that of the server's own time, where that does", async () => {
    const mcp = (version: string) => wheel({ name: "mcp", version });
    const setting = await closureSetting({ "demo-mcp": [server], mcp: [mcp("1.9"), mcp("2.0")] });
    const times = new Map([
      ["demo_mcp-1.0-py3-none-any.whl", "2025-04-25T08:27:27Z"],
      ["mcp-1.9-py3-none-any.whl", "2025-03-01T00:00:00Z"],
      ["mcp-2.0-py3-none-any.whl", "2026-01-01T00:00:00Z"],
    ]);
    setting.client.uploadTimes = async () => times;
    const resolver = scriptedResolver(({ constraints }) => ({
      "demo-mcp": "1.0",
      mcp: constraints.includes("mcp<2") || constraints.includes("mcp==1.9") ? "1.9" : "2.0",
    }));
    const { closure } = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(Object.keys(filesOf(closure))).toContain("mcp-1.9-py3-none-any.whl");
    const newer = scriptedResolver(({ constraints }) =>
      constraints.includes("mcp<2")
        ? { message: "it wants mcp>=2", withoutWheel: [] }
        : { "demo-mcp": "1.0", mcp: "2.0" },
    );
    const later = await setting.resolve("demo-mcp==1.0", { resolver: newer });
    expect(Object.keys(filesOf(later.closure))).toContain("mcp-2.0-py3-none-any.whl");
  });

  test("a file without a hash is refused", async () => {
    const setting = await closureSetting({ "demo-mcp": [{ ...server, sha256: null }] });
    const resolver = scriptedResolver(() => ({ "demo-mcp": "1.0" }));
    await expect(setting.resolve("demo-mcp==1.0", { resolver })).rejects.toMatchObject({
      code: "E_PYTHON_HASH",
      where: server.filename,
    });
  });
});
