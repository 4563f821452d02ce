import { describe, expect, it } from "vitest";
import { chooseTransports, type TransportSigns } from "../../src/inspect/choose-transport.ts";
import type { EnvironmentFact, FlagFact } from "../../src/inspect/facts.ts";

const flag = (name: string, more: Partial<FlagFact> = {}): FlagFact => ({
  name,
  short: null,
  takesValue: true,
  required: false,
  default: null,
  description: null,
  choices: [],
  places: [],
  ...more,
});
const variable = (name: string, otherwise: string | null = null): EnvironmentFact => ({
  name,
  required: false,
  secret: false,
  default: otherwise,
  message: null,
  places: [],
});
const choose = (signs: Partial<TransportSigns>) =>
  chooseTransports({
    spoken: new Set(["stdio", "http"]),
    flags: [],
    environment: [],
    commands: new Map(),
    words: new Set(),
    paths: {},
    port: null,
    preferred: null,
    ...signs,
  }).map(({ transport, isDefault, args, env, port }) => ({ transport, isDefault, args, env, port }));

describe("how a transport is chosen", () => {
  it("is not known where nothing tells", () => {
    expect(choose({})).toEqual([
      { transport: "stdio", isDefault: true, args: [], env: {}, port: null },
      { transport: "http", isDefault: false, args: null, env: {}, port: null },
    ]);
    expect(choose({ spoken: new Set() })).toEqual([]);
  });

  it("by a switch, with host and port", () => {
    const flags = [
      flag("--http", { takesValue: false }),
      flag("--port", { default: "3001" }),
      flag("--host"),
    ];
    expect(choose({ flags })[1]).toEqual({
      transport: "http",
      isDefault: false,
      args: ["--http", "--host", "{host}", "--port", "{port}"],
      env: {},
      port: 3001,
    });
  });

  it("by the word that the code compares with, and the default that the flag has", () => {
    const flags = [flag("--mode", { default: "http" }), flag("-t", { choices: ["stdio", "http"] })];
    expect(choose({ flags, words: new Set(["stdio", "http", "other"]) })).toEqual([
      { transport: "stdio", isDefault: false, args: ["--mode", "stdio"], env: {}, port: null },
      { transport: "http", isDefault: true, args: [], env: {}, port: null },
    ]);
  });

  it("by variables", () => {
    const environment = [variable("APP_TRANSPORT", "stdio"), variable("HOST"), variable("PORT", "80")];
    expect(choose({ environment, words: new Set(["streamable-http"]) })[1]).toEqual({
      transport: "http",
      isDefault: false,
      args: [],
      env: { APP_TRANSPORT: "streamable-http", HOST: "{host}", PORT: "{port}" },
      port: 80,
    });
  });

  it("by no flag that chooses something else, and no HOST of something else", () => {
    const flags = [flag("--mode", { choices: ["fast", "slow"] })];
    expect(choose({ flags, environment: [variable("HOST")] })[1]).toMatchObject({ args: null, env: {} });
  });
});
