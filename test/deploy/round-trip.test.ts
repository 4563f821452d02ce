import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clients } from "../../src/clients/clients.ts";
import type { Client } from "../../src/clients/types.ts";
import { statePath } from "../../src/deploy/state-file.ts";
import { jsonTexts } from "./edit/json-texts.ts";
import { tomlTexts } from "./edit/toml-texts.ts";
import { type Home, makeHome, manifestOf, outcome } from "./setting.ts";

/** Any file of a user's: deployed once and again, changed, and taken out, for every client there is. */

let home: Home;
beforeAll(async () => {
  home = await makeHome();
});
afterAll(() => home.remove());

function texts({ format, container }: Client): fc.Arbitrary<string> {
  if (format === "toml") return tomlTexts;
  return format === "yaml" ? yamlTexts(container) : jsonTexts(container);
}

/** The ways a person writes such a file; the editor's own tests have all others. */
function yamlTexts({ kind, path }: Client["container"]): fc.Arbitrary<string> {
  const key = path[0]!;
  const others = fc.constantFrom("", "# mine\n", "name: x # y\n", 'model: "a: b"\nlist:\n  - 1\n  - two\n\n');
  const theirs =
    kind === "map"
      ? ["  mine:\n    cmd: x # c\n", "    mine: {a: 1}\n"]
      : ["  - name: mine\n", "- name: mine\n"];
  const place = fc.constantFrom("", `${key}:\n`, ...theirs.map((each) => `${key}:\n${each}`));
  return fc
    .tuple(
      others,
      place,
      others.map((text) => text.replace(/^(name|model|list)/gm, "also-$1")),
    )
    .map((all) => all.join(""));
}

const marks = fc.constantFrom("", "", "", "\uFEFF");
const servers = fc.dictionary(
  fc.constantFrom("one", "two", "three", "x-y", "github"),
  fc.record({
    command: fc.constantFrom("/nix/store/x/bin/a", "/nix/store/y/bin/b c"),
    args: fc.array(fc.string({ unit: "grapheme", maxLength: 5 }), { maxLength: 2 }),
    env: fc.dictionary(fc.constantFrom("A", "B_C"), fc.string({ maxLength: 5 }), { maxKeys: 2 }),
  }),
  { minKeys: 1, maxKeys: 4 },
);

describe.each(clients.map((client) => [client.id, client] as const))("%s", (id, client) => {
  it("deploy, deploy otherwise, undeploy: the user's bytes", async () => {
    const place = { platform: "linux", home: home.path, env: {} } as const;
    let deployed = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(marks, texts(client), servers, servers, async (mark, body, first, second) => {
        const text = mark + body;
        const path = client.file(place, () => false)!;
        await home.write(path.slice(home.path.length + 1), text);
        await writeFile(join(home.folder, "deploy.json"), '{"version":1,"files":[]}').catch(() => {});
        const bytes = async () => (await readFile(path)).toString("utf8");

        const once = await home.deploy(manifestOf([id], first));
        const done = await bytes();
        if (once.files[0]?.problem !== undefined) {
          refused++;
          expect(done).toBe(text);
          return;
        }
        deployed++;
        await home.deploy(manifestOf([id], first));
        expect(await bytes(), "twice").toBe(done);
        await home.deploy(manifestOf([id], second));
        const end = await home.deploy(null);
        expect(Object.values(outcome(end)).flat().join()).not.toMatch(/conflict|E_/);
        expect(await bytes(), "given back").toBe(text);
        expect(JSON.parse(await readFile(statePath(home.folder), "utf8"))).toMatchObject({ files: [] });
      }),
      { numRuns: 25 },
    );
    expect(deployed, `${refused} of 25 texts were refused`).toBeGreaterThan(6);
  });
});
