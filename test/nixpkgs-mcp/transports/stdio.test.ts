import { closeSync, constants, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { execa } from "execa";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { readMessages } from "../../../src/nixpkgs-mcp/transports/read-message.ts";
import { readerGone } from "../../../src/nixpkgs-mcp/transports/reader-gone.ts";
import { type StdioOptions, StdioTransport } from "../../../src/nixpkgs-mcp/transports/stdio.ts";

const setting = async (options: StdioOptions = {}) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const transport = new StdioTransport(input, output, options);
  const messages: JSONRPCMessage[] = [];
  const closed = vi.fn();
  transport.onmessage = (message) => messages.push(message);
  transport.onclose = closed;
  await transport.start();
  const written = () =>
    (output.read() as Buffer | null)
      ?.toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)) ?? [];
  return { input, output, transport, messages, closed, written };
};
const ping = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}`;

it.each<[string | null, number, unknown]>([
  ["{", -32700, null],
  ["hello", -32700, null],
  ['{"jsonrpc":"2.0","id":7,"method":5}', -32600, 7],
  ['{"id":"a","method":"ping"}', -32600, "a"],
  ["5", -32600, null],
  ["null", -32600, null],
  ["[]", -32600, null],
  [null, -32600, null],
])("%j is answered with %i", (line, code, id) => {
  expect(readMessages(line)).toMatchObject([{ reply: { jsonrpc: "2.0", id, error: { code } } }]);
});

it.each(["", "  ", '{"jsonrpc":"2.0","id":1,"result":5}', '{"jsonrpc":"2.0","id":null,"error":"x"}'])(
  "%j is not answered",
  (line) => expect(readMessages(line)).toEqual([]),
);

it("makes something of every line, and never throws", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => Array.isArray(readMessages(line))));
});

it("passes messages on after lines that are none, and a batch one by one", async () => {
  const { input, messages, written, closed } = await setting();
  input.write(`nonsense\n${ping(1)}\n[${ping(2)},5,${ping(3)}]\n`);
  await vi.waitFor(() => expect(messages.map((message) => "id" in message && message.id)).toEqual([1, 2, 3]));
  expect(written().map(({ error }) => error.code)).toEqual([-32700, -32600]);
  expect(closed).not.toHaveBeenCalled();
});

it("a line that is too long is answered with an error, the next one is read", async () => {
  const { input, messages, written } = await setting();
  const longest = ping(0).padEnd(8 * 1024 * 1024);
  input.write(`${longest}\n${longest} \n${ping(1)}\n`);
  await vi.waitFor(() => expect(messages.map((message) => "id" in message && message.id)).toEqual([0, 1]));
  expect(written()).toEqual([
    {
      jsonrpc: "2.0",
      id: null,
      error: { code: -32600, message: "Invalid Request: the line is too long" },
    },
  ]);
});

it("what was asked before stdin ended is answered", async () => {
  const { input, transport, closed, written } = await setting();
  transport.onmessage = (message) =>
    setTimeout(
      () => void transport.send({ jsonrpc: "2.0", id: "id" in message ? message.id! : 0, result: {} }),
      30,
    );
  input.end(`${ping(1)}\n${ping(2)}\n`);
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(written().map(({ id }) => id)).toEqual([1, 2]);
});

it("what takes longer is not waited for, nor what was cancelled", async () => {
  const slow = await setting({ patience: 50 });
  slow.input.end(`${ping(1)}\n`);
  await vi.waitFor(() => expect(slow.closed).toHaveBeenCalledOnce());
  const cancelled = await setting();
  cancelled.input.end(
    `${ping(1)}\n{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n`,
  );
  await vi.waitFor(() => expect(cancelled.closed).toHaveBeenCalledOnce());
});

it("one whose reader is gone is not waited for", async () => {
  const gone = vi.fn(() => true);
  const { input, closed } = await setting({ isReaderGone: gone });
  input.end(`${ping(1)}\n`);
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), 2_000);
  expect(gone).toHaveBeenCalled();
});

it("a batch without end, or nested without end, is answered with one error", () => {
  for (const line of [
    `[${Array(101).fill("5").join(",")}]`,
    `[${"5,".repeat(4_000_000)}5]`,
    `{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":[${"{},".repeat(200_000)}{}]}}`,
    `${"[".repeat(200)}${"]".repeat(200)}`,
    `${'{"a":'.repeat(1_000_000)}`,
  ]) {
    expect(readMessages(line), line.slice(0, 40)).toMatchObject([
      { reply: { id: null, error: { code: -32600 } } },
    ]);
  }
  expect(readMessages(`[${Array(100).fill(ping(1)).join(",")}]`)).toHaveLength(100);
  const text = `${"[{,".repeat(60_000)}\\"`;
  expect(
    readMessages(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "x", params: { text } })),
  ).toMatchObject([{ message: { params: { text } } }]);
});

it("a client that does not read its answers is not read either", async () => {
  const { input, output, transport } = await setting();
  const write = vi.spyOn(output, "write");
  let taken = 0;
  transport.onerror = () => taken++;
  for (let index = 0; index < 50; index++) input.write(`${"x\n".repeat(100)}`);
  await sleep(50);
  const before = taken;
  expect(before).toBeLessThan(1_000);
  expect(write.mock.calls.length).toBe(before);
  output.resume();
  await vi.waitFor(() => expect(taken).toBe(5_000));
});

it.runIf(process.platform === "linux")("a pipe without a reader is told from one with", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nixpkgs-mcp-"));
  const pipe = join(folder, "pipe");
  await execa("mkfifo", [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(pipe, constants.O_WRONLY);
  expect(readerGone(writer, process.ppid)).toBe(false);
  expect(readerGone(writer, -1)).toBe(true);
  closeSync(reader);
  expect(readerGone(writer, process.ppid)).toBe(true);
  closeSync(writer);
  await rm(folder, { recursive: true });
});

it("a stdout that nobody reads any more is the end, and no exception", async () => {
  const { output, transport, closed } = await setting();
  output.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  await transport.send({ jsonrpc: "2.0", id: 1, result: {} });
});
