import type { ClosureFile } from "../config/lock-python-closure-schema.ts";
import type { PythonSystem } from "../config/lock-python-file-schema.ts";
import { type Item, type Nix, n } from "../nix/ast.ts";

/** Groups that regular expressions find in a wheel's name: project, version with build tag, Python, ABI, platform. */
const WHEEL_NAME = "([^-]+)-(.+)-([^-]+)-([^-]+)-([^-]+)[.]whl";

/**
 * `wheelFolder`, the function from names and hashes to a folder of wheels for pip.
 *
 * nixpkgs' Python says of itself that it runs no manylinux wheel, since it lacks the libraries that such expect. Here they get
 * them, so pip is shown names that do not say manylinux.
 *
 * @param elsewhere whether some are given as what was fetched, from another index than fetchPypi's
 */
export function wheelFolderFunction(elsewhere: boolean): Item {
  const group = (at: number) => n.call("part", n.num(at));
  const fetch = n.call(
    "fetchPypi",
    n.attrs([
      n.bind("pname", group(0)),
      n.bind("version", group(1)),
      n.bind("format", n.str("wheel")),
      n.bind("dist", group(2)),
      n.bind("python", group(2)),
      n.bind("abi", group(3)),
      n.bind("platform", group(4)),
      n.inherit(["hash"]),
    ]),
  );
  const part = n.call(
    n.get("lib", "elemAt"),
    n.call(n.get("builtins", "match"), n.str(WHEEL_NAME), n.id("file")),
  );
  const entry = n.attrs([
    n.bind("name", n.str(group(0), "-", group(1), "-py3-none-any.whl")),
    n.bind(
      "value",
      elsewhere ? n.if(n.call(n.get("lib", "isString"), n.id("hash")), fetch, n.id("hash")) : fetch,
    ),
  ]);
  const body = n.fn("file", n.fn("hash", n.let([n.bind("part", part)], entry)));
  const farm = n.call("linkFarm", n.str("wheels"), n.call(n.get("lib", "mapAttrs'"), body, n.id("files")));
  return n.bind("wheelFolder", n.fn("files", farm), {
    comment: [
      "A folder of wheels for pip, each fetched by what its name on PyPI says. Here their names say nothing of",
      "the platform: nixpkgs' Python refuses manylinux, for lack of the libraries that these are given.",
    ],
  });
}

/** What all systems share, then each system's own: `{ … } // { x86_64-linux = { … }; }.${system} or { }`. */
export function fileHashes(files: readonly ClosureFile[], systems: readonly PythonSystem[]): Nix {
  const shared = hashes(files.filter((file) => file.systems === null));
  const own = systems.flatMap((system) => {
    const theirs = files.filter((file) => file.systems?.includes(system));
    return theirs.length === 0 ? [] : [n.bind(system, hashes(theirs))];
  });
  if (own.length === 0) return shared;
  const bySystem = n.getOr(
    n.attrs(own, { expand: true }),
    [n.get("stdenv", "hostPlatform", "system")],
    n.attrs([]),
  );
  return n.op("//", shared, bySystem);
}

function hashes(files: readonly ClosureFile[]): Nix {
  return n.attrs(
    files.map(({ src }) =>
      n.bind(src.file, src.url === null ? n.str(src.hash) : fetchurl(src.url, src.hash)),
    ),
    { expand: true },
  );
}

export function fetchurl(url: string, hash: string): Nix {
  return n.call("fetchurl", n.attrs([n.bind("url", n.str(url)), n.bind("hash", n.str(hash))]));
}
