import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Nixpkgs } from "../emit/build-expression.ts";
import { UserError } from "../errors.ts";

const flakeLock = z.looseObject({
  root: z.string(),
  nodes: z.record(
    z.string(),
    z.looseObject({
      inputs: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
      locked: z
        .looseObject({
          type: z.string(),
          owner: z.string().optional(),
          repo: z.string().optional(),
          rev: z.string().optional(),
          path: z.string().optional(),
          url: z.string().optional(),
          narHash: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

/**
 * Which nixpkgs a build uses: the one asked for, else `<nixpkgs>` of NIX_PATH, else the input `nixpkgs` of the
 * project's own flake.lock.
 *
 * @throws UserError `E_NO_NIXPKGS`
 */
export async function nixpkgsFor(
  root: string,
  asked: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Nixpkgs> {
  if (asked !== undefined) {
    const path = resolve(asked);
    if (await exists(join(path, "default.nix"))) return { kind: "path", path };
    throw new UserError("there is no nixpkgs at this path: it has no default.nix", {
      code: "E_NO_NIXPKGS",
      where: path,
    });
  }
  if ((env.NIX_PATH ?? "").split(":").some((entry) => /^nixpkgs=./.test(entry)))
    return { kind: "search-path" };
  const locked = await lockedNixpkgs(
    join(root, "flake.lock"),
    env.MCP_NIXGEN_GITHUB_URL || "https://github.com",
  );
  if (locked !== null) return locked;
  throw new UserError("no nixpkgs to build with", {
    code: "E_NO_NIXPKGS",
    where: root,
    hint: "Set NIX_PATH=nixpkgs=PATH, pass --nixpkgs PATH, or lock the flake's input (nix flake lock).",
  });
}

/** @param github base address of GitHub, or of what mirrors its archives */
async function lockedNixpkgs(path: string, github: string): Promise<Nixpkgs | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  const lock = text === null ? null : parseLock(text);
  const name = lock?.nodes[lock.root]?.inputs?.nixpkgs;
  const locked = typeof name === "string" ? lock?.nodes[name]?.locked : undefined;
  if (locked?.type === "path" && locked.path !== undefined) return { kind: "path", path: locked.path };
  if (locked?.narHash === undefined) return null;
  const { type, owner, repo, rev, url, narHash } = locked;
  if (type === "github" && owner !== undefined && repo !== undefined && rev !== undefined) {
    return {
      kind: "archive",
      url: `${github.replace(/\/+$/, "")}/${owner}/${repo}/archive/${rev}.tar.gz`,
      hash: narHash,
    };
  }
  return type === "tarball" && url !== undefined ? { kind: "archive", url, hash: narHash } : null;
}

function parseLock(text: string): z.infer<typeof flakeLock> | null {
  try {
    return flakeLock.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
