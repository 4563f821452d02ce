import { describe, expect, it } from "vitest";
import { BuildLog, derivationName, keptLogLines, readHashMismatch } from "../../src/nix/build-log.ts";
import { buildError } from "../../src/nix/nix-errors.ts";

const drv = "/nix/store/0c0ah5ljqrmsnzvzvxgmhjzqyp7bxkcj-server-1.2.3.drv";
const other = "/nix/store/9c0ah5ljqrmsnzvzvxgmhjzqyp7bxkcj-user.drv";

describe("derivationName", () => {
  it("is the path without hash and suffix", () => {
    expect(derivationName(drv)).toBe("server-1.2.3");
  });
});

describe("readHashMismatch", () => {
  it.each([
    `error: hash mismatch in fixed-output derivation '${drv}':\n         specified: sha256-AAA=\n            got:    sha256-BBB=`,
    `error: hash mismatch in fixed-output derivation '${drv}':\n        likely URL: http://example.org/a\n         specified: sha256-AAA=\n            got:    sha256-BBB=`,
  ])("finds both hashes", (text) => {
    expect(readHashMismatch(text)).toEqual({
      drv,
      name: "server-1.2.3",
      specified: "sha256-AAA=",
      got: "sha256-BBB=",
    });
  });
});

describe("BuildLog", () => {
  it.each([
    [
      "of Nix 2.26",
      `error: builder for '${drv}' failed with exit code 3`,
      `error: 1 dependencies of derivation '${other}' failed to build`,
    ],
    [
      "of Nix 2.31",
      `error: Cannot build '${drv}'.\n       Reason: builder failed with exit code 3.`,
      `error: Cannot build '${other}'.\n       Reason: 1 dependency failed.`,
    ],
  ])("keeps the end of a failed build's log, in the words %s", (_, cause, consequence) => {
    const log = new BuildLog();
    log.add({ type: "build-started", id: "1", drv });
    for (let line = 1; line <= 100; line++) log.add({ type: "log-line", id: "1", line: `line ${line}` });
    log.add({ type: "message", level: 0, text: cause });
    log.add({ type: "message", level: 0, text: consequence });
    expect(log.failures).toHaveLength(1);
    expect(log.failures[0]).toMatchObject({ name: "server-1.2.3", reason: "failed with exit code 3" });
    expect(log.failures[0]?.log).toHaveLength(keptLogLines);
    expect(log.failures[0]?.log.at(-1)).toBe("line 100");
    const error = buildError(log, "");
    expect(error).toMatchObject({ code: "E_NIX_BUILD", where: drv });
    expect(error.message).toContain("server-1.2.3: the build failed with exit code 3\n  line 71\n");
  });

  it("passes on a build's events under its name", () => {
    const log = new BuildLog();
    expect(log.add({ type: "log-line", id: "1", line: "nobody's" })).toBeUndefined();
    expect(log.add({ type: "build-started", id: "1", drv })).toEqual({
      type: "build-started",
      drv,
      name: "server-1.2.3",
    });
    expect(log.add({ type: "phase", id: "1", phase: "buildPhase" })).toMatchObject({ phase: "buildPhase" });
    expect(log.add({ type: "stopped", id: "1" })).toMatchObject({ type: "build-stopped", drv });
    expect(log.add({ type: "stopped", id: "1" })).toBeUndefined();
  });
});
