import fc from "fast-check";
import { expect, it } from "vitest";
import { headersFrom, isLoopback, refusePlainHttp } from "../../src/gateway/header-arguments.ts";

const env = { TOKEN: "abc", OTHER: "d$e", EMPTY: "", LINES: "s3cret\nx", SNOW: "☃☃☃☃" };

it.each([
  ["X-Team: blue", { "x-team": "blue" }, []],
  ["x-team:blue", { "x-team": "blue" }, []],
  ["X-Team:", { "x-team": "" }, []],
  ["X-Url: http://a:1/b: c ", { "x-url": "http://a:1/b: c" }, []],
  ["Authorization: Bearer ${TOKEN}", { authorization: "Bearer abc" }, ["TOKEN"]],
  ["X: ${TOKEN}-${OTHER}-${TOKEN}", { x: "abc-d$e-abc" }, ["TOKEN", "OTHER"]],
  ["X: $TOKEN $${TOKEN} $$${TOKEN} $ {a} 5$", { x: "$TOKEN ${TOKEN} $${TOKEN} $ {a} 5$" }, []],
])("%s", (text, headers, variables) => {
  const given = headersFrom([text], env);
  expect(given.headers).toEqual(headers);
  expect(given.variables).toEqual(variables);
  const values = variables.map((name) => env[name as keyof typeof env]);
  expect(given.secrets).toEqual(expect.arrayContaining(values));
});

it.each([
  ["", "E_USAGE", "'NAME: VALUE'"],
  ["no colon", "E_USAGE", "'NAME: VALUE'"],
  ["bad name: x", "E_USAGE", "'NAME: VALUE'"],
  ["X: ${", "E_USAGE", "names no variable"],
  ["X: ${TOKEN", "E_USAGE", "names no variable"],
  ["X: ${}", "E_USAGE", "names no variable"],
  ["X: ${TOKEN:-x}", "E_USAGE", "names no variable"],
  ["X: a\nb", "E_USAGE", "no header can have"],
  ["Mcp-Session-Id: x", "E_USAGE", "the bridge's own"],
  ["X: ${NOWHERE}", "E_VARIABLE_MISSING", "the variable NOWHERE is not set, and the header X needs it"],
  ["X: ${EMPTY}", "E_VARIABLE_MISSING", "EMPTY"],
  ["X: ${LINES}", "E_HEADER_VALUE", "what LINES holds cannot be in a header"],
  ["X: ${SNOW}", "E_HEADER_VALUE", "SNOW"],
])("%s is refused", (text, code, message) => {
  const refusal = () => headersFrom([text], env);
  expect(refusal).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  expect(refusal).not.toThrow("s3cret");
});

it("a header is given once, whatever the case of its letters", () => {
  expect(() => headersFrom(["X-A: 1", "x-a: 2"], env)).toThrow("given twice");
});

it("any text comes out as it was, when its ${ are doubled", () => {
  const text = fc.string({ unit: fc.constantFrom("$", "{", "}", "A", " ", "-"), maxLength: 20 });
  fc.assert(
    fc.property(text, (value) => {
      const { headers } = headersFrom([`X: .${value.replaceAll("${", () => "$${")}.`], {});
      expect(headers.x).toBe(`.${value}.`);
    }),
  );
});

it.each(["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"])("%s is this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
  const given = headersFrom(["X: ${TOKEN}"], env);
  expect(() => refusePlainHttp(new URL(`http://${host}:1/`), given)).not.toThrow();
});

it.each(["localhost.example.org", "xlocalhost", "127.0.0.1.example.org", "192.0.2.1", "0.0.0.0", "[::]"])(
  "%s is not, and gets no secret over plain http",
  (host) => {
    expect(isLoopback(host)).toBe(false);
    const given = headersFrom(["X: ${TOKEN}"], env);
    expect(() => refusePlainHttp(new URL(`http://${host}/mcp?k=v`), given)).toThrow(
      expect.objectContaining({ code: "E_PLAIN_HTTP", where: `http://${host}/mcp` }),
    );
    expect(() => refusePlainHttp(new URL(`https://${host}/`), given)).not.toThrow();
    expect(() => refusePlainHttp(new URL(`http://${host}/`), headersFrom(["X: y"], env))).not.toThrow();
  },
);
