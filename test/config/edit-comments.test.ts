import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addServer, removeServer, setClients } from "../../src/config/edit.ts";
import { type ProposedField, proposeFields } from "../../src/config/edit-comments.ts";
import { file, value } from "./any-file.ts";

const entry = { source: "npm:new@1", secrets: { API_KEY: { pass: "mcp/new/API_KEY" } } };

const proposals: readonly ProposedField[] = [
  { path: ["secrets", "OTHER_KEY"], value: { pass: "mcp/new/OTHER_KEY" }, note: "optional" },
  { path: ["env", "API_URL"], value: "", note: "required: API_URL must be set" },
  { path: ["transport"], value: "http" },
  { path: ["args"], value: ["--port", "{port}"] },
];

/** The text with the marks of these comments taken away. */
function uncommented(text: string, original: string): string {
  const before = original.split(/\r?\n/);
  const lines = text.split(/(?<=\n)/);
  return lines
    .map((line) => (before.includes(line.replace(/\r?\n$/, "")) ? line : line.replace(/^( *)# /, "$1")))
    .join("");
}

describe("proposeFields", () => {
  it("puts each beside the fields that it belongs to", () => {
    const text = addServer("servers:\n  a: { source: npm:a }\n# the end\n", "new", entry);
    expect(proposeFields(text, "new", proposals)).toBe(`servers:
  a: { source: npm:a }
  new:
    source: npm:new@1
    secrets:
      API_KEY:
        pass: mcp/new/API_KEY
      # OTHER_KEY:  # optional
      #   pass: mcp/new/OTHER_KEY
    # env:
    #   API_URL: ""  # required: API_URL must be set
    # transport: http
    # args:
    #   - "--port"
    #   - "{port}"
# the end
`);
  });

  it("leaves an entry in braces as it is", () => {
    for (const text of ["servers: { new: { source: npm:new } }\n", "servers:\n  new: { source: npm:new }\n"])
      expect(proposeFields(text, "new", proposals)).toBe(text);
  });

  it("changes nothing that the file says, keeps its lines, goes with the server, and is right when uncommented", () => {
    const note = fc.oneof(fc.string(), fc.constantFrom("a\nb: c", "# x", "\u202e\u0000y", "\u2028z"));
    fc.assert(
      fc.property(
        file,
        value,
        note,
        fc.boolean(),
        fc.array(fc.constantFrom(...proposals), { maxLength: 4 }),
        ({ names, text }, argument, said, bare, picked) => {
          fc.pre(!names.includes("new"));
          const wanted = bare ? { source: "npm:new@1" } : { ...entry, env: { OTHER: argument } };
          const fields = [...new Set(picked)].map((field, index) =>
            index === 0
              ? { ...field, note: said, ...(field.path[0] === "env" ? { value: argument } : {}) }
              : field,
          );
          const added = addServer(text, "new", wanted);
          const result = proposeFields(added, "new", fields);
          expect(parse(result)).toEqual(parse(added));
          expect(result.replace(/^ *# .*(?:\r?\n|$)/gm, "").trimEnd()).toBe(
            added.replace(/^ *# .*(?:\r?\n|$)/gm, "").trimEnd(),
          );
          expect(removeServer(result, "new")).toBe(text);
          for (const hidden of ["\u202e", "\u0000", "\u2028"]) expect(result).not.toContain(hidden);
          const proposed: Record<string, unknown> = structuredClone(wanted);
          for (const { path, value: proposal } of fields) {
            if (path[1] === undefined) proposed[path[0]] = proposal;
            else proposed[path[0]] = { ...(proposed[path[0]] as object), [path[1]]: proposal };
          }
          if (result === added) expect(fields).toEqual([]);
          else expect(parse(uncommented(result, added)).servers.new).toEqual(proposed);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("setClients", () => {
  it("changes the list alone, whatever the file", () => {
    fc.assert(
      fc.property(file, ({ text }) => {
        const once = setClients(text, ["codex"]);
        expect(parse(once)).toEqual({ ...parse(text), clients: ["codex"] });
        const twice = setClients(once, ["amp", "zed"]);
        expect(parse(twice)).toEqual({ ...parse(text), clients: ["amp", "zed"] });
        for (const line of text.split(/\r?\n/)) expect(twice).toContain(line);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps the form of the list that is there", () => {
    expect(setClients("clients: [codex] # mine\nservers:\n", ["codex", "zed"])).toBe(
      "clients: [codex, zed] # mine\nservers:\n",
    );
    expect(setClients("clients:\n  - codex\n\nservers:\n", ["zed"])).toBe("clients:\n  - zed\n\nservers:\n");
    expect(setClients("", ["zed"])).toBe("clients:\n  - zed\n");
    const added = "servers:\n  a:\n    source: npm:a\n\nclients:\n  - zed";
    expect(setClients("servers:\n  a:\n    source: npm:a", ["zed"])).toBe(added);
    expect(setClients("servers:\n  a:\n    source: npm:a\n", ["zed"])).toBe(`${added}\n`);
  });
});
