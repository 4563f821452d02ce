import { configYamlSchema, mcpServersRecordSchema } from "@continuedev/config-yaml";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { clientById } from "../../src/clients/clients.ts";
import type { JsonObject } from "../../src/clients/types.ts";
import { servers } from "./servers.ts";

const entryOf = (id: "continue" | "claude-code" | "claude-desktop", server: keyof typeof servers) => {
  const result = clientById(id).render(servers[server]);
  if ("problem" in result) throw new Error(result.problem);
  return result.entry;
};
const everyServer = Object.keys(servers) as (keyof typeof servers)[];

it("Continue's own schema takes our entries and passes over none of their fields", () => {
  for (const server of everyServer) {
    const entry = entryOf("continue", server);
    const read = configYamlSchema.parse({ name: "a", version: "1", mcpServers: [entry] });
    expect(read.mcpServers, server).toEqual([entry]);
  }
});

it("Continue's own schema takes the new file we begin, and would not without it", () => {
  const text = clientById("continue").newFile ?? "";
  expect(configYamlSchema.safeParse({ ...parse(text), mcpServers: [] }).success).toBe(true);
  expect(configYamlSchema.safeParse({ mcpServers: [] }).success).toBe(false);
});

it("Continue's own schema refuses an entry that is not one", () => {
  const entry: JsonObject = { ...entryOf("continue", "stdio"), command: ["a", "list"] };
  expect(configYamlSchema.safeParse({ name: "a", version: "1", mcpServers: [entry] }).success).toBe(false);
});

it("the schema that Continue reads Claude's files with takes ours", () => {
  for (const server of everyServer) {
    const entry = entryOf("claude-code", server);
    expect(mcpServersRecordSchema.safeParse({ s: entry }).success, server).toBe(true);
  }
});
