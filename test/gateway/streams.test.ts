import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { expect, it } from "vitest";
import { LineSplitter } from "../../src/gateway/line-splitter.ts";
import { readEvents, type ServerSentEvent } from "../../src/gateway/server-sent-events.ts";

/** Bytes in chunks of any length. */
const chunked = (unit: readonly string[]) =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...unit), { maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 20 }),
    )
    .map(([parts, sizes]) => {
      const bytes = Buffer.from(parts.join(""));
      const chunks: Buffer[] = [];
      for (let start = 0, turn = 0; start < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] || (turn % sizes.length === 0 ? 1 : 0);
        chunks.push(bytes.subarray(start, start + size));
        start += size;
      }
      return { text: bytes.toString("utf8"), chunks };
    });

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

async function eventsOf(chunks: readonly Buffer[], onRetry?: (ms: number) => void) {
  const events: ServerSentEvent[] = [];
  async function* stream() {
    yield* chunks;
  }
  for await (const event of readEvents(stream(), onRetry)) events.push(event);
  return events;
}

it("events are those that another parser finds", async () => {
  const units = ["data: a\n", "data:b\r\n", "data\n", "id: 7\n", "id:\n", "id\n", "event: x\r", "event:\n"];
  const more = [
    "\n",
    "\r\n",
    ": comment\n",
    "retry: 5\n",
    "retry: x\n",
    "data: é☃\n",
    "other: z\n",
    "data:  {}\n",
  ];
  await fc.assert(
    fc.asyncProperty(chunked([...units, ...more]), async ({ text, chunks }) => {
      const theirs: { data: string; type: string; id: string | undefined }[] = [];
      const retries: number[] = [];
      const parser = createParser({
        onEvent: ({ data, event }) => theirs.push({ data, type: event || "message", id: undefined }),
        onRetry: (ms) => retries.push(ms),
      });
      parser.feed(text.replace(/\r\n?/g, "\n"));
      const ourRetries: number[] = [];
      const ours = await eventsOf(chunks, (ms) => ourRetries.push(ms));
      // They have no event that only tells an id.
      expect(ours.filter(({ data }) => data !== "").map((event) => ({ ...event, id: undefined }))).toEqual(
        theirs.filter(({ data }) => data !== ""),
      );
      expect(ourRetries).toEqual(retries);
    }),
  );
});

it("an id holds until the next one, and is told by itself", async () => {
  const text = "\uFEFFid: 1\ndata:\n\ndata: a\n\nid: 2\n\nid: x\0y\ndata: b\n\nid\ndata: c\n\ndata: cut";
  expect(await eventsOf([Buffer.from(text)])).toEqual([
    { data: "", type: "message", id: "1" },
    { data: "a", type: "message", id: "1" },
    { data: "", type: "message", id: "2" },
    { data: "b", type: "message", id: "2" },
    { data: "c", type: "message", id: undefined },
  ]);
});
