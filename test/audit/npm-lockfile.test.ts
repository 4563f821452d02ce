import { describe, expect, it } from "vitest";
import { type Closure, dependentsOf, shortestWays } from "../../src/audit/closure.ts";
import { closureOfLockfile } from "../../src/audit/npm-lockfile.ts";

const self = { name: "srv", version: "1.2.3" };

function closure(packages: Record<string, unknown>): Closure {
  return closureOfLockfile(JSON.stringify({ lockfileVersion: 3, packages }), self, "package-lock.json");
}

function wayTo(found: Closure, key: string): string | undefined {
  return shortestWays(found)
    .get(key)
    ?.map((one) => `${found.nodes.get(one)?.name}@${found.nodes.get(one)?.version}`)
    .join(" > ");
}

const tree = {
  "": { name: "whatever", dependencies: { a: "^1.0.0", b: "^1.0.0" }, optionalDependencies: { o: "1" } },
  "node_modules/a": { version: "1.0.0", resolved: "https://r/a.tgz", dependencies: { leaf: "^1.0.0" } },
  "node_modules/b": { version: "1.0.0", dependencies: { mid: "*", leaf: "^2.0.0" } },
  "node_modules/b/node_modules/leaf": { version: "2.5.0", resolved: "https://r/leaf.tgz" },
  "node_modules/mid": { version: "3.0.0", dependencies: { leaf: "1" }, peerDependencies: { b: "1" } },
  "node_modules/leaf": { version: "1.5.0" },
  "node_modules/o": { version: "1.0.0", dependencies: { deep: "1" } },
  "node_modules/deep": { version: "1.0.0" },
  "node_modules/tool": { version: "9.0.0", dev: true },
  "node_modules/forked": { version: "0.1.0", resolved: "git+ssh://git@github.com/x/forked.git#abc" },
  "node_modules/alias": { version: "4.0.0", name: "@scope/real" },
};

describe("the closure of a package-lock.json", () => {
  const found = closure(tree);

  it("names what registries know, the server by the name of its lock", () => {
    const asked = [...found.nodes.values()].filter((one) => one.fromRegistry);
    expect(asked.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([
      "@scope/real@4.0.0",
      "a@1.0.0",
      "b@1.0.0",
      "deep@1.0.0",
      "leaf@1.5.0",
      "leaf@2.5.0",
      "mid@3.0.0",
      "o@1.0.0",
      "srv@1.2.3",
    ]);
    expect(found.notes).toEqual(["1 of its packages come from no registry: no advisories are known of them"]);
  });

  it("finds each place by the shortest way, as Node would", () => {
    expect(wayTo(found, "node_modules/leaf")).toBe("srv@1.2.3 > a@1.0.0 > leaf@1.5.0");
    expect(wayTo(found, "node_modules/b/node_modules/leaf")).toBe("srv@1.2.3 > b@1.0.0 > leaf@2.5.0");
    expect(wayTo(found, "node_modules/deep")).toBe("srv@1.2.3 > o@1.0.0 > deep@1.0.0");
    expect(wayTo(found, "node_modules/alias")).toBeUndefined();
  });

  it("knows who asks for which versions", () => {
    const asked = dependentsOf(found, "node_modules/leaf").map(({ by, range }) => `${by.name} ${range}`);
    expect(asked.sort()).toEqual(["a ^1.0.0", "mid 1"]);
  });

  it("follows the links of a workspace, whose server is no root", () => {
    const text = JSON.stringify({
      lockfileVersion: 3,
      packages: {
        "": { workspaces: ["packages/*"] },
        "packages/srv": { name: "srv", version: "0.0.0", dependencies: { lib: "*", leaf: "1" } },
        "packages/lib": { name: "@x/lib", version: "1.0.0", dependencies: { leaf: "1" } },
        "node_modules/lib": { link: true, resolved: "packages/lib" },
        "node_modules/leaf": { version: "1.0.0" },
      },
    });
    const workspace = closureOfLockfile(text, { ...self, folder: "packages/srv" }, "x");
    expect(wayTo(workspace, "node_modules/leaf")).toBe("srv@1.2.3 > leaf@1.0.0");
    expect(wayTo(workspace, "packages/lib")).toBe("srv@1.2.3 > @x/lib@1.0.0");
    expect(workspace.nodes.get("packages/lib")?.fromRegistry).toBe(false);
    expect(workspace.nodes.get("packages/srv")).toMatchObject({ name: "srv", fromRegistry: true });
  });

  it("is read of version 1 as well", () => {
    const text = JSON.stringify({
      lockfileVersion: 1,
      dependencies: {
        a: {
          version: "1.0.0",
          requires: { leaf: "^2.0.0" },
          dependencies: { leaf: { version: "2.0.1" } },
        },
        leaf: { version: "npm:real@1.0.0" },
        far: { version: "github:x/far#abc" },
        tool: { version: "1.0.0", dev: true },
      },
    });
    const old = closureOfLockfile(text, self, "x");
    expect(wayTo(old, "node_modules/a/node_modules/leaf")).toBe("srv@1.2.3 > a@1.0.0 > leaf@2.0.1");
    expect(old.nodes.get("node_modules/leaf")).toMatchObject({ name: "real", version: "1.0.0" });
    expect(old.nodes.get("node_modules/far")?.fromRegistry).toBe(false);
    expect(old.nodes.has("node_modules/tool")).toBe(false);
  });

  it.each(["{", "[]", '{"packages":{"a":{"version":1}}}', '{"dependencies":{"a":{}}}'])(
    "is an error of %s",
    (text) => {
      expect(() => closureOfLockfile(text, self, "where")).toThrow(
        expect.objectContaining({ code: "E_LOCK_PARSE", where: "where" }),
      );
    },
  );
});
