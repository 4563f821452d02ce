import { describe, expect, it } from "vitest";
import { versionVariables } from "../../../src/sources/go/version-variables.ts";
import { treeOf } from "../../support/module-proxy.ts";

const found = (files: Record<string, string>, sources: readonly string[] = []) =>
  versionVariables(
    treeOf({ "go.mod": "module a.b/c\n", ...files }),
    { name: "tool", folder: "cmd/tool" },
    sources,
  );

describe("variables of the version", () => {
  it.each([
    ['var version = "dev"', "main.version", "version"],
    ['var Version = "v0.0.0" // set by the build', "main.Version", "tag"],
    ["var buildVersion string", "main.buildVersion", "version"],
    ['var (\n\tcommit = "none"\n\tversion string = `dev`\n)', "main.version", "version"],
  ])("%j", async (declaration, variable, value) => {
    expect(await found({}, [`package main\n\n${declaration}\n`])).toEqual([{ variable, value }]);
  });

  it.each([
    'const version = "dev"',
    "var version = compute()",
    "var version int",
    'func f() {\n\tvar version = "x"\n}',
    '/*\nvar version = "x"\n*/',
    'var versions = "x"',
  ])("%j is none that the linker can set", async (declaration) => {
    expect(await found({}, [`package main\n\n${declaration}\n`])).toEqual([]);
  });

  it("are those of goreleaser's build of the program, before any other", async () => {
    const config = `builds:
  - id: other
    main: ./cmd/other
    ldflags: -X main.other={{.Version}}
  - id: tool
    main: ./cmd/tool/main.go
    ldflags:
      - -s -w -X main.version={{.Version}} -X a.b/c/internal/build.Tag={{ .Tag }}
      - -X 'main.v=v{{ .Version }}' -X main.commit={{.Commit}} -X main.date={{.Date}} -X main.both={{.Version}}-{{.Commit}}
`;
    const own = ['package main\n\nvar version = "dev"\n'];
    expect(await found({ ".goreleaser.yaml": config }, own)).toEqual([
      { variable: "a.b/c/internal/build.Tag", value: "tag" },
      { variable: "main.v", value: "tag" },
      { variable: "main.version", value: "version" },
    ]);
    expect(await found({ ".goreleaser.yml": "builds: [{{ broken" }, own)).toEqual([
      { variable: "main.version", value: "version" },
    ]);
  });
});
