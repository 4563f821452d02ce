import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { BuildLog } from "../../../src/nix/build-log.ts";
import { checkedFlake, installable, normalAttr, stepsOf } from "../../../src/nixpkgs-mcp/execution/attr.ts";
import { decodeText, isBinary } from "../../../src/nixpkgs-mcp/execution/binary.ts";
import { Capture } from "../../../src/nixpkgs-mcp/execution/capture.ts";
import { toolEnvironment } from "../../../src/nixpkgs-mcp/execution/environment.ts";
import { mainProgramOf } from "../../../src/nixpkgs-mcp/execution/main-program.ts";
import { nixFailure } from "../../../src/nixpkgs-mcp/execution/nix-failure.ts";
import { NixProgress } from "../../../src/nixpkgs-mcp/execution/nix-progress.ts";
import { OutputStore } from "../../../src/nixpkgs-mcp/execution/output-store.ts";
import { SharedTasks } from "../../../src/nixpkgs-mcp/execution/shared-task.ts";
import { Turns } from "../../../src/nixpkgs-mcp/execution/turns.ts";
import { isInside } from "../../../src/nixpkgs-mcp/execution/working-directory.ts";

describe("attribute paths", () => {
  it.each([
    ["ripgrep", "path:/f#ripgrep"],
    ["python313Packages.requests", "path:/f#python313Packages.requests"],
    ["haskellPackages.3d", "path:/f#haskellPackages.%223d%22"],
    ["nodePackages.@angular/cli", "path:/f#nodePackages.%22%40angular%2Fcli%22"],
    ['a."b.c"', "path:/f#a.%22b.c%22"],
    ["gtk+", "path:/f#%22gtk%2B%22"],
  ])("%s is %s to Nix", (attr, expected) => {
    expect(installable("path:/f", normalAttr(attr))).toBe(expected);
  });

  it("whatever is taken stays itself, and reaches Nix as one installable without outputs", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-c"@.#^%/ -]{0,12}$/)), (text) => {
        let attr: string;
        try {
          attr = normalAttr(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "E_ATTR" });
          return;
        }
        expect(normalAttr(attr)).toBe(attr);
        expect(attr).not.toMatch(/[#^\s%$`]/);
        expect(installable("f", attr)).toMatch(/^f#[^#^\s]+$/);
        const decoded = decodeURIComponent(installable("f", attr).slice(2));
        expect(stepsOf(decoded)).toEqual(stepsOf(attr));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["nixpkgs", "github:NixOS/nixpkgs/abc", "path:/a/b", "/a/b", "git+file:///x?rev=1"])(
    "%s is a flake",
    (flake) => {
      expect(checkedFlake(flake)).toBe(flake);
    },
  );
  it.each(["", "-x", "a b", "a#b", "a^b", "a\nb", "$(x)`"])("%j is none", (flake) => {
    expect(() => checkedFlake(flake)).toThrow(/flake/);
  });
});

describe("the main program", () => {
  it.each([
    [{ mainProgram: "b" }, ["a", "b"], "b"],
    [{ mainProgram: "gone" }, ["a", "p"], "p"],
    [{}, ["a", "p"], "p"],
    [{ pname: "x" }, ["a", "last"], "last"],
    [{ pname: "x" }, ["a"], "a"],
    [{ pname: "x" }, ["a", "b"], null],
    [{}, [], null],
  ])("%j of %j: %s", (facts, programs, expected) => {
    const given = { attr: "set.last", pname: "p", mainProgram: null, programs, ...facts };
    expect(mainProgramOf(given)).toBe(expected);
  });
});

describe("text or not", () => {
  it("any text is text, and comes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const bytes = Buffer.from(text);
        fc.pre(!/\p{Cc}|\ufffd/u.test(text));
        expect(isBinary(bytes)).toBe(false);
        expect(decodeText(bytes, { start: false, end: false })).toBe(bytes.toString());
      }),
    );
  });
  it("text in Latin-1 is text; archives, pictures, noise are not", () => {
    expect(isBinary(Buffer.from("Übergrößenträger, die größten der Stadt\n", "latin1"))).toBe(false);
    expect(isBinary(Buffer.from("\u001b[1mbold\u001b[0m\n"))).toBe(false);
    expect(isBinary(Buffer.from("a\0b"))).toBe(true);
    expect(isBinary(Buffer.from(Array.from({ length: 256 }, (_, i) => (i * 97 + 13) & 255 || 1)))).toBe(true);
  });
  it("a cut anywhere tears no character", () => {
    const bytes = Buffer.from("aé€😀z".repeat(4));
    for (let from = 0; from < 12; from++) {
      for (let to = from; to <= bytes.length; to++) {
        const text = decodeText(bytes.subarray(from, to), { start: true, end: true });
        expect(text).not.toContain("\ufffd");
        expect(bytes.toString()).toContain(text);
      }
    }
  });
});

describe("captured output", () => {
  const folder = mkdtempSync(join(tmpdir(), "capture-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const store = new OutputStore(folder, { savedOutputBytes: 1e6, savedTotalBytes: 1e9, savedForMs: 1e9 });

  it("is the same however it is cut into chunks", async () => {
    const chunks = fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 2, max: 80 }), async (parts, most) => {
        const stream = new PassThrough();
        const capture = new Capture(stream, most, store);
        for (const part of parts) stream.write(part);
        stream.end();
        await capture.done;
        const whole = parts.join("");
        const output = await capture.output();
        expect(output.bytes).toBe(whole.length);
        expect(output.cut).toBe(whole.length > most);
        if (output.binary) return;
        if (!output.cut) {
          expect(output.text).toBe(whole);
          return;
        }
        const half = Math.floor(most / 2);
        expect(output.text.startsWith(whole.slice(0, half))).toBe(true);
        expect(output.text.endsWith(`]\n${whole.slice(whole.length - Math.ceil(most / 2))}`)).toBe(true);
        const saved = await store.read(output.resource!.replace("nixpkgs://output/", ""));
        expect(Buffer.from(saved!.bytes).toString()).toBe(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("of a disk that takes nothing: head and tail all the same", async () => {
    const broken = new OutputStore("/dev/null", { savedOutputBytes: 1, savedTotalBytes: 1, savedForMs: 1 });
    const stream = new PassThrough();
    const capture = new Capture(stream, 10, broken);
    stream.end("x".repeat(50));
    await capture.done;
    const output = await capture.output();
    expect(output).toMatchObject({ cut: true, bytes: 50 });
    expect(output).not.toHaveProperty("resource");
    expect(output.text).toContain("40 of 50 bytes left out …");
  });
});

describe("Nix's progress", () => {
  const lines = (...messages: object[]) => messages.map((message) => `@nix ${JSON.stringify(message)}`);

  it("bytes of all downloads, of those expected", () => {
    const progress = new NixProgress();
    const steps = lines(
      { action: "start", id: 1, type: 103, text: "" },
      { action: "result", id: 1, type: 106, fields: [101, 3000] },
      {
        action: "start",
        id: 2,
        type: 100,
        text: "",
        fields: [`/nix/store/${"a".repeat(32)}-jq-1.7`, "x", "y"],
      },
      { action: "start", id: 3, type: 101, text: "downloading 'https://example.org/a'" },
      { action: "result", id: 3, type: 105, fields: [1000, 2000, 0, 0] },
      { action: "stop", id: 3 },
      { action: "start", id: 4, type: 101, text: "downloading b" },
      { action: "result", id: 4, type: 105, fields: [500, 1000, 0, 0] },
    ).map((line) => progress.add(line));
    expect(steps.filter((step) => step !== undefined)).toEqual([
      { kind: "download", message: "fetching jq-1.7", done: 0, total: 3000 },
      { kind: "download", message: "downloading 'https://example.org/a'", done: 0, total: 3000 },
      { kind: "download", message: "downloading", done: 1000, total: 3000 },
      { kind: "download", message: "downloading b", done: 1000, total: 3000 },
      { kind: "download", message: "downloading", done: 1500, total: 3000 },
    ]);
  });

  it("phases of a build, and what the builder says", () => {
    const progress = new NixProgress();
    const drv = `/nix/store/${"a".repeat(32)}-jq-1.7.drv`;
    const steps = lines(
      { action: "start", id: 7, type: 105, text: "", fields: [drv, "", 1, 1] },
      { action: "result", id: 7, type: 104, fields: ["buildPhase"] },
      { action: "result", id: 7, type: 101, fields: [`\u001b[31mcc\u001b[0m ${"x".repeat(900)}`] },
      { action: "result", id: 7, type: 101, fields: [" "] },
      { action: "stop", id: 7 },
      { action: "result", id: 7, type: 101, fields: ["late"] },
    ).map((line) => progress.add(line));
    expect(steps).toEqual([
      { kind: "build", message: "building jq-1.7" },
      { kind: "build", message: "building jq-1.7 (buildPhase)" },
      { kind: "build", message: `building jq-1.7: cc ${"x".repeat(197)}` },
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("never goes wrong", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.json().map((json) => `@nix ${json}`),
          ),
        ),
        (input) => {
          const progress = new NixProgress();
          for (const line of input) progress.add(line);
        },
      ),
    );
  });
});

describe("Nix's failures", () => {
  it.each([
    [
      "error: unable to download 'https://cache.nixos.org/x': Could not resolve host: cache.nixos.org",
      "E_OFFLINE",
    ],
    ["error: cannot find flake 'flake:nixpkgs' in the flake registries", "E_FLAKE"],
    [
      "error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Connection refused",
      "E_NIX_DAEMON",
    ],
    ["error: writing to file: No space left on device", "E_DISK_FULL"],
    ["error: executing SQLite query: database or disk is full", "E_DISK_FULL"],
    ["error: creating directory '/home/x/.cache/nix': Read-only file system", "E_CACHE"],
    ["error: creating directory '/home/x/.cache/nix': Permission denied", "E_CACHE"],
    ["error: opening file '/f/flake.nix': Permission denied", "E_NIX"],
    [
      "error: Package ‘x’ in /n.nix:1 is not available on the requested hostPlatform: x86_64-linux",
      "E_UNSUPPORTED",
    ],
    ["error: something new", "E_NIX"],
    ["", "E_NIX"],
  ])("%s: %s", (text, code) => {
    expect(nixFailure("x", new BuildLog(), text)).toMatchObject({ code });
  });
});

describe("a tool's environment", () => {
  it("has what is listed, and the packages first on PATH", () => {
    const env = { HOME: "/h", LC_ALL: "C", OPENAI_API_KEY: "k", PATH: ".:/usr/bin::rel:/p", EXTRA: "e" };
    expect(toolEnvironment(env, ["EXTRA"], ["/p", "/q"])).toEqual({
      HOME: "/h",
      LC_ALL: "C",
      EXTRA: "e",
      PATH: "/p:/q:/usr/bin",
    });
  });
});

describe("inside", () => {
  it.each([
    ["/a/b", "/a", true],
    ["/a", "/a", true],
    ["/ab", "/a", false],
    ["/", "/a", false],
    ["/a", "/", true],
  ])("%s in %s: %s", (path, folder, expected) => {
    expect(isInside(path, folder)).toBe(expected);
  });
});

describe("shared work", () => {
  it("is done once, ends when all have left, and begins anew after that", async () => {
    const tasks = new SharedTasks<string, number>();
    const stopped: unknown[] = [];
    let begun = 0;
    const work = ({ signal, onProgress }: { signal: AbortSignal; onProgress: (n: number) => void }) => {
      begun++;
      onProgress(1);
      return new Promise<string>((resolve, reject) => {
        signal.addEventListener("abort", () => {
          stopped.push(signal.reason);
          reject(signal.reason);
        });
        setTimeout(() => {
          onProgress(2);
          resolve("done");
        }, 60);
      });
    };
    const controllers = [new AbortController(), new AbortController()];
    const heard: number[] = [];
    const calls = controllers.map(({ signal }) =>
      tasks.join("k", { signal, onProgress: (n) => heard.push(n) }, work),
    );
    const settled = Promise.allSettled(calls);
    controllers[0]!.abort("first");
    await pause(10);
    expect(stopped).toEqual([]);
    controllers[1]!.abort("second");
    expect((await settled).map((result) => result.status === "rejected" && result.reason)).toEqual([
      "first",
      "second",
    ]);
    expect(stopped).toEqual(["second"]);
    expect(await Promise.all([tasks.join("k", {}, work), tasks.join("k", {}, work)])).toEqual([
      "done",
      "done",
    ]);
    expect(begun).toBe(2);
    expect(await tasks.join("k", {}, work)).toBe("done");
    expect(begun).toBe(3);
  });

  it("a failure reaches all, and is not remembered", async () => {
    const tasks = new SharedTasks<number, never>();
    const fail = async () => {
      await pause(5);
      throw new Error("no");
    };
    const results = await Promise.allSettled([tasks.join("k", {}, fail), tasks.join("k", {}, fail)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await tasks.join("k", {}, async () => 1)).toBe(1);
  });
});

describe("turns", () => {
  it("go round, whoever asks for how much; a failure gives its turn back", async () => {
    const turns = new Turns(1);
    const order: string[] = [];
    const take = (caller: string, name: string) =>
      turns.take(caller, undefined, async () => {
        order.push(name);
        await pause(1);
        if (name === "a2") throw new Error("no");
      });
    const calls = ["a1", "a2", "a3", "a4", "b1", "c1", "b2"].map((name) => take(name[0]!, name));
    await Promise.allSettled(calls);
    // Whatever the first took, nobody waits for more than one turn of each other.
    expect(order.indexOf("b1")).toBeLessThan(3);
    expect(order.indexOf("c1")).toBeLessThan(4);
    expect(order).toHaveLength(7);
  });

  it("one caller alone leaves a place to others, however long its work is", async () => {
    const turns = new Turns(3);
    let end = () => {};
    const forever = new Promise<void>((resolve) => {
      end = resolve;
    });
    let begun = 0;
    const long = [1, 2, 3, 4].map(() =>
      turns.take("a", undefined, () => {
        begun++;
        return forever;
      }),
    );
    expect(await turns.take("b", undefined, async () => "done")).toBe("done");
    expect(begun).toBe(2);
    end();
    await Promise.all(long);
    expect(begun).toBe(4);
  });

  it("who is alone has all places", async () => {
    const turns = new Turns(3, true);
    let begun = 0;
    const takes = [1, 2, 3, 4].map(() =>
      turns.take("a", undefined, async () => {
        begun++;
        await pause(5);
      }),
    );
    expect(begun).toBe(3);
    await Promise.all(takes);
    expect(begun).toBe(4);
  });

  it("given up while waiting, the work is not begun", async () => {
    const turns = new Turns(1);
    const controller = new AbortController();
    const first = turns.take("a", undefined, () => pause(30));
    let begun = false;
    const second = turns.take("a", controller.signal, async () => {
      begun = true;
    });
    controller.abort(new Error("gave up"));
    await expect(second).rejects.toThrow("gave up");
    await first;
    await turns.take("a", undefined, async () => {});
    expect(begun).toBe(false);
  });
});
