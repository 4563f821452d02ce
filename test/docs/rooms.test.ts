import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const source = join(root, "src");

/** The room of a file: the folder of src/ it is in, or its own name. */
const roomOf = (file: string) => relative(source, file).split("/")[0] ?? "";

/** Errors, how secrets are masked in them, and the version are everybody's. */
const everybodys = ["errors.ts", "mask-secrets.ts", "version.ts"];

/** Room → the rooms that its files import, sorted. */
async function importsOfRooms(): Promise<Record<string, string[]>> {
  const found = new Map<string, Set<string>>();
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const file = join(entry.parentPath, entry.name);
    const text = await readFile(file, "utf8");
    for (const [, target = ""] of text.matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+)"/g)) {
      const [room, other] = [roomOf(file), roomOf(resolve(file, "..", target))];
      if (room === other || [room, other].some((one) => everybodys.includes(one))) continue;
      found.set(room, (found.get(room) ?? new Set()).add(other));
    }
  }
  return Object.fromEntries([...found].map(([room, others]) => [room, [...others].sort()]));
}

it("rooms import what ARCHITECTURE.md says", async () => {
  const text = await readFile(join(root, "ARCHITECTURE.md"), "utf8");
  const list = /^cli\.ts: commands\n(?:[\w.-]+: .*\n)+/m.exec(text)?.[0] ?? "";
  const stated = Object.fromEntries(
    list
      .trimEnd()
      .split("\n")
      .map((line) => line.split(": "))
      .map(([room = "", others = ""]) => [room, others.split(" ")]),
  );
  expect(stated).toEqual(await importsOfRooms());
});

it("ARCHITECTURE.md has a row for every room", async () => {
  const text = await readFile(join(root, "ARCHITECTURE.md"), "utf8");
  const rooms = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of rooms) expect(text, name).toContain(`| \`src/${name}/\` |`);
});
