import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContentCache } from "../../../src/cache/content-cache.ts";
import { loadPypiConfig } from "../../../src/registry/pypi-config.ts";
import { PypiIndexClient } from "../../../src/sources/pypi/index-client.ts";
import { planNixpkgs } from "../../../src/sources/pypi/nixpkgs-plan.ts";
import { resolvePypi } from "../../../src/sources/pypi/resolve.ts";
import { parsePypiSource } from "../../../src/sources/pypi/spec.ts";
import { describePip } from "../../support/languages.ts";

// LIVE: asks the index that uv and pip are configured with.
//
// Published versions do not change, so what they are resolved to is known.

describePip()("the index that is configured", () => {
  let folder: string;
  let client: PypiIndexClient;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pypi-live-"));
    client = new PypiIndexClient(await loadPypiConfig(folder), new ContentCache(folder));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("a published server is what it was, its source by the hash that nixpkgs would have", async () => {
    const source = parsePypiSource("mcp-server-fetch@2025.4.7");
    const resolved = await resolvePypi(source, client, { python: "3.13" });
    expect(resolved).toMatchObject({
      version: "2025.4.7",
      bins: { "mcp-server-fetch": "mcp_server_fetch:main" },
      meta: { requiresPython: ">=3.10" },
    });
    const { nixpkgs, obstacles } = await planNixpkgs(resolved, { client, catalog: null, isNeutral: true });
    expect(obstacles).toEqual([]);
    expect(nixpkgs).toMatchObject({
      src: {
        file: "mcp_server_fetch-2025.4.7.tar.gz",
        url: null,
        hash: "sha256-VieePFXLHlBrlYypuyPtRBOUSm8jC8oh4ESu5Rc0/kc=",
      },
      buildSystem: ["hatchling"],
      relax: ["httpx"],
      imports: ["mcp_server_fetch"],
    });
  });

  test("similar names come with an error", async () => {
    const source = parsePypiSource("mcp-server-ftech-no-such-project");
    await expect(resolvePypi(source, client, { python: "3.13" })).rejects.toMatchObject({
      code: "E_NOT_FOUND",
    });
  });
});
