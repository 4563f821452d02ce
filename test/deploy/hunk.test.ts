import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hunkBetween } from "../../src/deploy/hunk.ts";

describe("what differs", () => {
  it("is shown as whole lines where they are ours", () => {
    const before = '{\n  "a": {},\n  "b": {\n    "command": "/old/bin"\n  }\n}\n';
    expect(hunkBetween("b", before, before.replace("/old", "/new"))).toEqual({
      server: "b",
      line: 4,
      removed: ['    "command": "/old/bin"'],
      added: ['    "command": "/new/bin"'],
    });
    expect(hunkBetween("c", '{\n  "a": {}\n}', '{\n  "a": {},\n  "c": {\n    "d": 1\n  }\n}')).toEqual({
      server: "c",
      line: 2,
      removed: [],
      added: ['  "c": {', '    "d": 1', "  }"],
    });
    expect(hunkBetween("a", "x", "x")).toBeNull();
  });

  it("leaves out the rest of a line that is the user's", () => {
    const user = '{"token": "tell-nobody", "mcpServers": {"mine": {"env": {"KEY": "tell-nobody"}}';
    const hunk = hunkBetween("a", `${user}}}`, `${user}, "a": {"command": "x"}}}`);
    expect(JSON.stringify(hunk)).not.toContain("tell-nobody");
    expect(hunk?.added.join()).toContain('"a": {"command": "x"}');
  });

  it("leaves out the user's line that gets a comma", () => {
    const hunk = hunkBetween(
      "a",
      '{\n  "mine": "tell-nobody"\n}\n',
      '{\n  "mine": "tell-nobody",\n  "a": {}\n}\n',
    );
    expect(hunk).toEqual({ server: "a", line: 2, removed: [], added: ['  "a": {}'] });
    const first = hunkBetween(
      "a",
      '{\n  "mine": "tell-nobody"\n}\n',
      '{\n  "a": {},\n  "mine": "tell-nobody"\n}\n',
    );
    expect(JSON.stringify(first)).not.toContain("tell-nobody");
  });

  it("never shows a line's other keys, whatever they are", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1 }), word, (pairs, name) => {
        const keys = pairs.map(([key, value]) => `"${key}": "SECRET${value}"`).join(", ");
        const hunk = hunkBetween(name, `{${keys}}`, `{${keys}, "${name}": {}}`);
        expect(JSON.stringify([hunk?.removed, hunk?.added])).not.toContain("SECRET");
        const other = hunkBetween(name, `{"m": {${keys}}}`, `{"m": {"${name}": {}, ${keys}}}`);
        expect(JSON.stringify([other?.removed, other?.added])).not.toContain("SECRET");
      }),
    );
  });
});
