import { describe, expect, it } from "vitest";
import {
  argumentsAskedFor,
  dummyValue,
  namedVariables,
  secretsIn,
  valueLikeExample,
} from "../../src/mcp/dummies.ts";

describe("namedVariables", () => {
  it.each([
    ["FIRECRAWL_API_KEY is required", ["FIRECRAWL_API_KEY"]],
    ["Set X_API_KEY or X_API_KEY_FILE", ["X_API_KEY"]],
    ["Set X_API_KEY and X_BASE_URL", ["X_API_KEY"]],
    ["X_BASE_URL and X_HOST are missing; X_HOST first", ["X_BASE_URL", "X_HOST"]],
    ["either X_CONFIG_FILE or nothing", []],
    ["Error: no key given", []],
    ["Error [ERR_MODULE_NOT_FOUND]: NODE_OPTIONS, HTTP_PROXY", []],
    ["lower_case_key and a TOKEN", []],
  ])("of %j are %j", (words, names) => {
    expect(namedVariables(words)).toEqual(names);
  });

  it("leaves out what is set already, and then looks at the rest", () => {
    expect(namedVariables("X_API_KEY is set, X_REGION is not", new Set(["X_API_KEY"]))).toEqual(["X_REGION"]);
  });
});

describe("dummyValue", () => {
  it.each([
    ["X_BASE_URL", "http://127.0.0.1:9"],
    ["DB_HOST", "127.0.0.1"],
    ["DB_PORT", "9"],
    ["USER_EMAIL", "nobody@example.org"],
    ["AWS_REGION", "us-east-1"],
    ["DATA_DIR", "."],
    ["DATABASE_DSN", "postgresql://nobody:nothing@127.0.0.1:9/none"],
  ])("of %s is %s", (name, value) => {
    expect(dummyValue(name)).toBe(value);
  });

  it("of a key looks like none of those, and is no empty one", () => {
    for (const name of ["X_API_KEY", "X_TOKEN", "SUPPORT"]) expect(dummyValue(name)).toMatch(/^dummy-/);
  });
});

it("secretsIn keeps keys, tokens and passwords", () => {
  expect(
    secretsIn(["A_TOKEN", "B_URL", "DEBUG", "DB_PASSWORD", "NODE_AUTH_TOKEN", "GOOGLE_CREDENTIALS"]),
  ).toEqual(["A_TOKEN", "DB_PASSWORD", "GOOGLE_CREDENTIALS"]);
});

describe("valueLikeExample", () => {
  it.each([
    ["X_URL must look like https://<host>.example.org/{org}", "https://dummy.example.org/dummy"],
    ["X_URL must look like `https://example.org/api`, see there", "https://example.org/api"],
    ["X_URL is not a valid URL", "https://dummy.example.org"],
    ["X_URL is bad", null],
    ["see https://example.org\nX_URL is bad", null],
  ])("of %j is %j", (words, value) => {
    expect(valueLikeExample(words, "X_URL")).toBe(value);
  });
});

it.each([
  ["Usage: mcp-server-filesystem <allowed-directory>", true],
  ["please give <data-dir>", true],
  ["You must provide at least one directory", true],
  ["Error: X_API_KEY is required", false],
])("a folder is asked for by %j: %j", (words, asks) => {
  expect(argumentsAskedFor(words, [], "/home")).toEqual(asks ? ["/home"] : []);
  expect(argumentsAskedFor(words, ["/given"], "/home")).toEqual([]);
});

it("a database is a file, not a folder", () => {
  expect(argumentsAskedFor("Please provide a database file path", [], "/home")).toEqual(["/home/dummy.db"]);
});

it("the command that starts the server, then a key by a flag", () => {
  const usage = "Usage: x <command>\n\nCommands:\n  x stdio  Start it\n  x http\n\n  --api-token  required";
  expect(argumentsAskedFor(usage, [], "/home")).toEqual(["stdio"]);
  expect(argumentsAskedFor(usage, ["stdio"], "/home")[0]).toBe("--api-token");
  expect(argumentsAskedFor(usage, ["stdio", "--api-token", "x"], "/home")).toEqual([]);
  expect(argumentsAskedFor("Run 'xcodebuildmcp mcp' to start the MCP server.", [], "/home")).toEqual(["mcp"]);
  expect(argumentsAskedFor("Commands:\n  init    x\n  server  Start", [], "/home")).toEqual(["server"]);
  expect(argumentsAskedFor("listening on stdio", [], "/home")).toEqual([]);
});
