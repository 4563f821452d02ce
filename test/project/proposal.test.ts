import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addServer } from "../../src/config/edit.ts";
import { proposeFields } from "../../src/config/edit-comments.ts";
import { loadServersText } from "../../src/config/load.ts";
import type { ServerSpec } from "../../src/config/servers-schema.ts";
import type { EnvironmentFact, ServerFacts, TransportFact } from "../../src/inspect/facts.ts";
import { type ProposalOptions, proposalFor } from "../../src/project/proposal.ts";
import { secretHomeOf, secretHomeWith } from "../../src/project/propose-variables.ts";

const server: ServerSpec = { name: "maps", source: "npm:maps-mcp" };

function facts(more: Partial<ServerFacts>): ServerFacts {
  return {
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
    ...more,
  };
}

function variable(name: string, more: Partial<EnvironmentFact> = {}): EnvironmentFact {
  return { name, required: true, secret: false, default: null, message: null, places: [], ...more };
}

function transport(kind: TransportFact["transport"], more: Partial<TransportFact> = {}): TransportFact {
  return { transport: kind, isDefault: false, args: null, env: {}, path: null, port: null, ...more };
}

const stdio = transport("stdio", { isDefault: true });
const http = transport("http", { args: ["--transport", "http", "--port", "{port}"] });

function proposed(more: Partial<ServerFacts>, options: Partial<ProposalOptions> = {}, of = server) {
  return proposalFor(of, facts(more), { others: [], home: undefined, ...options });
}

describe("variables", () => {
  const key = variable("MAPS_KEY", { secret: true, message: "MAPS_KEY is required" });
  const other = variable("OTHER_TOKEN", { secret: true, required: false });
  const url = variable("MAPS_URL", { message: "set MAPS_URL" });
  const size = variable("MAPS_SIZE", { required: false, default: "10" });

  it("are entries of secrets where it is known what keeps them, and comments where not", () => {
    const environment = [key, url, size, other, variable("HOME"), variable("BASH_VERSINFO")];
    const known = proposed({ environment }, { home: { provider: "pass" } });
    expect(known.server).toEqual({ ...server, secrets: { MAPS_KEY: { pass: "mcp/maps/MAPS_KEY" } } });
    expect(known.comments).toEqual([
      { path: ["secrets", "OTHER_TOKEN"], value: { pass: "mcp/maps/OTHER_TOKEN" }, note: "optional" },
      { path: ["env", "MAPS_URL"], value: "", note: "required: set MAPS_URL" },
    ]);
    expect(known.toStore).toEqual([
      { variable: "MAPS_KEY", provider: "pass", command: { lines: ["pass insert mcp/maps/MAPS_KEY"] } },
    ]);
    const unknown = proposed({ environment });
    expect(unknown.server).toEqual(server);
    expect(unknown.toStore).toEqual([]);
    expect(unknown.comments.map(({ path }) => path.join("."))).toEqual([
      "secrets.MAPS_KEY",
      "secrets.OTHER_TOKEN",
      "env.MAPS_URL",
    ]);
  });

  it("are optional entries where the code does not insist on a secret named like its package", () => {
    const own = variable("MAPS_API_KEY", { secret: true, required: false });
    const {
      server: made,
      comments,
      toStore,
    } = proposed({ environment: [own, other] }, { home: { provider: "pass" } });
    expect(made.secrets).toEqual({ MAPS_API_KEY: { pass: "mcp/maps/MAPS_API_KEY", optional: true } });
    expect(comments.map(({ path }) => path[1])).toEqual(["OTHER_TOKEN"]);
    expect(toStore.map((one) => one.variable)).toEqual(["MAPS_API_KEY"]);
    // Words that any package has do not count.
    const common = variable("MCP_SERVER_TOKEN", { secret: true, required: false });
    expect(
      proposed({ environment: [common], package: "maps-mcp-server" }, { home: { provider: "pass" } }).server,
    ).toEqual(server);
  });

  it("that the entry has already are left alone", () => {
    const given = { ...server, env: { MAPS_URL: "x" }, secrets: { MAPS_KEY: { file: "~/k" } } };
    const result = proposed({ environment: [key, url] }, { home: { provider: "pass" } }, given);
    expect(result).toMatchObject({ server: given, comments: [], toStore: [] });
  });

  it("go where servers.yaml's others are", () => {
    const one = { ...server, secrets: { A: { pass: { entry: "x", store: "~/store" } } } };
    const two = { ...server, secrets: { B: { file: "~/keys/maps/B" } } };
    expect(secretHomeOf([one], undefined)).toEqual({ provider: "pass", like: one.secrets.A });
    expect(secretHomeOf([one, two], undefined)).toBeUndefined();
    expect(secretHomeOf([], { database: "~/k.kdbx" })).toEqual({ provider: "keepassxc" });
    expect(secretHomeOf([two], { database: "~/k.kdbx" })).toEqual({ provider: "file", like: two.secrets.B });
    expect(secretHomeOf([{ ...server, secrets: { A: { command: ["get"] } } }], undefined)).toBeUndefined();
    expect(secretHomeWith({ provider: "file" }, [one, two])).toEqual({
      provider: "file",
      like: two.secrets.B,
    });
  });
});

describe("transports", () => {
  it("of a server that speaks only HTTP are written, on a port that is free", () => {
    const others: ServerSpec[] = [
      { name: "a", source: "npm:a", transport: "http", port: 8100 },
      { name: "b", source: "npm:b", enable: false, port: 9000, socketActivation: { backendPort: 8101 } },
    ];
    const only = { ...http, isDefault: true, path: "/rpc", port: 3000 };
    expect(proposed({ transports: [only] }, { others })).toEqual({
      server: { ...server, transport: "http", port: 8102, path: "/rpc", args: http.args },
      comments: [],
      toStore: [],
      notes: [],
    });
  });

  it("of a server that may speak HTTP only when it is told to are comments", () => {
    const result = proposed({ transports: [http] });
    expect(result.server).toEqual(server);
    expect(result.comments.map(({ path }) => path[0])).toEqual(["transport", "port", "args"]);
    expect(result.notes).toMatchObject([/does not show that it speaks stdio/]);
  });

  it("that it is not known how to choose are refused", () => {
    const unknown = transport("http");
    expect(() => proposed({ transports: [stdio, unknown] }, { transport: "http" })).toThrow(
      expect.objectContaining({ code: "E_TRANSPORT", where: "maps" }),
    );
    const told = { ...server, env: { HTTP: "1" } };
    expect(proposed({ transports: [stdio, unknown] }, { transport: "http" }, told).server.transport).toBe(
      "http",
    );
  });

  it("keep the port of the code where it cannot be told another", () => {
    const fixed = transport("http", { isDefault: true, port: 3000, path: "/mcp" });
    const result = proposed({ transports: [fixed] });
    expect(result.server).toEqual({ ...server, transport: "http", port: 3000 });
    expect(result.notes).toEqual(["it listens on port 3000, and its code shows no way to change that"]);
    const taken = proposed({ transports: [fixed] }, { others: [{ ...server, name: "a", port: 3000 }] });
    expect(taken.notes).toEqual(["it listens on port 3000, which another server has already"]);
    expect(proposed({ transports: [{ ...fixed, port: null }] }).notes[0]).toContain("{port}");
  });

  it("of a server that speaks both stay stdio, with HTTP in comments", () => {
    const result = proposed({ transports: [stdio, http] });
    expect(result.server).toEqual(server);
    expect(result.comments.map(({ path, value }) => [path[0], value])).toEqual([
      ["transport", "http"],
      ["port", 8100],
      ["args", http.args],
    ]);
    const asked = proposed({ transports: [stdio, http] }, { transport: "http" });
    expect(asked.server).toEqual({ ...server, transport: "http", port: 8100, args: http.args });
    expect(asked.notes).toEqual([]);
  });

  it("take the arguments that make a server speak stdio, but for known ones", () => {
    const told = transport("stdio", { args: ["stdio"], env: { MODE: "stdio" } });
    expect(proposed({ transports: [told] }).server).toEqual({
      ...server,
      args: ["stdio"],
      env: { MODE: "stdio" },
    });
    const known = { ...server, args: ["mcp"] };
    const result = proposed({ transports: [told, http] }, {}, known);
    expect(result.server).toEqual(known);
    // Uncommented, args would be there twice.
    expect(result.comments).toEqual([]);
  });

  it("over HTTP drop the arguments for stdio", () => {
    const known = { ...server, args: ["stdio"] };
    const wish = { transport: "http" } as const;
    expect(proposed({ transports: [stdio, http] }, wish, known).server.args).toEqual(http.args);
    expect(proposed({ transports: [stdio, { ...http, args: [] }] }, wish, known).server.args).toBeUndefined();
    expect(proposed({ transports: [stdio, { ...http, args: null }] }, wish, known).server.args).toEqual([
      "stdio",
    ]);
  });

  it("that are not known change nothing but what was asked for", () => {
    expect(proposed({}).server).toEqual(server);
    expect(proposalFor(server, null, { others: [], home: undefined, transport: "http" })).toMatchObject({
      server: { ...server, transport: "http", port: 8100 },
      notes: [],
    });
    expect(proposed({ transports: [stdio] }, { transport: "http" }).notes[0]).toContain("does not show");
    expect(proposed({ transports: [transport("sse")] })).toMatchObject({ server, notes: [/SSE/] });
  });
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("# a", "- b", "c: d", "\n", "\0", "\ud800"),
);
const anyFacts = fc.record({
  environment: fc.uniqueArray(
    fc.record({
      name: fc.oneof(fc.stringMatching(/^[A-Z_]{1,6}$/), text),
      required: fc.boolean(),
      secret: fc.boolean(),
      default: fc.option(text),
      message: fc.option(text),
      places: fc.constant([]),
    }),
    { maxLength: 5, selector: ({ name }) => name },
  ),
  transports: fc.uniqueArray(
    fc.record({
      transport: fc.constantFrom("stdio", "http", "sse"),
      isDefault: fc.boolean(),
      args: fc.option(fc.array(fc.oneof(text, fc.constant("{port}")), { maxLength: 3 })),
      env: fc.dictionary(fc.oneof(fc.stringMatching(/^[A-Z_]{1,6}$/), text), text, { maxKeys: 2 }),
      path: fc.option(fc.oneof(text, fc.constantFrom("/mcp", "/x"))),
      port: fc.option(fc.integer({ min: -1, max: 70_000 })),
    }),
    { maxLength: 3, selector: (one) => one.transport },
  ),
});

describe("whatever the code says", () => {
  it("gives a file that servers.yaml's own check takes, also with all comments uncommented", () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom(undefined, "file", "sops", "pass", "onePassword", "envFile"),
        fc.constantFrom(undefined, "stdio", "http"),
        (found, provider, asked) => {
          const home = provider === undefined ? undefined : ({ provider } as const);
          const known = found.transports.every(
            (one) => one.isDefault || one.args !== null || Object.keys(one.env).length > 0,
          );
          const { server: made, comments } = proposed(
            found as Partial<ServerFacts>,
            { home, transport: known ? asked : undefined } as const,
          );
          const { name, ...entry } = made;
          const bare = addServer("servers:\n", name, entry);
          const result = proposeFields(bare, name, comments);
          expect(loadServersText("/x/servers.yaml", result).servers.get(name)).toEqual(made);
          const uncommented = result.replace(/^( *)# /gm, "$1");
          const both = loadServersText("/x/servers.yaml", uncommented).servers.get(name);
          expect(both).toMatchObject(made);
          expect(parse(uncommented).servers.maps).toEqual(entryOf(both));
        },
      ),
      { numRuns: 300 },
    );
  });
});

function entryOf(spec: ServerSpec | undefined) {
  const { name: _, ...entry } = spec!;
  return entry;
}
