import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { withProjectLock } from "../../src/config/project-lock.ts";
import { undoPath, undoUnfinished, writeTogether } from "../../src/config/undo-journal.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "undo-"));
  await writeFile(join(root, "a"), "old a");
  return () => rm(root, { recursive: true, force: true });
});

const text = (path: string) => readFile(join(root, path), "utf8").catch(() => null);

/** What a run leaves that is killed after the note. */
const note = (files: readonly { path: string; before: string | null }[], version = 1) =>
  writeFile(
    undoPath(root),
    JSON.stringify({
      version,
      files: files.map(({ path, before }) => ({
        path,
        before: before === null ? null : Buffer.from(before).toString("base64"),
      })),
    }),
  );

it("what a kill has left of writes is removed with the note, and nothing else", async () => {
  await mkdir(join(root, "sub"));
  await symlink(join(root, "sub/real"), join(root, "link"));
  await writeFile(join(root, "sub/real"), "new");
  await note([
    { path: "a", before: "old a" },
    { path: "sub/b", before: null },
    { path: "link", before: "old" },
  ]);
  const left = [
    ".a.0123456789ab.tmp",
    "sub/.b.0123456789ab.tmp",
    "sub/.real.0123456789ab.tmp",
    "..mcp-nixgen.undo.0123456789ab.tmp",
  ];
  const others = [".a.tmp", ".a.0123456789AB.tmp", ".c.0123456789ab.tmp", ".a.b.0123456789ab.tmp"];
  for (const path of [...left, ...others]) await writeFile(join(root, path), "");
  await undoUnfinished(root);
  expect((await readdir(root)).sort()).toEqual([...others, "a", "link", "sub"].sort());
  expect(await readdir(join(root, "sub"))).toEqual(["real"]);
});

describe("files that belong together", () => {
  it("are written, made and removed, and what they were is told", async () => {
    await writeFile(join(root, "gone"), "old");
    const before = await writeTogether(root, [
      { path: "a", contents: "new a" },
      { path: "sub/b", contents: Buffer.from([255, 0]) },
      { path: "gone", contents: null },
    ]);
    expect([await text("a"), await text("gone")]).toEqual(["new a", null]);
    expect(await readFile(join(root, "sub/b"))).toEqual(Buffer.from([255, 0]));
    expect(before.map(({ contents }) => contents?.toString() ?? null)).toEqual(["old a", null, "old"]);
    expect((await readdir(root)).sort()).toEqual(["a", "sub"]);
    await writeTogether(root, before);
    expect([await text("a"), await text("gone")]).toEqual(["old a", "old"]);
    expect((await readdir(root)).sort()).toEqual(["a", "gone"]);
  });

  it("are all as they were where one cannot be written", async () => {
    await mkdir(join(root, "folder"));
    const files = [
      { path: "a", contents: "new a" },
      { path: "b", contents: "new b" },
      { path: "folder/sub", contents: "x" },
      { path: "folder", contents: "a folder is in its place" },
    ];
    await expect(writeTogether(root, files)).rejects.toThrow();
    expect([await text("a"), await text("b"), await text("folder/sub")]).toEqual(["old a", null, null]);
    expect(await text(".mcp-nixgen.undo")).toBeNull();
  });
});

describe("after a kill", () => {
  it("who takes the project's lock next finds everything as it was", async () => {
    await note([
      { path: "a", before: "old a" },
      { path: "new/b", before: null },
    ]);
    await writeFile(join(root, "a"), "new a");
    await mkdir(join(root, "new"));
    await writeFile(join(root, "new/b"), "new b");
    const seen = await withProjectLock(root, async () => [await text("a"), await text("new/b")]);
    expect(seen).toEqual(["old a", null]);
    expect(await readdir(root)).toEqual(["a"]);
  });

  it("a note that is none of ours stops whoever reads it, and changes nothing", async () => {
    for (const broken of ["", "{", '{"version":2,"files":[]}', '{"version":1,"files":[{"path":1}]}']) {
      await writeFile(undoPath(root), broken);
      await expect(withProjectLock(root, async () => {})).rejects.toMatchObject({ code: "E_UNDO" });
      expect(await text("a")).toBe("old a");
    }
    await rm(undoPath(root));
    await withProjectLock(root, async () => {});
  });

  it.each([["../stolen"], ["/nowhere/stolen"], ["sub/../../stolen"], ["outside/stolen"], ["link"], ["."]])(
    "a note of somebody else's writes nothing outside: %s",
    async (path) => {
      const elsewhere = await mkdtemp(join(tmpdir(), "elsewhere-"));
      try {
        await symlink(elsewhere, join(root, "outside"));
        await writeFile(join(elsewhere, "target"), "mine");
        await symlink(join(elsewhere, "target"), join(root, "link"));
        await note([
          { path: "a", before: "planted" },
          { path, before: "planted" },
        ]);
        await expect(undoUnfinished(root)).rejects.toMatchObject({ code: "E_UNDO" });
        expect(await readdir(elsewhere)).toEqual(["target"]);
        expect([await readFile(join(elsewhere, "target"), "utf8"), await text("a")]).toEqual([
          "mine",
          "old a",
        ]);
      } finally {
        await rm(elsewhere, { recursive: true, force: true });
      }
    },
  );
});
