import type { LockedGoServer } from "../config/lock-go-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import { goNix } from "../emit/go-nix.ts";
import type { Recipe } from "./recipe.ts";

/** A program of a Go module, built by buildGoModule. */
export const goRecipe: Recipe<LockedGoServer> = {
  stale,
  missing: async () => null,
  async files(name, locked, _places, style) {
    if (!fitsStyle(locked, style)) return null;
    return [{ path: "package.nix", contents: goNix(name, locked) }];
  },
  dependencies: (locked) => locked.modules,
  dependenciesHash: (locked) => locked.vendorHash ?? "(none)",
  code: () => "bin",
};

function stale(server: ServerSpec, locked: LockedGoServer, style: Settings["style"]): string | null {
  if (!fitsStyle(locked, style)) return `style is now ${style}`;
  if (server.strategy !== undefined && server.strategy !== locked.strategy)
    return `strategy was ${locked.strategy}`;
  if (locked.src.type === "github" && (server.language ?? "go") !== "go")
    return `language is now ${server.language}`;
  return null;
}

function fitsStyle({ src }: LockedGoServer, style: Settings["style"]): boolean {
  return src.type !== "go-module" || (src.url === null) === (style === "overlay");
}
