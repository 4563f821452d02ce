import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recognise } from "../../src/import/recognise.ts";
import { world } from "./support.ts";

function what(command: string, ...args: string[]) {
  return recognise({ transport: "stdio", command, args, env: {} }, world).what;
}

/** `source [bin] args` of a command line without quotes. */
function line(text: string): string {
  const [command = "", ...args] = text.split(" ");
  const found = what(command, ...args);
  if (found.kind === "package")
    return [found.source, ...(found.bin === undefined ? [] : [`[${found.bin}]`]), ...found.args].join(" ");
  return found.kind === "remote" ? `${found.transport} ${found.url}` : found.kind;
}

describe("what starts a server", () => {
  it.each([
    ["npx -y firecrawl-mcp", "npm:firecrawl-mcp"],
    ["npx firecrawl-mcp@1.2.3 --x", "npm:firecrawl-mcp@1.2.3 --x"],
    ["npx firecrawl-mcp -y", "npm:firecrawl-mcp"],
    ["npx --yes @scope/mcp@^2", "npm:@scope/mcp@^2"],
    ["npx -y @scope/mcp@next", "npm:@scope/mcp@next"],
    ["npx -y x-mcp@latest", "npm:x-mcp"],
    ["npx -p @scope/x@1.0.0 x-server --a", "npm:@scope/x@1.0.0 [x-server] --a"],
    ["npx --package=x-mcp -- x-mcp a", "npm:x-mcp a"],
    ["npx --package x -p y -c y-command", "npm:x [y-command]"],
    ["npx -y github:owner/repo#v1", "github:owner/repo@v1"],
    ["npx -y owner/repo", "github:owner/repo"],
    ["npx -y git+https://github.com/owner/repo.git", "github:owner/repo"],
    ["npx ./server", "left"],
    ["npx -y file:../x", "left"],
    ["npx", "left"],
    ["/usr/local/bin/npx -y x-mcp", "npm:x-mcp"],
    ["C:\\nodejs\\npx.cmd -y x-mcp", "npm:x-mcp"],
    ["pnpx x-mcp", "npm:x-mcp"],
    ["pnpm dlx x-mcp@2", "npm:x-mcp@2"],
    ["pnpm --package=x dlx y", "npm:x [y]"],
    ["pnpm start", "left"],
    ["yarn dlx -p x y a", "npm:x [y] a"],
    ["npm exec --yes -- x-mcp a", "npm:x-mcp a"],
    ["npm x x-mcp", "npm:x-mcp"],
    ["npm run serve", "left"],
    ["bunx --bun x-mcp", "npm:x-mcp"],
    ["bun x x-mcp", "npm:x-mcp"],
    ["bun run index.ts", "left"],
    ["deno run -A npm:x-mcp@1/server a", "npm:x-mcp@1 [server] a"],
    ["deno run -A https://example.com/x.ts", "left"],
    ["deno run jsr:@a/b", "left"],
    ["uvx mcp-server-fetch", "pypi:mcp-server-fetch"],
    ["uvx mcp-server-fetch@2025.4.7 --x", "pypi:mcp-server-fetch@2025.4.7 --x"],
    ["uvx mcp-server-fetch@latest", "pypi:mcp-server-fetch"],
    ["uvx mcp-server-fetch==1.0", "pypi:mcp-server-fetch@1.0"],
    ["uvx --from mcp-x[cli]>=1,<2 mcp-x-run a", "pypi:mcp-x[cli]@>=1,<2 [mcp-x-run] a"],
    ["uvx --from git+https://github.com/o/r@v1#subdirectory=src/x x", "github:o/r/src/x@v1"],
    ["uvx --from ./here x", "left"],
    ["uvx --from https://example.com/x.whl x", "left"],
    ["uv tool run --python 3.12 mcp-server-git", "pypi:mcp-server-git"],
    ["uv run --directory /x server.py", "left"],
    ["uv --directory /x run server.py", "left"],
    ["uv run --with mcp-server-git mcp-server-git a", "pypi:mcp-server-git a"],
    ["uv run --with mcp[cli] mcp run server.py", "pypi:mcp[cli] run server.py"],
    ["pipx run mcp-server-git", "pypi:mcp-server-git"],
    ["pipx run --spec mcp-x==2 x a", "pypi:mcp-x@2 [x] a"],
    ["python -m mcp_server_fetch --x", "pypi:mcp-server-fetch --x"],
    ["/venv/bin/python3.12 -u -m mcp_server_git.server", "pypi:mcp-server-git"],
    ["python -m uv tool run mcp-server-git", "pypi:mcp-server-git"],
    ["python3 -m http.server", "left"],
    ["python server.py", "left"],
    ["go run github.com/o/r/cmd/x@v1.0.0 stdio", "go:github.com/o/r/cmd/x@v1.0.0 stdio"],
    ["go run github.com/o/r@latest", "go:github.com/o/r"],
    ["go run -mod=mod github.com/o/r@v1.0.0", "go:github.com/o/r@v1.0.0"],
    ["go run ./cmd/x", "left"],
    ["docker run -i --rm mcp/fetch", "pypi:mcp-server-fetch"],
    [
      "docker run -i --rm ghcr.io/github/github-mcp-server",
      "go:github.com/github/github-mcp-server/cmd/github-mcp-server stdio",
    ],
    [
      "docker run hashicorp/terraform-mcp-server:0.2.0",
      "go:github.com/hashicorp/terraform-mcp-server/cmd/terraform-mcp-server@v0.2.0 stdio",
    ],
    ["docker run --name x -p 1:2 acme/x", "left"],
    ["docker mcp gateway run", "left"],
    ["docker exec x y", "left"],
    ["github-mcp-server stdio", "go:github.com/github/github-mcp-server/cmd/github-mcp-server stdio"],
    ["/opt/x/server", "left"],
    ["mcp-remote https://example.com/mcp", "http https://example.com/mcp"],
    ["npx -y mcp-remote@latest https://example.com/sse 3334 --header A:b", "sse https://example.com/sse"],
    ["npx -y supergateway --streamableHttp https://example.com/mcp", "http https://example.com/mcp"],
    ["uvx mcp-proxy --transport=streamablehttp https://example.com/mcp", "http https://example.com/mcp"],
    ["uvx mcp-proxy https://example.com/sse", "sse https://example.com/sse"],
    ["npx -y mcp-proxy --port 80 npx -y x-mcp a", "npm:x-mcp a"],
    ["npx -y @smithery/cli run x", "left"],
    ["npx -y tsx server.ts", "left"],
    ["cmd /c npx -y x-mcp", "npm:x-mcp"],
    ["cmd.exe /C bunx x-mcp", "npm:x-mcp"],
    ["wsl -e npx -y x-mcp", "npm:x-mcp"],
    ["env A=b npx -y x-mcp", "npm:x-mcp"],
    ["nice -n 10 npx x-mcp", "npm:x-mcp"],
    ["mise x node@20 -- npx x-mcp", "npm:x-mcp"],
    ["asdf exec uvx mcp-server-git", "pypi:mcp-server-git"],
    [
      "nix run nixpkgs#github-mcp-server -- stdio",
      "go:github.com/github/github-mcp-server/cmd/github-mcp-server stdio",
    ],
    ["nix run github:o/r/v2 -- a", "github:o/r@v2 a"],
    ["nix run nixpkgs#something-else", "left"],
    ["nix shell nixpkgs#nodejs -c npx -y x-mcp", "npm:x-mcp"],
    ["/nix/store/0123456789abcdfghijklmnpqrsvwxyz-mcp-a.b/bin/mcp-a.b", "ours"],
    ["mcp-nixgen bridge x", "ours"],
    ["node /a/node_modules/@s/p/dist/i.js x", "npm:@s/p x"],
    ["node -e 1", "left"],
  ])("%s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it("is found in a line, in whatever wraps it", () => {
    expect(what("npx -y x-mcp --a 'b c'")).toMatchObject({ source: "npm:x-mcp", args: ["--a", "b c"] });
    expect(what("bash", "-lc", "A=1 exec npx -y x-mcp $@", "x", "more")).toMatchObject({
      source: "npm:x-mcp",
      args: ["more"],
      env: { A: "1" },
    });
    expect(what("sh", "-c", "curl x | sh")).toMatchObject({ kind: "left" });
    expect(
      what("npx", "-y", "supergateway", "--stdio", "uvx 'mcp-server-git' --repository /x"),
    ).toMatchObject({
      source: "pypi:mcp-server-git",
      args: ["--repository", "/x"],
    });
    const deep = Array.from({ length: 20 }, () => "env");
    expect(what("env", ...deep, "npx", "x-mcp")).toMatchObject({
      kind: "left",
      reason: expect.stringContaining("without an end"),
    });
  });

  it("tells what is not taken along", () => {
    expect(
      what("uvx", "--with", "x", "--index-url", "https://x", "--env-file", ".env", "mcp-server-git"),
    ).toMatchObject({
      notes: [
        expect.stringContaining("--with"),
        expect.stringContaining("pythonIndex"),
        expect.stringContaining("--env-file"),
      ],
    });
    expect(what("uvx", "--python", "pypy", "mcp-server-git")).toMatchObject({
      notes: ["its --python is not taken along"],
    });
    expect(what("npx", "--registry=https://x", "-y", "x-mcp")).toMatchObject({
      notes: [expect.stringContaining(".npmrc")],
    });
  });

  it("never fails, and says nothing of what it was given", () => {
    const programs = [
      "npx",
      "uvx",
      "uv",
      "pipx",
      "docker",
      "node",
      "python",
      "go",
      "bash",
      "cmd",
      "env",
      "mise",
      "nix",
      "deno",
      "npm",
      "timeout",
      "mcp-remote",
      "mcp-proxy",
      "supergateway",
      "/x/y",
    ];
    const word = fc.oneof(
      fc.constantFrom(
        "-y",
        "--",
        "-c",
        "-m",
        "run",
        "-e",
        "--from",
        "/c",
        "exec",
        "dlx",
        "--stdio",
        "mcp/fetch",
        "https://example.com/",
      ),
      fc.string(),
      fc.constantFrom(
        "ghp_planted0123456789",
        "--token=planted",
        "https://planted@example.com/x",
        "planted/planted#planted",
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.array(word, { maxLength: 8 }), (command, args) => {
        const { what: found, through } = recognise({ transport: "stdio", command, args, env: {} }, world);
        const told = [...through, found.kind === "left" ? `${found.reason} ${found.hint ?? ""}` : ""].join(
          " ",
        );
        if (found.kind !== "package") expect(told).not.toContain("planted0123");
      }),
      { numRuns: 3000 },
    );
  });
});
