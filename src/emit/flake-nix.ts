import { type Nix, n } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";

/** The systems that generated packages are for. */
const SYSTEMS = ["x86_64-linux", "aarch64-linux", "x86_64-darwin", "aarch64-darwin"] as const;

/**
 * The flake that `mcp-nixgen init` writes beside a new servers.yaml: `nix build .#NAME` builds a server,
 * `overlays.default` adds all of them to a package set. It works before the first `generate` too.
 * `output` is the folder of generated Nix, relative to the flake.
 */
export function flakeNix(output = "overlays"): string {
  const overlay = n.path(`./${output.replace(/^\.\//, "").replace(/\/+$/, "")}`);
  const forAll = n.fn(
    "f",
    n.call(
      n.get("nixpkgs", "lib", "genAttrs"),
      n.list(SYSTEMS.map((system) => n.str(system))),
      n.fn("system", n.call("f", packageSet())),
    ),
  );
  const outputs = n.attrs([
    n.bind(["overlays", "default"], n.call("import", overlay)),
    n.bind("packages", n.call("forAllSystems", n.fn("pkgs", n.get("pkgs", "mcpServers"))), { blank: true }),
    n.bind("formatter", n.call("forAllSystems", n.fn("pkgs", n.get("pkgs", "nixfmt-tree"))), { blank: true }),
  ]);
  const flake = n.attrs([
    n.bind("description", n.str("MCP servers packaged by mcp-nixgen")),
    n.bind(["inputs", "nixpkgs", "url"], n.str("github:NixOS/nixpkgs/nixpkgs-unstable"), { blank: true }),
    n.bind(
      "outputs",
      n.formals(["self", "nixpkgs"], n.let([n.bind("forAllSystems", forAll)], outputs), { gap: "line" }),
      { blank: true },
    ),
  ]);
  return printFile(n.file(flake));
}

function packageSet(): Nix {
  const comment = ["Many servers come without a free licence; meta.license tells."];
  return n.call(
    "import",
    n.id("nixpkgs"),
    n.attrs([
      n.inherit(["system"]),
      n.bind("overlays", n.list([n.get("self", "overlays", "default")])),
      n.bind(["config", "allowUnfree"], n.bool(true), { comment }),
    ]),
  );
}
