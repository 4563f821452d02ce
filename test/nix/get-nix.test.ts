import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/get-nix.sh", import.meta.url));

describe("scripts/get-nix.sh, without making anything", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "get-nix-test-"));
  });
  afterEach(() => rm(home, { recursive: true }));

  async function fakeNix(folder: string, says: string): Promise<string> {
    const path = join(home, folder, "bin", "nix");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\necho '${says}'\n`);
    await chmod(path, 0o755);
    return dirname(path);
  }

  function run(args: string[], env: Record<string, string> = {}, first = "/nowhere") {
    const PATH = `${first}:/usr/bin:/bin:${process.env.PATH}`;
    return execa(script, args, { env: { ...env, HOME: home, PATH }, extendEnv: false, reject: false });
  }

  it("prints the prefix of the machine's own Nix when it is new enough", async () => {
    const bin = await fakeNix("own", "nix (Nix) 2.31pre20250712");
    expect(await run([], {}, bin)).toMatchObject({ exitCode: 0, stdout: dirname(bin) });
  });

  it("passes over one that is too old, for the private one", async () => {
    const old = await fakeNix("old", "nix (Nix) 2.9.2");
    const prefix = dirname(await fakeNix("private", "nix (Nix) 2.26.3"));
    const result = await run(["--find"], { MCP_NIXGEN_NIX_PREFIX: prefix }, old);
    expect(result).toMatchObject({ exitCode: 0, stdout: prefix });
    expect(result.stderr).toContain("is 2.9.2; 2.18 or newer is needed");
  });

  it("takes the private one where it would make it", async () => {
    await fakeNix(".cache/mcp-nixgen/nix", "nix (Nix) 2.26.3");
    expect(await run(["--private"])).toMatchObject({
      exitCode: 0,
      stdout: join(home, ".cache/mcp-nixgen/nix"),
    });
  });

  it("exits with 3 when it must not make one", async () => {
    expect(await run(["--private", "--find"])).toMatchObject({ exitCode: 3, stdout: "" });
  });

  it.each(["relative/path", "/with space", "/with:colon"])("refuses the prefix %s", async (prefix) => {
    const result = await run(["--private"], { MCP_NIXGEN_NIX_PREFIX: prefix });
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toContain("MCP_NIXGEN_NIX_PREFIX");
  });

  it("prints its usage", async () => {
    expect((await run(["--help"])).stderr).toContain("usage: scripts/get-nix.sh");
    expect(await run(["--nonsense"])).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
