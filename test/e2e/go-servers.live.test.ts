import { afterAll, beforeAll, expect, it } from "vitest";
import { findGo, goEnvOf } from "../../src/registry/go-program.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import {
  type ModuleFiles,
  type ModuleProxyServer,
  startModuleProxy,
  sumLines,
} from "../support/module-proxy.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { type Nixpkgs, nixpkgsForTests } from "../support/nixpkgs.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// LIVE: the stand-in's Go comes from the module proxy that the go command is configured for. The servers are made here,
// served by a proxy of our own, and go the whole way: prefetch, generate, build by real Nix, answers from the store.

const owner = "example.com/Owner";
const lib = `${owner}/word`;
const libFiles: ModuleFiles = {
  "go.mod": `module ${lib}\n\ngo 1.21\n`,
  "word.go": 'package word\n\nconst Word = "hello"\n',
};
const withC = `${owner}/withc`;
const withCFiles: ModuleFiles = {
  "go.mod": `module ${withC}\n\ngo 1.21\n`,
  "c.go":
    'package withc\n\n// #cgo CFLAGS: -I${SRCDIR}/include\n// #include "word.h"\nimport "C"\n\nconst Word = C.WORD\n',
  "include/word.h": '#define WORD "from-c"\n',
};

/** A server that speaks MCP by hand; its only tools are the words. */
const speaking = (imports: string, words: string) => `package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
${imports})

var version = "dev"

type tool struct {
	Name        string            \`json:"name"\`
	InputSchema map[string]string \`json:"inputSchema"\`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked struct {
			ID     any    \`json:"id"\`
			Method string \`json:"method"\`
		}
		json.Unmarshal(lines.Bytes(), &asked)
		if asked.ID == nil {
			continue
		}
		result := map[string]any{}
		if asked.Method == "initialize" {
			result["protocolVersion"] = "2025-06-18"
			result["capabilities"] = map[string]any{"tools": map[string]any{}}
			result["serverInfo"] = map[string]string{"name": "by-hand", "version": version}
		} else if asked.Method == "tools/list" {
			tools := []tool{}
			for _, word := range []string{${words}} {
				tools = append(tools, tool{word, map[string]string{"type": "object"}})
			}
			result["tools"] = tools
		}
		answer, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": asked.ID, "result": result})
		fmt.Println(string(answer))
	}
}
`;

import { describeGo } from "../support/languages.ts";

const depending = (name: string, on: string): ModuleFiles => ({
  "go.mod": `module ${owner}/${name}\n\ngo 1.21\n\nrequire ${on} v1.0.0\n`,
  "main.go": speaking(`\n\tdep "${on}"\n`, "dep.Word"),
});

const sources: Record<string, string> = {
  alone: `go:${owner}/alone`,
  vendors: `go:${owner}/vendors/cmd/vendors@v1.2.0`,
  leftovers: `go:${owner}/leftovers`,
  native: `go:${owner}/native`,
};
const names = Object.keys(sources);

let cli: Cli;
let proxy: ModuleProxyServer;
let nixpkgs: Nixpkgs;
const settings: Setting[] = [];

beforeAll(async () => {
  nixpkgs = await nixpkgsForTests();
  proxy = await startModuleProxy();
  proxy.add(lib, "v1.0.0", libFiles);
  proxy.add(withC, "v1.0.0", withCFiles);
  const libSum = await sumLines(lib, "v1.0.0", libFiles);
  proxy.add(`${owner}/alone`, "v1.0.0", {
    "go.mod": `module ${owner}/alone\n\ngo 1.21\n`,
    "main.go": speaking("", '"alone"'),
  });
  const { "main.go": main, ...rest } = depending("vendors", lib);
  proxy.add(`${owner}/vendors`, "v1.2.0", {
    ...(rest as ModuleFiles),
    "go.sum": libSum,
    "cmd/vendors/main.go": main!,
    "go.work": "go 1.21\n\nuse (\n\t.\n\t./elsewhere\n)\n",
  });
  proxy.add(`${owner}/leftovers`, "v1.0.0", {
    ...depending("leftovers", lib),
    "go.sum": libSum,
    "vendor/modules.txt": "# nothing of use\n",
  });
  proxy.add(`${owner}/native`, "v1.0.0", {
    ...depending("native", withC),
    "go.sum": await sumLines(withC, "v1.0.0", withCFiles),
  });
  cli = await bundledCli();
});
afterAll(async () => {
  await Promise.all([cli.remove(), proxy.close(), ...settings.map((one) => one.remove())]);
});

/** A machine with the servers in its servers.yaml. */
async function machine(style: "nixpkgs" | "overlay") {
  const setting = await makeSetting(cli, "http://127.0.0.1:9");
  settings.push(setting);
  const lines = names.map((name) => `  ${name}: { source: "${sources[name]}" }\n`);
  await setting.write(
    "servers.yaml",
    `settings: { style: ${style}, home: false }\nservers:\n${lines.join("")}`,
  );
  const go = await findGo(process.env);
  if (go === null) throw new Error("these tests need a go command on PATH");
  const { GOPROXY } = await goEnvOf(go, ["GOPROXY"], process.env);
  const env = {
    ...setting.env,
    PATH: requireNix().env.PATH,
    GOPROXY: `${proxy.url},${GOPROXY}`,
    GONOSUMDB: "example.com",
    ...(nixpkgs.real ? {} : { NIX_CONFIG: "sandbox = false" }),
  };
  const run = async (...args: string[]) => {
    const { code, stdout } = await cli.run([...args, "--json"], { cwd: setting.project, env });
    return { code, value: JSON.parse(stdout) };
  };
  return { setting, run };
}

describeGo(describeNix)("Go servers", () => {
  it.each(["nixpkgs", "overlay"] as const)(
    "are built in style %s, and answer",
    { timeout: 600_000 },
    async (style) => {
      const { setting, run } = await machine(style);
      const prefetched = await run("prefetch");
      expect(prefetched.code, JSON.stringify(prefetched.value)).toBe(0);
      expect((await run("generate")).code).toBe(0);
      const built = await run("build", "--nixpkgs", nixpkgs.path);
      expect(built.code, JSON.stringify(built.value)).toBe(0);
      const answers = built.value.servers.map((one: Record<string, never>) => [one.name, one.mcp]);
      const answering = (tool: string, version: string) =>
        expect.objectContaining({
          ok: true,
          serverInfo: { name: "by-hand", version },
          tools: [tool],
        });
      expect(Object.fromEntries(answers)).toEqual({
        alone: answering("alone", "1.0.0"),
        vendors: answering("hello", "1.2.0"),
        leftovers: answering("hello", "1.0.0"),
        native: answering("from-c", "1.0.0"),
      });
      const other = await machine(style);
      expect((await other.run("prefetch")).code).toBe(0);
      expect(await other.setting.read("servers.lock.json")).toBe(await setting.read("servers.lock.json"));
    },
  );

  it("are not built by another hash of their dependencies", { timeout: 600_000 }, async () => {
    const { setting, run } = await machine("overlay");
    expect((await run("prefetch")).code).toBe(0);
    const locks = JSON.parse(await setting.read("servers.lock.json"));
    const right = locks.servers.vendors.vendorHash;
    locks.servers.vendors.vendorHash = `sha256-${"A".repeat(43)}=`;
    await setting.write("servers.lock.json", JSON.stringify(locks));
    expect((await run("generate")).code).toBe(0);
    const built = await run("build", "vendors", "--nixpkgs", nixpkgs.path);
    expect(built.code).not.toBe(0);
    expect(JSON.stringify(built.value)).toContain(right);
  });
});
