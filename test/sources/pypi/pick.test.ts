import { describe, expect, test } from "vitest";
import { pickRelease } from "../../../src/sources/pypi/pick.ts";
import { parsePypiSource } from "../../../src/sources/pypi/spec.ts";
import { type FakeFile, sdist, wheel } from "../../support/fake-index.ts";
import { testIndex } from "../../support/pypi-client.ts";

const release = (version: string, more: object = {}) => ({ name: "demo", version, ...more });
const both = (version: string, more: object = {}) => [
  sdist(release(version, more)),
  wheel(release(version, more)),
];

async function pick(text: string, files: readonly FakeFile[], python = "3.13") {
  const { client } = await testIndex({ demo: files });
  return pickRelease(parsePypiSource(text), client, python);
}

describe("the version", () => {
  test("is the newest final one, whatever order the index has", async () => {
    const files = [...both("1.10.0"), ...both("2.0.0rc1"), ...both("1.9.0")];
    expect((await pick("demo", files)).release.version).toBe("1.10.0");
    expect((await pick("demo@>=2.0rc1", files)).release.version).toBe("2.0.0rc1");
    expect((await pick("demo@<1.10", files)).release.version).toBe("1.9.0");
  });

  test("is a pre-release where there is nothing else, which is said", async () => {
    const { release: found, notes } = await pick("demo", both("0.1a2"));
    expect(found.version).toBe("0.1a2");
    expect(notes).toEqual(["0.1a2 is a pre-release: there is nothing else"]);
  });

  test("that was withdrawn is passed over, unless it is asked for", async () => {
    const files = [...both("1.0"), ...both("1.1").map((file) => ({ ...file, yanked: "leaks keys" }))];
    expect((await pick("demo", files)).release.version).toBe("1.0");
    const asked = await pick("demo@1.1", files);
    expect(asked.release.version).toBe("1.1");
    expect(asked.notes).toEqual(["demo 1.1 was withdrawn by its author: leaks keys"]);
    await expect(pick("demo@>1", files)).rejects.toMatchObject({
      code: "E_YANKED",
      message: "demo 1.1 was withdrawn by its author: leaks keys",
      hint: expect.stringContaining("1.0"),
    });
  });

  test("one of whose files is left counts as there", async () => {
    const [source, built] = both("1.0") as [FakeFile, FakeFile];
    const { usable } = await pick("demo", [{ ...source, yanked: true }, built]);
    expect(usable.pure?.file.name).toBe(built.filename);
  });

  test("that needs another Python is passed over, which is said", async () => {
    const files = [...both("1.0"), ...both("2.0", { requiresPython: ">=3.14" })];
    const { release: found, notes } = await pick("demo", files);
    expect(found.version).toBe("1.0");
    expect(notes).toEqual(["2.0 is newer, but wants Python >=3.14, and this is for 3.13"]);
    expect((await pick("demo", files, "3.14")).release.version).toBe("2.0");
    await expect(pick("demo@2.0", files)).rejects.toMatchObject({ code: "E_PYTHON", where: "pypi:demo@2.0" });
  });

  test("of which there are only wheels for Windows is an error that says so", async () => {
    const files = [wheel(release("1.0"), "cp313-cp313-win_amd64")];
    await expect(pick("demo", files)).rejects.toMatchObject({
      code: "E_PLATFORM",
      hint: expect.stringContaining("win_amd64"),
    });
  });

  test("that is not there is an error with those that are", async () => {
    await expect(pick("demo@3", both("1.5"))).rejects.toMatchObject({
      code: "E_VERSION",
      where: "pypi:demo@3",
      hint: expect.stringContaining("1.5"),
    });
  });
});

describe("a project", () => {
  test("that is not there is an error with similar names", async () => {
    const { client } = await testIndex();
    await expect(pickRelease(parsePypiSource("mcp-server-ftech"), client, "3.13")).rejects.toMatchObject({
      code: "E_NOT_FOUND",
      where: "pypi:mcp-server-ftech",
      hint: expect.stringContaining("mcp-server-fetch"),
    });
  });

  test("without files is told apart from none", async () => {
    await expect(pick("demo", [])).rejects.toMatchObject({
      message: expect.stringContaining("no file of it"),
    });
  });
});
