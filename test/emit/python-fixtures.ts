import type { LockedPythonServer, PythonNixpkgs } from "../../src/config/lock-python-schema.ts";

const hash = (letter: string) => `sha256-${letter.repeat(43)}=`;
const file = (name: string, letter = "A", url: string | null = null) =>
  ({ type: "pypi", file: name, url, hash: hash(letter) }) as const;
const requirement = (name: string, systems: PythonNixpkgs["dependencies"][number]["systems"] = null) => ({
  name,
  attr: name.toLowerCase().replace(/[-_.]+/g, "-"),
  specifier: "",
  systems,
});

/** A repository with a tag, as a source. */
export const repositorySrc = {
  type: "github",
  owner: "example",
  repo: "mcp-demo",
  tag: "v2025.4.7",
  rev: "0123456789abcdef0123456789abcdef01234567",
  hash: hash("E"),
  githubBase: null,
  private: false,
  subfolder: "",
} as const;

const plain: PythonNixpkgs = {
  src: file("mcp_server_demo-2025.4.7.tar.gz"),
  buildSystem: ["hatchling"],
  env: {},
  dependencies: [requirement("httpx"), requirement("mcp")],
  relax: [],
  imports: ["mcp_server_demo"],
  beside: [],
  catalog: null,
};

function server(nixpkgs: Partial<PythonNixpkgs>, more: Partial<LockedPythonServer> = {}): LockedPythonServer {
  const recipe = { ...plain, ...nixpkgs };
  return {
    spec: "pypi:mcp-server-demo",
    kind: "python",
    package: "mcp-server-demo",
    version: "2025.4.7",
    src: recipe.src,
    extras: [],
    python: "3.13",
    pythonAsked: false,
    strategy: "nixpkgs",
    strategyReason: "servers.yaml asks for it",
    bins: { "mcp-server-demo": "mcp_server_demo:main" },
    mainProgram: "mcp-server-demo",
    nixpkgs: recipe,
    closure: null,
    meta: {
      description: "A demo server.",
      homepage: "https://example.org/demo",
      changelog: "https://example.org/demo/releases/v2025.4.7",
      license: "MIT",
      requiresPython: ">=3.10",
      yanked: null,
    },
    ...more,
  };
}

/** Python servers for the emitters, each odd in another way; all of strategy nixpkgs. */
export const pythonServers: Readonly<Record<string, LockedPythonServer>> = {
  plain: server({}),
  "some-systems": server({
    env: { SETUPTOOLS_SCM_PRETEND_VERSION: "2025.4.7" },
    buildSystem: ["setuptools", "setuptools-scm"],
    dependencies: [
      requirement("mcp"),
      requirement("jeepney", ["aarch64-linux", "x86_64-linux"]),
      requirement("pyobjc-core", ["aarch64-darwin", "x86_64-darwin"]),
      requirement("uvloop", ["aarch64-darwin", "aarch64-linux", "x86_64-linux"]),
      requirement("secretstorage", ["aarch64-linux", "x86_64-linux"]),
    ],
    relax: ["MCP", "uvloop"],
  }),
  wheel: server(
    {
      src: file("mcp_server_demo-2025.4.7-1-py2.py3-none-any.whl"),
      buildSystem: [],
      dependencies: [],
      imports: [],
    },
    { meta: { ...server({}).meta, yanked: "wrong files" }, pythonAsked: true, python: "3.12" },
  ),
  "own-index": server({
    src: file("Demo.Server-2025.04.7.zip", "B", "https://index.example/Demo.Server-2025.04.7.zip"),
  }),
  "odd-names": server(
    { src: file("Demo.Server-2025.04.7.zip", "B"), relax: ['od"d${x}'], imports: ["''${y}"] },
    { package: "demo-server", version: "2025.4.7" },
  ),
  beside: server({
    beside: [
      {
        attr: "mcp-types",
        package: "mcp-types",
        version: "2.3.0",
        reason: "nixpkgs has none",
        src: file("mcp_types-2.3.0.tar.gz", "C"),
        buildSystem: ["hatchling", "uv-dynamic-versioning"],
        env: { UV_DYNAMIC_VERSIONING_BYPASS: "2.3.0" },
        dependencies: [requirement("pydantic")],
        relax: [],
        imports: ["mcp_types"],
      },
      {
        attr: "mcp",
        package: "mcp",
        version: "2.3.0",
        reason: "nixpkgs has 1.27.1",
        src: file("mcp-2.3.0-py3-none-any.whl", "D"),
        buildSystem: [],
        env: {},
        dependencies: [requirement("mcp-types"), requirement("uvicorn")],
        relax: ["uvicorn"],
        imports: ["mcp"],
      },
    ],
  }),
  repository: server({ src: repositorySrc, env: { SETUPTOOLS_SCM_PRETEND_VERSION: "2025.4.7" } }),
  "repository-folder": server(
    {
      src: { ...repositorySrc, tag: null, subfolder: "packages/demo" },
      env: { UV_DYNAMIC_VERSIONING_BYPASS: "0" },
    },
    { version: "0-unstable-2025-04-07" },
  ),
};
