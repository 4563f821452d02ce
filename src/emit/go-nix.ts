import type { LockedGoServer } from "../config/lock-go-schema.ts";
import { type Item, type Nix, n, type StringPart } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import { githubSrcNix } from "./github-src-nix.ts";
import { metaNix } from "./meta.ts";

/**
 * `package.nix` of a program of a Go module.
 *
 * Source: nixpkgs, doc/languages-frameworks/go.section.md, `buildGoModule`.
 */
export function goNix(name: string, server: LockedGoServer): string {
  const { src } = server;
  const items: Item[] = [
    n.bind("pname", n.str(name)),
    n.bind("version", n.str(server.version)),
    n.bind("src", sourceNix(server), { blank: true }),
    ...rootItems(server),
    ...vendorItems(server),
    n.bind("subPackages", n.list([n.str(server.bins[server.mainProgram] || ".")]), { blank: true }),
    ...envItems(server),
    n.bind("ldflags", n.list(linkerFlags(server), { expand: server.versionVariables.length > 0 }), {
      blank: true,
    }),
    n.bind("doCheck", n.bool(false), {
      blank: true,
      comment: ["Its author has run its tests; many want the network, or files of the repository."],
    }),
    n.bind("meta", metaNix(name, server, platforms), { blank: true }),
  ];
  const call = n.call("buildGoModule", n.fn("finalAttrs", n.attrs(items, { expand: true })));
  return printFile(
    n.file(n.formals(["lib", "buildGoModule", fetcherOf(src)], call, { gap: "blank" }), head(server)),
  );
}

const platforms = n.op("++", n.get("lib", "platforms", "linux"), n.get("lib", "platforms", "darwin"));

function head({ package: module, meta }: LockedGoServer): string[] {
  return meta.deprecated === null ? [] : [`${module} is deprecated: ${meta.deprecated}`];
}

function fetcherOf(src: LockedGoServer["src"]): string {
  if (src.type === "github") return "fetchFromGitHub";
  return src.url === null ? "fetchGoModule" : "fetchzip";
}

function sourceNix({ src, version }: LockedGoServer): Nix {
  const hash = n.bind("hash", n.str(src.hash));
  if (src.type === "github") return githubSrcNix(src, version);
  if (src.url === null) {
    const items = [n.bind("path", n.str(src.path)), n.inherit(["version"], n.id("finalAttrs")), hash];
    return n.call("fetchGoModule", n.attrs(items));
  }
  return n.call("fetchzip", n.attrs([n.bind("url", n.str(...withVersion(src.url, version))), hash]));
}

/** Where a text has the version at its end, it follows `version`, so that an update changes one line. */
function withVersion(text: string, version: string): StringPart[] {
  const at = text.lastIndexOf(version);
  if (at < 0 || !/v$/.test(text.slice(0, at))) return [text];
  const rest = text.slice(at + version.length);
  return [text.slice(0, at), n.get("finalAttrs", "version"), ...(rest === "" ? [] : [rest])];
}

/** A zip's files are below the module's own path, of which fetchzip takes off the first folder. */
function rootItems({ src, modRoot }: LockedGoServer): Item[] {
  const folders = src.type === "go-module" && src.url !== null ? src.path.split("/").slice(1) : [];
  const zipRoot: StringPart[] = [
    n.get("finalAttrs", "src", "name"),
    `/${[...folders].join("/")}@v`,
    n.get("finalAttrs", "version"),
  ];
  return [
    ...(folders.length === 0 ? [] : [n.bind("sourceRoot", n.str(...zipRoot), { blank: true })]),
    ...(modRoot === "" ? [] : [n.bind("modRoot", n.str(modRoot), { blank: true })]),
  ];
}

function vendorItems({ vendorHash, strategy, deleteVendor }: LockedGoServer): Item[] {
  const proxied = vendorHash !== null && strategy === "proxy-vendor";
  return [
    ...(deleteVendor
      ? [
          n.bind("deleteVendor", n.bool(true), {
            blank: true,
            comment: ["Published with the list of a vendor folder, and without the folder."],
          }),
        ]
      : []),
    ...(proxied ? [n.bind("proxyVendor", n.bool(true), { blank: true })] : []),
    n.bind("vendorHash", vendorHash === null ? n.null : n.str(vendorHash), {
      blank: !proxied && !deleteVendor,
    }),
  ];
}

function envItems({ cgo, workspace }: LockedGoServer): Item[] {
  const items = [
    ...(cgo.length === 0 ? [n.bind(["env", "CGO_ENABLED"], n.num(0), { blank: true })] : []),
    ...(workspace
      ? [
          n.bind(["env", "GOWORK"], n.str("off"), {
            blank: cgo.length > 0,
            comment: ["Its go.work is for its author's checkout."],
          }),
        ]
      : []),
  ];
  return items;
}

function linkerFlags({ versionVariables }: LockedGoServer): Nix[] {
  const sets = versionVariables.map(({ variable, value }) =>
    n.str(`-X ${variable}=${value === "tag" ? "v" : ""}`, n.get("finalAttrs", "version")),
  );
  return [n.str("-s"), n.str("-w"), ...sets];
}
