import { LineSplitter } from "../mcp/line-splitter.ts";

/** One event. `data` is empty where it only tells an id. */
export interface ServerSentEvent {
  readonly data: string;
  /** `message` where the server gives none. */
  readonly type: string;
  /** The last id the stream has told so far. */
  readonly id: string | undefined;
}

/**
 * The events of a stream as they come; what stands after the last blank line is dropped. `onRetry` is told how many
 * milliseconds the server wants to be left alone before a reconnection. Throws what the stream throws, and
 * when a line is longer than any message may be.
 *
 * Source: HTML Living Standard, 9.2.6 "Interpreting an event stream".
 */
export async function* readEvents(
  stream: AsyncIterable<Buffer>,
  onRetry: (ms: number) => void = () => {},
): AsyncGenerator<ServerSentEvent> {
  const splitter = new LineSplitter("any");
  let data: string[] = [];
  let type = "message";
  let id: string | undefined;
  let toldId = false;
  let first = true;
  for await (const chunk of stream) {
    for (const bytes of splitter.push(chunk)) {
      if (bytes === null) throw new Error("an event is longer than any message may be");
      let line = bytes.toString("utf8");
      if (first && line.startsWith("\uFEFF")) line = line.slice(1);
      first = false;
      if (line === "") {
        if (data.length > 0 || toldId) yield { data: data.join("\n"), type, id };
        data = [];
        type = "message";
        toldId = false;
        continue;
      }
      const [field, value] = fieldOf(line);
      if (field === "data") data.push(value);
      else if (field === "event") type = value || "message";
      else if (field === "id" && !value.includes("\0")) {
        id = value === "" ? undefined : value;
        toldId = true;
      } else if (field === "retry" && /^\d{1,9}$/.test(value)) onRetry(Number(value));
    }
  }
}

/** A comment's field is empty. */
function fieldOf(line: string): [field: string, value: string] {
  const colon = line.indexOf(":");
  if (colon === -1) return [line, ""];
  return [line.slice(0, colon), line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1)];
}
