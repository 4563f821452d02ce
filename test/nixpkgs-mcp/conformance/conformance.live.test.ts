import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Core } from "../../../src/nixpkgs-mcp/core.ts";
import { createSession } from "../../../src/nixpkgs-mcp/session/session.ts";
import { serveHttp } from "../../../src/nixpkgs-mcp/transports/http.ts";
import { setting } from "../server/setting.ts";
import { everythingSession } from "./everything-server.ts";
import { type Check, installSuite, type Suite } from "./suite.ts";

// LIVE: installs the protocol's conformance suite and Node 22 (about 120 MB) from npm's registry. Without the
// registry it fails, and says so.

/**
 * Scenarios that the real server cannot pass, because they call by name a tool, prompt or resource of the suite's
 * own example server. Our transport and session pass them with those names in place (`everything-server.ts`).
 */
const ofTheExampleServer = [
  "tools-call-simple-text",
  "tools-call-image",
  "tools-call-audio",
  "tools-call-embedded-resource",
  "tools-call-mixed-content",
  "tools-call-with-logging",
  "tools-call-with-progress",
  "tools-call-sampling",
  "tools-call-elicitation",
  "tools-call-error",
  "json-schema-2020-12",
  "elicitation-sep1034-defaults",
  "elicitation-sep1330-enums",
  "resources-read-text",
  "resources-read-binary",
  "resources-templates-read",
  "prompts-get-simple",
  "prompts-get-with-args",
  "prompts-get-embedded-resource",
  "prompts-get-with-image",
];

let suite: Suite;
beforeAll(async () => {
  suite = await installSuite();
}, 300_000);
afterAll(() => suite?.remove());

async function checksOf(
  createServer: (core: Core) => Server,
): Promise<ReadonlyMap<string, readonly Check[]>> {
  const { core, remove } = await setting();
  const listener = await serveHttp({
    port: 0,
    host: "127.0.0.1",
    tokenFile: null,
    token: null,
    allowedHosts: [],
    allowedOrigins: [],
    maxSessions: 200,
    idleMinutes: 5,
    socketFd: null,
    createServer: () => createServer(core),
    onError: () => {},
  });
  try {
    return await suite.run(listener.url);
  } finally {
    await listener.close();
    await remove();
  }
}

/**
 * Two pieces of advice that the suite gives of itself: it asks for the events that make a stream resumable in a
 * request that says protocol 2025-03-26, whose clients cannot read them. `http.test.ts` asks as 2025-11-25.
 */
const adviceForOldClients = ["ServerSendsPrimingEvent", "ServerSendsRetryField"];

const failed = (checks: readonly Check[]) =>
  checks.filter(
    ({ name, status }) =>
      status === "FAILURE" || (status === "WARNING" && !adviceForOldClients.includes(name)),
  );

it("transport and session pass every scenario", async () => {
  const results = await checksOf(everythingSession);
  expect([...results.keys()].toSorted()).toEqual((await suite.scenarios()).toSorted());
  for (const [name, checks] of results) {
    expect(failed(checks), name).toEqual([]);
    expect(checks.length, name).toBeGreaterThan(0);
  }
}, 300_000);

it("the server itself passes every scenario that asks for nothing of the example server's", async () => {
  const results = await checksOf(createSession);
  const open = [...results].filter(([name]) => !ofTheExampleServer.includes(name));
  expect(open.length).toBeGreaterThanOrEqual(11);
  for (const [name, checks] of open)
    expect(
      failed(checks).filter(({ status }) => status === "FAILURE"),
      name,
    ).toEqual([]);
}, 300_000);
