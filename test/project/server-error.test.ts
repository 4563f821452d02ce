import { expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { aboutServer, asUserError } from "../../src/project/server-error.ts";

it.each([
  [undefined, "weather-mcp"],
  ["weather-mcp", "weather-mcp"],
  ["servers.yaml:3:5", "weather-mcp: servers.yaml:3:5"],
  ["/nix/store/abc-weather-mcp-1.0.0.drv", "weather-mcp: /nix/store/abc-weather-mcp-1.0.0.drv"],
  ["other-weather-mcp", "weather-mcp: other-weather-mcp"],
  ["weather-mcp: servers.yaml:3:5", "weather-mcp: servers.yaml:3:5"],
  ["https://registry.example/weather-mcp", "weather-mcp: https://registry.example/weather-mcp"],
])("an error at %s is at %s when it is weather-mcp's", (where, expected) => {
  const error = aboutServer("weather-mcp", new UserError("no", { code: "E_X", where, hint: "do" }));
  expect(error.toJSON()).toEqual({ code: "E_X", message: "no", where: expected, hint: "do" });
});

it("a defect becomes an error that can be listed, with its cause", () => {
  const cause = new TypeError("x is not a function");
  expect(asUserError(cause)).toMatchObject({
    code: "E_UNEXPECTED",
    message: "unexpected: x is not a function",
    cause,
  });
  const known = new UserError("no", { code: "E_X" });
  expect(asUserError(known)).toBe(known);
});
