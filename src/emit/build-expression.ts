import { type Nix, n } from "../nix/ast.ts";
import { printNix } from "../nix/print.ts";

/** Where nixpkgs comes from: NIX_PATH, a folder, or a source archive whose unpacked hash is known. */
export type Nixpkgs =
  | { readonly kind: "search-path" }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "archive"; readonly url: string; readonly hash: string };

interface BuildTarget {
  /** Absolute path of the generated `default.nix`. */
  readonly overlay: string;
  /** The server to build; all of them, as an attribute set, when absent. */
  readonly name?: string;
  readonly nixpkgs: Nixpkgs;
  /** nixpkgs' `config.allowUnfree`; its own default (the user's configuration) when absent. */
  readonly allowUnfree?: boolean | undefined;
}

/** The expression `mcp-nixgen build` hands to Nix: one server out of nixpkgs with our overlay. */
export function buildExpression(target: BuildTarget): string {
  const overlays = n.bind("overlays", n.list([n.call("import", n.path(target.overlay))]));
  const { allowUnfree } = target;
  const config = allowUnfree === undefined ? [] : [n.bind(["config", "allowUnfree"], n.bool(allowUnfree))];
  const pkgs = n.call("import", nixpkgsNix(target.nixpkgs), n.attrs([overlays, ...config]));
  return printNix(n.get(pkgs, "mcpServers", ...(target.name === undefined ? [] : [target.name])));
}

function nixpkgsNix(nixpkgs: Nixpkgs): Nix {
  if (nixpkgs.kind === "search-path") return n.searchPath("nixpkgs");
  if (nixpkgs.kind === "path") return n.path(nixpkgs.path);
  const source = [n.bind("url", n.str(nixpkgs.url)), n.bind("sha256", n.str(nixpkgs.hash))];
  return n.call(n.get("builtins", "fetchTarball"), n.attrs(source));
}
