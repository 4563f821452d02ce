import { expect, it } from "vitest";
import { z } from "zod";
import { UserError } from "../../../src/errors.ts";
import { parseArguments } from "../../../src/nixpkgs-mcp/tools/arguments.ts";
import { argsField, attrField, everywhere } from "../../../src/nixpkgs-mcp/tools/execution-input.ts";
import { inputJsonSchema } from "../../../src/nixpkgs-mcp/tools/json-schema.ts";

const schema = z.strictObject({ attr: attrField, args: argsField.optional(), ...everywhere });

const mistake = (given: unknown) => {
  try {
    parseArguments("tool", schema, given);
  } catch (error) {
    return error as UserError;
  }
  throw new Error("was taken");
};

it.each<[unknown, string]>([
  [{}, "tool: 'attr' is missing"],
  [undefined, "tool: 'attr' is missing"],
  [{ attr: 5 }, "tool: 'attr' must be a string"],
  [{ attr: "jq", args: "-n" }, "tool: 'args' must be an array"],
  [{ attr: "jq", args: ["-n", 7] }, "tool: 'args[1]' must be a string"],
  [{ attr: "jq", args: ["a\0b"] }, "tool: 'args[0]': must not hold a NUL character"],
  [{ attr: "jq", arg: [] }, "tool: unknown argument 'arg'. Did you mean 'args'"],
  [{ attr: "jq", stdin: "x".repeat(2 ** 20 + 1) }, "tool: 'stdin': is more than 1 MB; put it into a file"],
  [{ attr: "jq", cwd: "src" }, "tool: 'cwd': must be an absolute path"],
  [{ attr: "jq", timeout: -1 }, "tool: 'timeout': "],
  ["jq", "tool: the arguments must be an object"],
  [{ attr: 5, timeout: "x" }, "tool: 'attr' must be a string; 'timeout' must be a number"],
])("%j is refused in short words", (given, message) => {
  const error = mistake(given);
  expect(error.message.slice(0, message.length)).toBe(message);
  expect(error.message).not.toContain("\n");
  expect(error).toMatchObject({ code: "E_ARGUMENTS", hint: "Arguments: attr, args, stdin, cwd, timeout." });
});

it("an attribute comes in its usual form, and what is none is refused", () => {
  expect(parseArguments("tool", schema, { attr: ' pkgs.python3Packages."requests" ' }).attr).toBe(
    "python3Packages.requests",
  );
  expect(() => parseArguments("tool", schema, { attr: "jq; rm -rf /" })).toThrow(UserError);
});

it("1 MB of stdin is taken", () => {
  expect(parseArguments("tool", schema, { attr: "jq", stdin: "x".repeat(2 ** 20) }).stdin).toHaveLength(
    2 ** 20,
  );
});

it("the JSON Schema says what a caller needs, without limits and what is said elsewhere", () => {
  expect(inputJsonSchema(schema)).toEqual({
    type: "object",
    properties: { attr: { type: "string" }, args: { type: "array", items: { type: "string" } } },
    required: ["attr"],
  });
  const named = z.strictObject({
    format: z.string(),
    default: z.number().int().default(3),
    minimum: z.string().optional(),
  });
  expect(inputJsonSchema(named)).toEqual({
    type: "object",
    properties: { format: { type: "string" }, default: { type: "integer" }, minimum: { type: "string" } },
    required: ["format"],
  });
});
