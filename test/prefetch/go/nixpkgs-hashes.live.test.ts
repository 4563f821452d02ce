import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ContentCache } from "../../../src/cache/content-cache.ts";
import { withArchive } from "../../../src/prefetch/archive/open-archive.ts";
import { checkModuleSum } from "../../../src/prefetch/go/check-sum.ts";
import { moduleSum } from "../../../src/prefetch/go/dirhash.ts";
import { moduleTree } from "../../../src/prefetch/go/module-tree.ts";
import { goVendor } from "../../../src/prefetch/go/vendor.ts";
import { loadGoConfig } from "../../../src/registry/go-config.ts";
import { ModuleProxy } from "../../../src/sources/go/module-proxy.ts";
import { describeGo } from "../../support/languages.ts";

// LIVE: downloads seven Go modules and their dependencies from the module proxy that the go command is configured for.
//
// `vendorHash` as nixpkgs records it in pkgs/by-name (its `src` is GitHub's archive of the same tag).

const recorded: readonly (readonly [module: string, version: string, program: string, vendorHash: string])[] =
  [
    ["github.com/cweill/gotests", "v1.9.0", "gotests", "sha256-/dP8uA1yWBrtmFNHUvcicPhA2qr5R2v1uSwYi+ciypg="],
    [
      "github.com/grafana/mcp-grafana",
      "v1.4.2",
      "cmd/mcp-grafana",
      "sha256-y/Hk1hDQ00wHqTOcaoKVvz2PgF0ZiwHartbuF7qEkXc=",
    ],
    [
      "github.com/rhysd/actionlint",
      "v1.7.6",
      "cmd/actionlint",
      "sha256-4hBIDrFOADGo3gsTRW8hjBYzmWRo/5yyoM7Ylv3KJBk=",
    ],
    ["github.com/tomnomnom/gron", "v0.7.1", "", "sha256-K/QAG9mCIHe7PQhex3TntlGYAK9l0bESWk616N97dBs="],
    ["golang.org/x/tools/gopls", "v0.19.0", "", "sha256-uWbcf/PadGXw2ryg6GjJrHzrZ88kKzfhr6gtYsLTvkg="],
    ["mvdan.cc/gofumpt", "v0.9.0", "", "sha256-ziqhBWkfWQ0T+gLFqv352PtNcpyCTRFHBfV6iilVGLs="],
    ["mvdan.cc/sh/v3", "v3.14.0", "cmd/shfmt", "sha256-OfdXhgPyRRifRK4CylmOqWh0qmZ80mNAhBZtqJlwPPY="],
  ];

let cache: ContentCache;
beforeAll(async () => {
  cache = new ContentCache(await mkdtemp(join(tmpdir(), "nixpkgs-hashes-")));
});
afterAll(() => rm(cache.root, { recursive: true }));

describeGo()("what nixpkgs records", () => {
  it.each(recorded)(
    "vendorHash of %s %s",
    { timeout: 300_000 },
    async (module, version, program, vendorHash) => {
      const config = await loadGoConfig();
      const runner = { program: config.go!.path, env: process.env, cache };
      const zip = await new ModuleProxy(config, { cache }).zip(module, version);
      const found = await withArchive(zip.path, async (archive) => {
        const tree = moduleTree(archive, module, version);
        await checkModuleSum(
          runner,
          { path: module, version, sum: await moduleSum(tree, module, version) },
          module,
        );
        return goVendor(tree, { runner, modRoot: "", package: program, where: module });
      });
      expect(found).toMatchObject({ hash: vendorHash, proxyVendor: false });
    },
  );
});
