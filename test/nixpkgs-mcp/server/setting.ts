import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type ClientOptions } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { CatalogSource } from "../../../src/nixpkgs-mcp/catalog/types.ts";
import { type Changes, createChanges } from "../../../src/nixpkgs-mcp/changes.ts";
import { type Settings, settingsOf } from "../../../src/nixpkgs-mcp/config/settings.ts";
import { type Core, createCore } from "../../../src/nixpkgs-mcp/core.ts";
import type { Executor } from "../../../src/nixpkgs-mcp/execution/types.ts";
import { createLog } from "../../../src/nixpkgs-mcp/log.ts";
import { createServices } from "../../../src/nixpkgs-mcp/services.ts";
import { createSession } from "../../../src/nixpkgs-mcp/session/session.ts";
import type { Versions } from "../../../src/nixpkgs-mcp/versions/versions.ts";
import { fakeCatalog, fakeExecutor, fakePackage, fakeSource, finished } from "./fakes.ts";

export interface Parts {
  readonly catalog?: CatalogSource;
  readonly executor?: Executor;
  readonly versions?: Versions;
  readonly settings?: Partial<Settings>;
  /** Where the state is; default: a new folder. */
  readonly home?: string;
}

export interface Setting {
  readonly core: Core;
  readonly changes: Changes;
  readonly home: string;
  /** Lines of the log, of every level. */
  readonly logged: string[];
  connect(options?: ClientOptions): Promise<Client>;
  remove(): Promise<void>;
}

/** A server's core on fakes, and clients in the same process. */
export async function setting(parts: Parts = {}): Promise<Setting> {
  const home = parts.home ?? (await mkdtemp(join(tmpdir(), "nixpkgs-mcp-")));
  const changes = createChanges();
  const logged: string[] = [];
  const log = createLog("debug", (line) => logged.push(line));
  const services = createServices({
    catalogSource: async () =>
      parts.catalog ?? fakeSource(fakeCatalog(["jq", "ripgrep", "hello"].map((attr) => fakePackage(attr)))),
    executor: async () =>
      parts.executor ?? fakeExecutor(async ({ attr, args }) => finished(attr, args.join(" "))),
    versions: async () => parts.versions ?? { find: async () => [], flakeOf: () => "" },
  });
  const settings = { ...settingsOf({}, {}, { HOME: home }, home), ...parts.settings };
  const core = createCore(settings, services, changes, log);
  return {
    core,
    changes,
    home,
    logged,
    connect: async (options = {}) => {
      const [ours, theirs] = InMemoryTransport.createLinkedPair();
      await createSession(core).connect(ours);
      const client = new Client({ name: "test", version: "1" }, options);
      await client.connect(theirs);
      return client;
    },
    remove: async () => {
      await core.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The text of a result. */
export function textOf(result: Awaited<ReturnType<Client["callTool"]>>): string {
  const [first] = result.content as { type: string; text?: string }[];
  return first?.text ?? "";
}
