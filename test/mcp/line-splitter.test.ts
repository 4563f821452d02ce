import fc from "fast-check";
import { expect, it } from "vitest";
import { LineSplitter } from "../../src/mcp/line-splitter.ts";
import { chunked } from "../support/chunked.ts";

it("lines of JSON end with LF, however they are cut", () => {
  fc.assert(
    fc.property(chunked(["a", "é", "☃", "\n", "\r\n", "\r", "{}"]), ({ text, chunks }) => {
      const splitter = new LineSplitter("lf");
      const lines = chunks.flatMap((chunk) => splitter.push(chunk));
      const seen = [...lines, splitter.rest()].map(String);
      expect(seen).toEqual(text.split("\n").map((line) => line.replace(/\r$/, "")));
    }),
  );
});

it("lines of an event stream end with LF, CR or CR LF", () => {
  fc.assert(
    fc.property(chunked(["a", "é", "\n", "\r\n", "\r", ": "]), ({ text, chunks }) => {
      const splitter = new LineSplitter("any");
      const lines = chunks.flatMap((chunk) => splitter.push(chunk));
      expect([...lines, splitter.rest()].map(String)).toEqual(text.split(/\r\n|\n|\r/));
    }),
  );
});

it("a line that is too long is dropped, the next one is not", () => {
  const splitter = new LineSplitter("lf", 5);
  const lines = ["12345\n12", "3456", "78\n", "ok\n123456"].flatMap((text) =>
    splitter.push(Buffer.from(text)),
  );
  expect(lines.map((line) => line?.toString() ?? null)).toEqual(["12345", null, "ok"]);
  expect(splitter.rest()).toBeNull();
  expect(splitter.rest()?.toString()).toBe("");
});

it("a line of 64 MB in small chunks takes no time to speak of", () => {
  const chunk = Buffer.alloc(16 * 1024, "x");
  const splitter = new LineSplitter("lf");
  const start = performance.now();
  for (let index = 0; index < 4096; index++) splitter.push(chunk);
  expect(splitter.push(Buffer.from("\n"))[0]?.length).toBe(64 * 1024 * 1024);
  expect(performance.now() - start).toBeLessThan(2000);
});
