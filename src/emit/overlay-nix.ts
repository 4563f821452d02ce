import { type Nix, n } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import type { Style } from "./style.ts";

/** The first line of a file that is overwritten by the next run. */
export const GENERATED = "Written by mcp-nixgen from servers.yaml; edits are overwritten.";

/**
 * `default.nix`: an overlay that gives every server of `names` as `pkgs.mcpServers.<name>`, beside
 * servers of earlier overlays. In style overlay the packages also see the helpers of `./lib`.
 */
export function overlayNix(names: readonly string[], style: Style): string {
  const callPackage = style === "overlay" ? n.id("callPackage") : n.get("final", "callPackage");
  const servers = names
    .toSorted()
    .map((name) =>
      n.bind([name], n.call(callPackage, n.path(`./packages/${name}/package.nix`), n.attrs([]))),
    );
  const earlier = n.getOr("prev", ["mcpServers"], n.attrs([]));
  const overlay = n.attrs([n.bind("mcpServers", n.op("//", earlier, n.attrs(servers)))], { expand: true });
  const body = style === "overlay" ? withHelpers(overlay) : overlay;
  return printFile(n.file(n.fn("final", n.fn("prev", body)), [GENERATED]));
}

function withHelpers(overlay: Nix): Nix {
  const helpers = n.call("import", n.path("./lib"), n.attrs([n.inherit(["callPackage"], n.id("final"))]));
  return n.let([n.bind("callPackage", n.call(n.get("final", "newScope"), helpers))], overlay);
}
