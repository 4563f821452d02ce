import { expect, test } from "vitest";
import { readUvLock } from "../../../src/sources/pypi/uv-lock.ts";

const registry = 'source = { registry = "https://index.example/simple" }';
const lines = (...some: string[]) => some.join("\n");

const text = lines(
  "version = 1",
  "resolution-markers = [\"sys_platform == 'darwin'\", \"sys_platform != 'darwin'\"]",
  "[[package]]",
  'name = "demo"',
  'source = { virtual = "." }',
  'dependencies = [{ name = "Direct" }, { name = "forked" }, { name = "member" }]',
  "[package.optional-dependencies]",
  'cli = [{ name = "only-cli" }]',
  "[[package]]",
  'name = "Direct"',
  'version = "1.0"',
  registry,
  'sdist = { url = "https://files.example/direct-1.0%2Bx.tar.gz?a#b", hash = "sha256:' +
    "0".repeat(64) +
    '" }',
  'wheels = [{ url = "https://files.example/direct.whl", hash = "md5:0" }, { path = "x.whl" }]',
  "[package.optional-dependencies]",
  'more = [{ name = "of-extra" }]',
  ...["of-extra", "only-cli", "stranger"].flatMap((name) => [
    "[[package]]",
    `name = "${name}"`,
    'version = "3"',
    registry,
  ]),
  ...[
    ["1", "sys_platform == 'darwin'"],
    ["2", "sys_platform != 'darwin'"],
  ].flatMap(([version, marker]) => [
    "[[package]]",
    'name = "forked"',
    `version = "${version}"`,
    registry,
    `resolution-markers = ["${marker}"]`,
    'dependencies = [{ name = "direct" }]',
  ]),
  "[[package]]",
  'name = "member"',
  'version = "0.1"',
  'source = { editable = "../member" }',
  'dependencies = [{ name = "of-member" }]',
  ...["1", "2"].flatMap((version) => [
    "[[package]]",
    'name = "of-member"',
    `version = "${version}"`,
    registry,
  ]),
);

test("a uv.lock tells the versions that a member needs on each system", async () => {
  const lock = await readUvLock(text, "demo", "3.13");
  const on = (system: never) => Object.fromEntries(lock!.versions.get(system) ?? []);
  // Of two versions without a condition it does not say which; members of a workspace are on no index.
  expect(on("x86_64-linux" as never)).toEqual({ direct: "1.0", "of-extra": "3", forked: "2" });
  expect(on("aarch64-darwin" as never)).toEqual({ direct: "1.0", "of-extra": "3", forked: "1" });
  expect(Object.fromEntries(lock!.hashes)).toEqual({
    "direct-1.0+x.tar.gz": `sha256-${Buffer.alloc(32).toString("base64")}`,
  });
});

test("of another project it says nothing, and what is none is refused", async () => {
  expect(await readUvLock(text, "other", "3.13")).toBeNull();
  expect(await readUvLock(text, "direct", "3.13")).toBeNull();
  for (const [from, to] of [
    ['version = "1.0"', 'version = "1.0\\n--index-url=x"'],
    ['"stranger"', '"../stranger"'],
  ] as const) {
    expect(text).toContain(from);
    await expect(readUvLock(text.replace(from, to), "demo", "3.13")).rejects.toThrow(SyntaxError);
  }
  await expect(readUvLock("version = ", "demo", "3.13")).rejects.toThrow(SyntaxError);
  await expect(readUvLock('version = "1"', "demo", "3.13")).rejects.toThrow(SyntaxError);
});
