/**
 * LIVE: makes a private Nix from the mirror that this machine's apt is configured with (about 40 MB), as
 * `scripts/get-nix.sh` does on a machine without Nix. Only on Debian and Ubuntu.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/get-nix.sh", import.meta.url));
const isDebian = existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get");
const isOff = process.env.MCP_NIXGEN_NO_NIX === "1";
if (!isDebian || isOff) {
  console.warn(
    `NOT TESTED: making a private Nix (${isOff ? "MCP_NIXGEN_NO_NIX=1" : "this is not Debian or Ubuntu"})`,
  );
}

describe.skipIf(!isDebian || isOff)("scripts/get-nix.sh makes a private Nix", () => {
  let folder: string;
  let prefix: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "get-nix-live-"));
    prefix = join(folder, "nix");
  });
  afterAll(async () => {
    // Store paths are read-only.
    await execa("chmod", ["-R", "u+w", folder]);
    await rm(folder, { recursive: true });
  });

  it("once, though two ask for it at the same time", { timeout: 180_000 }, async () => {
    const aptBefore = await aptState();
    const run = () => execa(script, ["--private"], { env: { MCP_NIXGEN_NIX_PREFIX: prefix } });
    const [one, two] = await Promise.all([run(), run()]);
    expect([one.stdout, two.stdout]).toEqual([prefix, prefix]);
    expect(`${one.stderr}${two.stderr}`.match(/is ready/g)).toHaveLength(1);
    expect((await readdir(folder)).sort()).toEqual(["nix", "nix.lock"]);
    expect(await aptState()).toBe(aptBefore);
  });

  it("that stands on its own libraries, settings and certificates", async () => {
    const { stdout } = await execa(join(prefix, "bin", "nix"), ["config", "show"], {
      env: { NIX_CONFIG: "" },
    });
    expect(stdout).toMatch(/^sandbox = false$/m);
    expect(stdout).toMatch(/^substituters =\s*$/m);
    expect(stdout).toMatch(/^build-users-group =\s*$/m);
    expect(await readFile(join(prefix, "etc", "ca-bundle.crt"), "utf8")).toContain("BEGIN CERTIFICATE");
    const loaded = await execa(join(prefix, "libexec", "nix"), ["--version"], { env: { LD_DEBUG: "libs" } });
    const fromPrefix = loaded.stderr.match(/calling init: \S+/g)?.map((line) => line.split(" ").at(-1));
    expect(fromPrefix?.length).toBeGreaterThan(20);
    expect(fromPrefix?.filter((path) => !path?.startsWith(prefix) && path?.startsWith("/"))).toEqual([]);
  });

  it("that builds", async () => {
    const expr =
      'derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo hello > $out" ]; }';
    const { stdout } = await execa(join(prefix, "bin", "nix-build"), ["--no-out-link", "--expr", expr]);
    expect(await readFile(stdout, "utf8")).toBe("hello\n");
  });
});

/** What an installation or an `apt-get update` would change. */
async function aptState(): Promise<string> {
  const folders = ["/var/lib/dpkg", "/var/lib/apt", "/var/cache/apt"];
  // Without root some folders cannot be read; the rest tells enough.
  const { stdout } = await execa("find", [...folders, "-printf", "%p %T@ %s\\n"], { reject: false });
  expect(stdout).toContain("/var/lib/dpkg/status");
  return stdout.split("\n").sort().join("\n");
}
