import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  removeFile,
  writeError,
  writeFileAtomically,
  writeFilesAtomically,
  writeIfChanged,
} from "../../src/config/atomic-write.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-write-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("writing", () => {
  it("makes folders, leaves no temporary file, keeps the mode", async () => {
    const path = join(folder, "a/b/c.txt");
    await writeFileAtomically(path, "one");
    await chmod(path, 0o640);
    await writeFileAtomically(path, "two");
    expect(await readFile(path, "utf8")).toBe("two");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(join(folder, "a/b"))).toEqual(["c.txt"]);
  });

  it("writes through a symbolic link and keeps it", async () => {
    await writeFile(join(folder, "real"), "old");
    await symlink("real", join(folder, "link"));
    await writeFileAtomically(join(folder, "link"), "new");
    expect((await lstat(join(folder, "link"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "real"), "utf8")).toBe("new");
  });

  it("writes many at once, and the others where one cannot be written", async () => {
    await mkdir(join(folder, "taken"));
    const files = ["a/1", "a/2", "b/c/3", "taken", "4"].map((name) => ({
      path: join(folder, name),
      contents: name,
    }));
    await expect(writeFilesAtomically(files)).rejects.toMatchObject({
      code: "E_WRITE",
      where: join(folder, "taken"),
    });
    for (const { path, contents } of files.filter(({ contents }) => contents !== "taken")) {
      expect(await readFile(path, "utf8")).toBe(contents);
    }
    expect((await readdir(folder)).toSorted()).toEqual(["4", "a", "b", "taken"]);
  });

  it("begins none once the signal has fired", async () => {
    await writeFilesAtomically([{ path: join(folder, "file"), contents: "" }], AbortSignal.abort());
    expect(await readdir(folder)).toEqual([]);
  });

  it("never shows a reader a part", async () => {
    const path = join(folder, "file");
    const texts = ["a".repeat(200_000), "b".repeat(300_000)];
    await writeFileAtomically(path, texts[0]!);
    let writing = true;
    const reader = (async () => {
      while (writing) expect(texts).toContain(await readFile(path, "utf8"));
    })();
    for (let turn = 0; turn < 20; turn++) await writeFileAtomically(path, texts[turn % 2]!);
    writing = false;
    await reader;
  });

  it("leaves an equal file untouched", async () => {
    const path = join(folder, "file");
    expect(await writeIfChanged(path, "x")).toBe(true);
    const before = await stat(path, { bigint: true });
    expect(await writeIfChanged(path, "x")).toBe(false);
    expect((await stat(path, { bigint: true })).ino).toBe(before.ino);
    expect(await writeIfChanged(path, Buffer.from("y"))).toBe(true);
  });

  it("tells what is in the way, and leaves nothing behind", async () => {
    await mkdir(join(folder, "taken"));
    await expect(writeFileAtomically(join(folder, "taken"), "x")).rejects.toMatchObject({
      code: "E_WRITE",
      where: join(folder, "taken"),
    });
    await writeFile(join(folder, "file"), "");
    await expect(writeFileAtomically(join(folder, "file/below"), "x")).rejects.toMatchObject({
      code: "E_WRITE",
    });
    expect((await readdir(folder)).sort()).toEqual(["file", "taken"]);
  });

  it("has words for a full disk", () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    expect(writeError(full, "servers.yaml")).toMatchObject({
      code: "E_WRITE",
      message: "cannot write the file: the disk is full",
      hint: expect.stringContaining("as it was"),
    });
  });
});

describe("removing", () => {
  it("takes empty folders with it, up to a folder", async () => {
    await writeFileAtomically(join(folder, "packages/a/x"), "");
    await writeFileAtomically(join(folder, "packages/a/y"), "");
    await removeFile(join(folder, "packages/a/x"), join(folder, "packages"));
    expect(await readdir(join(folder, "packages/a"))).toEqual(["y"]);
    await removeFile(join(folder, "packages/a/y"), join(folder, "packages"));
    expect(await readdir(join(folder, "packages"))).toEqual([]);
    await removeFile(join(folder, "packages/a/y"));
  });
});
