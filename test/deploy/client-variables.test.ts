import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

it("activation hands on every variable that clients' places depend on", async () => {
  const folder = join(root, "src/clients");
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
  );
  const used = texts.flatMap((text) => [
    ...[...text.matchAll(/\bplace\.env\.([A-Z_]+)/g)].map(([, name]) => name),
    ...[...text.matchAll(/\bfolderFrom\(place, "([A-Z_]+)"/g)].map(([, name]) => name),
  ]);
  const list = await readFile(join(root, "modules/config/client-variables.nix"), "utf8");
  const handed = [...list.matchAll(/^ {2}"([A-Z_]+)"$/gm)].map(([, name]) => name);
  // deploy's own folder
  expect(handed).toEqual([...new Set([...used, "XDG_STATE_HOME"])].sort());
  expect(used.length).toBeGreaterThan(10);
});
