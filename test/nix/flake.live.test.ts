/**
 * LIVE: builds this project as its own flake package does, on the stand-in for nixpkgs. Every dependency
 * of package-lock.json comes from the registry (once: they stay in the Nix store).
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { copyFlake, type FlakeCopy, nixOnFlake } from "../support/flake-copy.ts";
import { describeNix } from "../support/nix.ts";

describeNix("the flake's package of this project", () => {
  let copy: FlakeCopy;
  beforeAll(async () => {
    copy = await copyFlake();
  });
  afterAll(() => rm(copy.folder, { recursive: true }));

  it("builds and runs", { timeout: 1_200_000 }, async () => {
    const args = ["build", "--no-link", "--print-out-paths", "--print-build-logs", "{flake}#default"];
    const build = await nixOnFlake(copy, args);
    expect(build.exitCode, build.stderr.slice(-4000)).toBe(0);
    const { stdout } = await execa(join(build.stdout, "bin", "mcp-nixgen"), ["--version"], {
      env: { PATH: "/nowhere" },
      extendEnv: false,
    });
    expect(stdout).toBe(manifest.version);

    const share = join(build.stdout, "share");
    const files = await readdir(share, { recursive: true, withFileTypes: true });
    expect(
      files.filter((file) => file.isFile()).map((file) => relative(share, join(file.parentPath, file.name))),
    ).toEqual(
      expect.arrayContaining([
        "bash-completion/completions/mcp-nixgen",
        "fish/vendor_completions.d/mcp-nixgen.fish",
        "man/man1/mcp-nixgen.1.gz",
        "man/man1/nixpkgs-mcp.1.gz",
        "zsh/site-functions/_mcp-nixgen",
      ]),
    );
    const completion = await readFile(join(share, "bash-completion/completions/mcp-nixgen"), "utf8");
    expect(completion).toContain("complete -F _mcp_nixgen mcp-nixgen");
  });

  it("has nixpkgs-mcp, which answers", { timeout: 600_000 }, async () => {
    const args = ["build", "--no-link", "--print-out-paths", "--print-build-logs", "{flake}#nixpkgs-mcp"];
    const build = await nixOnFlake(copy, args);
    expect(build.exitCode, build.stderr.slice(-4000)).toBe(0);
    const client = new Client({ name: "test", version: "1" });
    const transport = new StdioClientTransport({
      command: join(build.stdout, "bin", "nixpkgs-mcp"),
      args: ["--tier1-only"],
      env: { PATH: "/nowhere", HOME: copy.folder },
      stderr: "ignore",
    });
    await client.connect(transport);
    const { tools } = await client.listTools();
    await client.close();
    expect(tools.map(({ name }) => name)).toContain("nixpkgs_search");
    expect(client.getServerVersion()).toMatchObject({ name: "nixpkgs-mcp", version: manifest.version });
  });
});
