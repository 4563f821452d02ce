import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ResolveRequest } from "../../../src/prefetch/python/resolver.ts";
import { uvResolver } from "../../../src/prefetch/python/uv.ts";

/** A program in uv's place, which keeps what it was told and says what uv was seen to say. */
async function fakeUv(exitCode: number, stdout: string, stderr = "") {
  const folder = await mkdtemp(join(tmpdir(), "uv-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, "uv");
  const told = join(folder, "told");
  await writeFile(join(folder, "out"), stdout);
  await writeFile(join(folder, "err"), stderr);
  await writeFile(
    program,
    [
      "#!/bin/sh",
      `{ echo "$@"; env; cat; while [ $# -gt 1 ]; do if [ "$1" = --constraints ]; then cat "$2"; fi; shift; done; } >'${told}'`,
      `cat '${folder}/out'; cat '${folder}/err' >&2; exit ${exitCode}`,
    ].join("\n"),
  );
  await chmod(program, 0o755);
  return { resolver: uvResolver(program), told: () => readFile(told, "utf8") };
}

const request: ResolveRequest = {
  requirements: ["demo-mcp==1.0"],
  constraints: ["leaf==2.0"],
  system: "aarch64-darwin",
  python: "3.13",
  wheels: null,
  index: {
    addresses: ["https://index.example/simple/", "https://more.example/simple/"],
    environment: { SSL_CERT_FILE: "/ca.pem" },
    files: async () => [],
    uploadTimes: async () => new Map(),
    download: async () => "",
  },
};

test("is told the system, the Python and the index, which stands in no argument", async () => {
  process.env.UV_FIND_LINKS = "/somewhere";
  onTestFinished(() => {
    delete process.env.UV_FIND_LINKS;
  });
  const uv = await fakeUv(0, "Demo_MCP==1.0\n    # via -r -\nleaf==2.0\n");
  expect(await uv.resolver.resolve(request)).toEqual({
    solved: true,
    pins: new Map([
      ["demo-mcp", "1.0"],
      ["leaf", "2.0"],
    ]),
    others: new Map(),
  });
  const told = await uv.told();
  const [args = ""] = told.split("\n");
  expect(args).toMatch(
    /^pip compile - --python-version 3\.13\.99 --python-platform aarch64-apple-darwin --only-binary :all:/,
  );
  expect(args).not.toContain("index.example");
  expect(told).toContain("\ndemo-mcp==1.0\nleaf==2.0\n");
  expect(told).toContain("UV_DEFAULT_INDEX=https://index.example/simple/\n");
  expect(told).toContain("UV_INDEX=https://more.example/simple/\n");
  expect(told).toContain("SSL_CERT_FILE=/ca.pem\n");
  expect(told).not.toContain("UV_FIND_LINKS");
});

const noSolution =
  "warning: The requested Python version 3.13 is not available\nerror: No solution found when resolving dependencies\n";

test.each([
  ["  cause: Because all versions of docopt have no usable wheels and you require docopt, …", ["docopt"]],
  [
    "  cause: Because pywin32>=307 has no wheels with a matching platform tag (e.g., `manylinux_2_39_x86_64`) and you\n         require pywin32, …",
    ["pywin32"],
  ],
  [
    "  cause: Because Other_Leaf==1.0 has no\n         usable wheels and …\n\nhint: Wheels are required for `my.leaf` because …",
    ["other-leaf", "my-leaf"],
  ],
  ["  cause: Because there is no version of leaf==9 and you require leaf==9, …", []],
])("says which projects have no wheel: %s", async (said, withoutWheel) => {
  const uv = await fakeUv(1, "", `${noSolution}${said}\n`);
  const answer = await uv.resolver.resolve(request);
  expect(answer).toMatchObject({ solved: false, withoutWheel });
  expect(answer).toMatchObject({
    message: expect.stringMatching(/^No solution found.*cause: (?!.*hint:)/s),
  });
});

test("that the index cannot be reached is no answer", async () => {
  const uv = await fakeUv(2, "", "error: Request failed after 3 retries\n  cause: Failed to fetch: …\n");
  await expect(uv.resolver.resolve(request)).rejects.toMatchObject({
    code: "E_PYTHON_RESOLVE",
    message: expect.stringContaining("Request failed after 3 retries"),
  });
});

test("a dependency that is an address is refused", async () => {
  const uv = await fakeUv(0, "leaf @ git+https://host.example/leaf\n");
  await expect(uv.resolver.resolve(request)).rejects.toMatchObject({
    code: "E_PYTHON_RESOLVE",
    hint: expect.stringContaining("git"),
  });
});
