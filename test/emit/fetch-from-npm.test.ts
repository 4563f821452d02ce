import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { fromData } from "ssri";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Nix, n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { type FakeRegistry, packTarball, startFakeRegistry } from "../support/fake-registry.ts";
import { nixEnv } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";

/**
 * `overlays/lib/fetch-from-npm.nix`, built by real Nix with the host's node and npm against a registry on
 * this machine. Every run publishes other bytes, since Nix would not fetch what it has.
 */

const nix = nixEnv();
// A daemon builds with its own environment, in which no test can set a registry.
const daemon = existsSync("/nix/var/nix/daemon-socket/socket");
if (daemon) process.stderr.write("\nNix runs a daemon here: fetchFromNpm's environment IS NOT CHECKED.\n\n");

const run = randomUUID();
const tarball = (name: string) =>
  packTarball({ "package.json": JSON.stringify({ name, version: "1.2.3", run }), "index.js": run });
const plain = await tarball("plain");
const scoped = await tarball("@private/scoped");

let registry: FakeRegistry;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "fetch-from-npm-"));
  registry = await startFakeRegistry({
    packages: {
      plain: { versions: { "1.2.3": { tarball: plain } } },
      "@private/scoped": { versions: { "1.2.3": { tarball: scoped } } },
    },
    auth: [{ scope: "@private", token: "let-me-in" }],
  });
});
afterAll(async () => {
  await registry.close();
  await rm(home, { recursive: true, force: true });
});

async function fetchFromNpm(
  pname: string,
  bytes: Uint8Array,
  env: Record<string, string>,
): Promise<Uint8Array> {
  const { path, flags, real } = await nixpkgsForTests();
  const helper = n.path(fileURLToPath(new URL("../../overlays/lib/fetch-from-npm.nix", import.meta.url)));
  const call = n.call(
    n.get("pkgs", "callPackage"),
    helper,
    n.attrs(real ? [] : [n.bind("buildPackages", n.attrs([n.bind("nodejs", hostNode())]))]),
  );
  const hash = fromData(bytes as Buffer, { algorithms: ["sha512"] }).toString();
  const source = n.call(call, n.data({ pname, version: "1.2.3", hash }));
  const pkgs = n.call("import", n.path(path), n.attrs([]));
  const { stdout } = await execa(
    "nix-build",
    ["--no-out-link", ...flags, "-E", printNix(n.let([n.bind("pkgs", pkgs)], source))],
    // npx sets these two; the test is about HOME.
    { env: { ...nix?.env, npm_config_userconfig: "", npm_config_globalconfig: "", HOME: home, ...env } },
  );
  expect(stdout).toMatch(/-(?:plain|scoped)-1\.2\.3\.tgz$/);
  return readFile(stdout);
}

/** The node and npm that run this test, as a package. */
function hostNode(): Nix {
  const links = ["node", "npm"].map((name) => `ln -s ${join(dirname(process.execPath), name)} $out/bin/\n`);
  return n.call(
    n.get("pkgs", "runCommand"),
    n.str("host-node"),
    n.attrs([]),
    n.indented("mkdir -p $out/bin\n", ...links),
  );
}

describe.skipIf(nix === null || daemon)("fetchFromNpm", { timeout: 120_000 }, () => {
  test("takes the registry from the environment and gives the published bytes", async () => {
    const bytes = await fetchFromNpm("plain", plain, { npm_config_registry: registry.url });
    expect(Buffer.from(bytes).equals(Buffer.from(plain))).toBe(true);
  });

  test("takes a scope's registry and its token from .npmrc", async () => {
    const npmrc = [
      `@private:registry=${registry.url}`,
      `${registry.url.replace(/^http:/, "")}:_authToken=\${NPM_TOKEN}`,
    ];
    await writeFile(join(home, ".npmrc"), `${npmrc.join("\n")}\n`);
    const bytes = await fetchFromNpm("@private/scoped", scoped, { NPM_TOKEN: "let-me-in" });
    expect(Buffer.from(bytes).equals(Buffer.from(scoped))).toBe(true);
  });

  test("ends in npm's own words where the registry has no such package", async () => {
    const attempt = fetchFromNpm("missing", new TextEncoder().encode(run), {
      npm_config_registry: registry.url,
    });
    await expect(attempt).rejects.toThrow(/E404/);
  });
});
