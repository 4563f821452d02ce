import type { ClosureFile } from "../../src/config/lock-python-closure-schema.ts";
import { type PythonSystem, pythonSystems } from "../../src/config/lock-python-file-schema.ts";
import type { LockedPythonServer } from "../../src/config/lock-python-schema.ts";
import { pythonServers, repositorySrc } from "./python-fixtures.ts";

const hash = (letter: string) => `sha256-${letter.repeat(43)}=`;

function file(name: string, systems: PythonSystem[] | null = null, url: string | null = null): ClosureFile {
  const [project = "", version = ""] = name.replace(/\.tar\.gz$/, "").split("-");
  const src = { type: "pypi", file: name, url, hash: hash("A") } as const;
  return { name: project.replace(/[_.]/g, "-").toLowerCase(), version, src, systems };
}

function server(
  closure: LockedPythonServer["closure"],
  more: Partial<LockedPythonServer> = {},
): LockedPythonServer {
  return { ...pythonServers.plain!, strategy: "locked", nixpkgs: null, closure, ...more };
}

const own = file("mcp_server_demo-2025.4.7-py3-none-any.whl");

/** Python servers of strategy locked for the emitters, each odd in another way. */
export const lockedPythonServers: Readonly<Record<string, LockedPythonServer>> = {
  pure: server({
    systems: [...pythonSystems],
    wheels: [file("anyio-4.9.0-py3-none-any.whl"), own, file("six-1.17.0-2-py2.py3-none-any.whl")],
    builds: [],
    ownBuild: null,
    libraries: [],
  }),
  compiled: server(
    {
      systems: ["aarch64-linux", "x86_64-linux"],
      wheels: [
        own,
        file("pydantic_core-2.33.2-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl", [
          "aarch64-linux",
        ]),
        file("pydantic_core-2.33.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", [
          "x86_64-linux",
        ]),
      ],
      builds: [],
      ownBuild: null,
      libraries: ["libcuda.so.1", "libgcc_s.so.1", "libpython3.12.so.1.0", "libstdc++.so.6", "libz.so.1"],
    },
    {
      python: "3.12",
      extras: ["cli", "http"],
      bins: { "demo-admin": "mcp_server_demo.admin:main", "mcp-server-demo": "mcp_server_demo.server:run" },
    },
  ),
  "from-source": server({
    systems: [...pythonSystems],
    wheels: [own],
    builds: [
      {
        ...file("docopt-0.6.2.tar.gz"),
        requires: [file("setuptools-80.0.0-py3-none-any.whl"), file("wheel-0.45.1-py3-none-any.whl")],
      },
      {
        ...file("odd.name-1.0.tar.gz", ["aarch64-darwin"]),
        requires: [file("flit_core-3.12.0-py3-none-any.whl", ["aarch64-darwin"])],
      },
    ],
    ownBuild: null,
    libraries: [],
  }),
  "own-index": server(
    {
      systems: ["x86_64-linux"],
      wheels: [
        own,
        file("inner-1.0-py3-none-any.whl", null, "https://index.example/inner-1.0-py3-none-any.whl"),
      ],
      builds: [],
      ownBuild: null,
      libraries: [],
    },
    { bins: { "it's": "server:main" }, mainProgram: "it's" },
  ),
  repository: server(
    {
      systems: [...pythonSystems],
      wheels: [file("anyio-4.9.0-py3-none-any.whl")],
      builds: [],
      ownBuild: {
        requires: [
          file("hatchling-1.27.0-py3-none-any.whl"),
          file("macholib-1.0-py3-none-any.whl", ["aarch64-darwin"]),
        ],
        env: { SETUPTOOLS_SCM_PRETEND_VERSION: "2025.4.7" },
      },
      libraries: [],
    },
    { src: repositorySrc },
  ),
  "repository-folder": server(
    {
      systems: ["aarch64-linux", "x86_64-linux"],
      wheels: [],
      builds: [{ ...file("docopt-0.6.2.tar.gz"), requires: [file("setuptools-80.0.0-py3-none-any.whl")] }],
      ownBuild: {
        requires: [file("setuptools-80.0.0-py3-none-any.whl")],
        env: { PDM_BUILD_SCM_VERSION: "0" },
      },
      libraries: [],
    },
    { src: { ...repositorySrc, tag: null, subfolder: "packages/demo" }, version: "0-unstable-2025-04-07" },
  ),
};
