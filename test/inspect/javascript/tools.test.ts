import { expect, test } from "vitest";
import { factsOf } from "./tree.ts";

test.each<[string, string | Record<string, string>, [string, string | null][]]>([
  [
    "server.tool",
    'server.tool("read", "Reads a file", { path: z.string() }, async () => {})',
    [["read", "Reads a file"]],
  ],
  [
    "registerTool",
    'server.registerTool("read", { description: "Reads", inputSchema: {} }, run)',
    [["read", "Reads"]],
  ],
  [
    "a name by a constant of another module",
    {
      "index.js":
        'import { N } from "./n.js"; server.registerTool(N.READ, { title: "Read", inputSchema: {} }, run)',
      "n.js": 'export const N = { READ: "read" };',
    },
    [["read", "Read"]],
  ],
  [
    "a list for tools/list",
    'server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [{ name: "a", description: "A", inputSchema: {} }, { name: "b", description: "B" + "!", inputSchema: s }] }))',
    [
      ["a", "A"],
      ["b", "B!"],
    ],
  ],
  [
    "constants, spread over modules",
    {
      "index.js":
        'import { one } from "./one.js"; const tools = [one, ...more]; const more = []; list(() => ({ tools }))',
      "one.js": 'export const one = { name: "one", description: `One`, inputSchema: { type: "object" } };',
    },
    [["one", "One"]],
  ],
  [
    "fastmcp's addTool",
    'server.addTool({ name: "add", description: "Adds", parameters: p, execute: async () => "" })',
    [["add", "Adds"]],
  ],
  [
    "a function that makes one",
    'const t = defineTool(() => ({ name: "made", description: "Made", schema: {}, handler: async () => {} }))',
    [["made", "Made"]],
  ],
  [
    "by its key",
    "const tools = { do_it: tool({ description: 'Does it', parameters: p, execute: f }) }",
    [["do_it", "Does it"]],
  ],
  [
    "by its key, with what is spread into it",
    "const d = { do_it: { description: 'Does it', parameters: p } }; const tools = { do_it: make({ ...d.do_it, execute: f }) }",
    [["do_it", "Does it"]],
  ],
  [
    "a loop over objects",
    'const all = [{ name: "x", description: "X" }, { name: "y", description: "Y" }]; for (const t of all) server.registerTool(t.name, { description: t.description }, run)',
    [
      ["x", "X"],
      ["y", "Y"],
    ],
  ],
  [
    "a function of one's own that registers",
    'function reg(server, name, text) { server.tool(name, text, {}, run) } reg(s, "p", "P"); reg(s, "q", "Q")',
    [
      ["p", "P"],
      ["q", "Q"],
    ],
  ],
  [
    "a class",
    'class Read extends Base { name = "read"; description = "Reads"; schema = {}; async execute() {} }',
    [["read", "Reads"]],
  ],
  [
    "an enum",
    { "index.ts": 'enum Names { Read = "read" } server.tool(Names.Read, "Reads", {}, run)' },
    [["read", "Reads"]],
  ],
  [
    "prompts, resources and commands are none",
    'server.registerPrompt("p", { description: "P", argsSchema: {} }); const c = { name: "fetch", description: "F", flags: {}, parameters: [] }; const r = { name: "r", description: "R", uri: "x:" }',
    [],
  ],
])("%s", async (_, code, expected) => {
  const { tools } = await factsOf(code);
  expect(tools.map(({ name, description }) => [name, description])).toEqual(expected);
});

test("objects that are spread into each other come to an end", async () => {
  const many = Array.from(
    { length: 40 },
    (_, n) => `const o${n} = { ...o${(n + 1) % 40}, ...o${(n + 7) % 40}, ...o${(n + 13) % 40} };`,
  );
  const { tools } = await factsOf(
    `${many.join("\n")} server.tool(o0.missing, "x", {}, run); server.tool("there", "T", {}, run)`,
  );
  expect(tools.map(({ name }) => name)).toEqual(["there"]);
});
