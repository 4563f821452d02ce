import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { RecentEvents } from "../../../src/nixpkgs-mcp/transports/event-store.ts";
import { activatedSocket } from "../../../src/nixpkgs-mcp/transports/socket-activation.ts";
import { readToken } from "../../../src/nixpkgs-mcp/transports/token.ts";

it("a socket of systemd's is for the process that it names, and for no program that it starts", () => {
  const env = { LISTEN_PID: "7", LISTEN_FDS: "1", LISTEN_FDNAMES: "mcp", PATH: "/bin" };
  expect(activatedSocket(env, 7)).toBe(3);
  expect(env).toEqual({ PATH: "/bin" });
  expect(activatedSocket({ LISTEN_PID: "8", LISTEN_FDS: "1" }, 7)).toBeNull();
  expect(activatedSocket({ LISTEN_PID: "7", LISTEN_FDS: "0" }, 7)).toBeNull();
  expect(activatedSocket({}, 7)).toBeNull();
});

it("the events of a session are bounded by number and size, the newest always there", async () => {
  const events = new RecentEvents(3, 200);
  const message = (text: string) => ({ jsonrpc: "2.0" as const, method: text });
  const ids = [];
  for (const text of ["a", "b", "c", "d"]) ids.push(await events.storeEvent("s", message(text)));
  const large = await events.storeEvent("s", message("x".repeat(500)));
  expect(await events.getStreamIdForEventId(ids[0]!)).toBeUndefined();
  expect(await events.getStreamIdForEventId(ids[3]!)).toBeUndefined();
  expect(await events.getStreamIdForEventId(large)).toBe("s");
});

it("replays what came after an event on the same stream", async () => {
  const events = new RecentEvents();
  const first = await events.storeEvent("one", {} as never);
  for (const [stream, method] of [
    ["one", "a"],
    ["two", "b"],
    ["one", "c"],
  ] as const)
    await events.storeEvent(stream, { jsonrpc: "2.0", method });
  const sent: string[] = [];
  const send = async (_id: string, message: object) => void sent.push((message as { method: string }).method);
  expect(await events.replayEventsAfter(first, { send })).toBe("one");
  expect(sent).toEqual(["a", "c"]);
});

it("the token is read from its file before the environment, and has to be one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "token-"));
  const file = join(folder, "token");
  const env = { NIXPKGS_MCP_TOKEN: "from-the-environment" };
  await writeFile(file, "from-the-file-1234\n");
  expect(await readToken(file, env)).toBe("from-the-file-1234");
  expect(await readToken(null, env)).toBe("from-the-environment");
  expect(await readToken(null, {})).toBeNull();
  await writeFile(file, "short");
  await expect(readToken(file, env)).rejects.toMatchObject({ code: "E_TOKEN", where: file });
  await expect(readToken(join(folder, "none"), env)).rejects.toMatchObject({ code: "E_TOKEN" });
  await expect(readToken(null, { NIXPKGS_MCP_TOKEN: "" })).rejects.toMatchObject({ code: "E_TOKEN" });
  await rm(folder, { recursive: true });
});
