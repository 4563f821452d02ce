import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readEvents, type ServerSentEvent } from "../../src/gateway/server-sent-events.ts";
import { chunked } from "../support/chunked.ts";

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
