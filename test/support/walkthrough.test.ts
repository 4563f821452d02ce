import { describe, expect, it } from "vitest";
import { mismatch } from "./walkthrough/match.ts";
import { stepsOf } from "./walkthrough/page.ts";

describe("what a guide shows", () => {
  it.each([
    [
      ["a", "b"],
      ["a", "b", ""],
    ],
    [["a  b"], ["a b"]],
    [["…"], ["a", "b"]],
    [
      ["a", "…", "d"],
      ["a", "b", "c", "d"],
    ],
    [["a", "…"], ["a"]],
    [["one … three"], ["one two three"]],
    [["in 12 ms"], ["in 3.5 s"]],
    [["/nix/store/sqdj2agbjlm5lhv5smz9va5zbxk8byaf-x"], ["/nix/store/da0h3scvl22vywm6pmi590k0vx46fhfq-x"]],
    [[], ["anything"]],
  ])("%j is %j", (shown, printed) => {
    expect(mismatch(shown, printed)).toBeNull();
  });

  it.each([
    [["a"], ["a", "b"]],
    [["a", "b"], ["a"]],
    [
      ["…", "c"],
      ["a", "b"],
    ],
    [["1 of 1"], ["0 of 1"]],
    [["a.c"], ["abc"]],
    [["one … three"], ["one two"]],
  ])("%j is not %j", (shown, printed) => {
    expect(mismatch(shown, printed)).not.toBeNull();
  });
});

describe("a guide", () => {
  const fence = "```";

  it("is a list of steps", () => {
    const page = `# Title

${fence}console
$ one
out
$ two # exit 3
${fence}

${fence}yaml ~/a.yaml
a: 1
${fence}

${fence}yaml
b: 2
${fence}

${fence}console no-run: a reason
$ three
${fence}
`;
    expect(stepsOf(page)).toEqual([
      { kind: "command", text: "one", line: 4, shown: ["out"], exit: 0 },
      { kind: "command", text: "two", line: 6, shown: [], exit: 3 },
      { kind: "file", path: "~/a.yaml", text: "a: 1\n", line: 9 },
      { kind: "not run", reason: "a reason", commands: ["three"], line: 17 },
    ]);
  });

  it("has no command where nothing would run it", () => {
    expect(() => stepsOf(`${fence}sh\n$ one\n${fence}\n`)).toThrow("console");
    expect(() => stepsOf(`${fence}console skip\n$ one\n${fence}\n`)).toThrow("skip");
    expect(() => stepsOf(`${fence}console\nout\n${fence}\n`)).toThrow("without a command");
  });
});
