import { expect, it } from "vitest";
import { factLines } from "../../src/commands/added-text.ts";
import type { EnvironmentFact, ServerFacts } from "../../src/inspect/facts.ts";
import { unreadDependency } from "../../src/inspect/thin-package.ts";

const facts: ServerFacts = {
  package: "maps-mcp",
  version: "1.0.0",
  language: "javascript",
  environment: [],
  flags: [],
  transports: [],
  tools: [],
  hosts: [],
  childProcesses: [],
  fileWrites: [],
  installScripts: {},
  meta: { description: null, homepage: null, license: null },
  unread: [],
};
const variable = (name: string, more: Partial<EnvironmentFact>): EnvironmentFact => ({
  name,
  required: false,
  secret: false,
  default: null,
  message: null,
  places: [],
  ...more,
});

it("names what is required, and secrets that are not", () => {
  const needs = (...environment: EnvironmentFact[]) => factLines({ ...facts, environment })[0];
  const key = variable("MAPS_API_KEY", { secret: true });
  const url = variable("MAPS_URL", { required: true });
  expect(needs()).toMatch(/^needs no variable; /);
  expect(needs(key, variable("MAPS_SIZE", {}))).toMatch(/^reads MAPS_API_KEY \(secret\); no tools/);
  expect(needs(key, url)).toMatch(/^needs MAPS_URL; reads MAPS_API_KEY \(secret\); /);
});

it("does not say that nothing is needed or touched where the code was not read", () => {
  expect(factLines({ ...facts, unread: [unreadDependency("@acme/a"), unreadDependency("b")] })).toEqual([
    "its code is in @acme/a and b, which was not read: what it needs and touches is not known",
  ]);
});
