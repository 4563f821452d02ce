import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogReader } from "../../src/nix/internal-json.ts";

const nix = (message: unknown) => `@nix ${JSON.stringify(message)}`;

describe("createLogReader", () => {
  it("names the messages of a build", () => {
    const read = createLogReader();
    const lines = [
      '@nix {"action":"start","fields":["/nix/store/x.drv","",1,1],"id":7,"level":3,"parent":0,"text":"building","type":105}',
      '@nix {"action":"result","fields":["buildPhase"],"id":7,"type":104}',
      '@nix {"action":"result","fields":["\\u001b[31mred\\u001b[0m line"],"id":7,"type":101}',
      '@nix {"action":"stop","id":7}',
      '@nix {"action":"msg","level":0,"msg":"\\u001b[31;1merror:\\u001b[0m bad"}',
    ];
    expect(lines.map(read)).toEqual([
      { type: "build-started", id: "7", drv: "/nix/store/x.drv" },
      { type: "phase", id: "7", phase: "buildPhase" },
      { type: "log-line", id: "7", line: "red line" },
      { type: "stopped", id: "7" },
      { type: "message", level: 0, text: "error: bad" },
    ]);
  });

  it("tells apart ids that a double does not", () => {
    const read = createLogReader();
    const ids = ["18014398509481985", "18014398509481984"].map(
      (id) => read(`@nix {"action":"stop","id":${id}}`) as { id: string },
    );
    expect(ids.map(({ id }) => id)).toEqual(["18014398509481985", "18014398509481984"]);
  });

  it("leaves a log line that looks like an id as it is", () => {
    const line = '{"id":12,"parent":3}';
    fc.assert(
      fc.property(fc.constantFrom(line, `"id":1`, `\\"id":1`), fc.string(), (part, rest) => {
        const text = part + rest.replaceAll("\u001b", "").replaceAll("\u009b", "");
        const read = createLogReader()(nix({ action: "result", id: 1, type: 101, fields: [text] }));
        expect(read).toEqual({ type: "log-line", id: "1", line: text });
      }),
    );
  });

  it("counts builds only on the activity that stands for all of them", () => {
    const read = createLogReader();
    read(nix({ action: "start", id: 1, type: 104, text: "" }));
    read(nix({ action: "start", id: 2, type: 103, text: "" }));
    expect(read(nix({ action: "result", id: 2, type: 105, fields: [1, 1, 1, 1] }))).toBeUndefined();
    expect(read(nix({ action: "result", id: 1, type: 105, fields: [1, 4, 2, 0] }))).toEqual({
      type: "progress",
      done: 1,
      expected: 4,
      running: 2,
      failed: 0,
    });
  });

  it("takes any other line as plain words, and never throws", () => {
    expect(createLogReader()("warning: something")).toEqual({
      type: "message",
      level: 3,
      text: "warning: something",
    });
    expect(createLogReader()("@nix {half")).toMatchObject({ type: "message" });
    expect(createLogReader()('@nix {"action":"new"}')).toBeUndefined();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `@nix ${json}`),
        ),
        (line) => {
          createLogReader()(line);
        },
      ),
    );
  });
});
