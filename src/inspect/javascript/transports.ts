import { ts } from "ts-morph";
import { type TransportKind as Transport, transportOfWord } from "../choose-transport.ts";
import type { EnvironmentFact, FlagFact, TransportFact } from "../facts.ts";
import type { CodeIndex } from "./code-index.ts";
import { member } from "./syntax.ts";
import { type Guard, guardOf } from "./transport-guards.ts";
import type { Evaluator } from "./values/evaluator.ts";

/** What makes a transport, by the name of what is called. */
const MAKERS: readonly (readonly [RegExp, Transport])[] = [
  [/^(?:StdioServerTransport|serveStdio)$/, "stdio"],
  [
    /^(?:\w*StreamableHTTPServerTransport|StreamableHTTPTransport|createMcpHandler|createMcpExpressApp|startHTTPServer)$/,
    "http",
  ],
  [/^SSEServerTransport$/, "sse"],
];

/** Flags and variables that choose a transport by its name, and those that only switch one on. */
const CHOOSER = /^(?:--)?(?:\w*[-_])?(?:transport|transport[-_]?(?:type|mode)|mode)$/i;
const SWITCH: Readonly<Record<Transport, RegExp>> = {
  stdio: /^(?:--)?(?:use-)?stdio$/i,
  http: /^(?:--)?(?:use-|enable-)?(?:http|streamable-?http|http-?stream|streamable|http-?server)$/i,
  sse: /^(?:--)?(?:use-|enable-)?sse$/i,
};
/** Variables that can be nothing else than what chooses one. */
const VARIABLE = /^(?:\w+_)?(?:TRANSPORT(?:_(?:TYPE|MODE|PROTOCOL))?|(?:MCP|SERVER)_MODE)$/;
const PORT = /^(?:--)?(?:\w+[-_])*port$/i;

/** What of the other facts tells how a transport is chosen. */
interface Choosers {
  readonly flags: readonly FlagFact[];
  readonly environment: readonly EnvironmentFact[];
}

/** What more the code itself says of them. */
interface Said {
  /** By transport, the variable that leads to where it is made. */
  readonly guards: ReadonlyMap<Transport, Guard>;
  /** The words for transports that it says anywhere. */
  readonly words: readonly string[];
}

/** The transports that the code can speak, stdio first, and how it is told which. */
export function transportFacts(index: CodeIndex, evaluator: Evaluator, choosers: Choosers): TransportFact[] {
  const found = new Set<Transport>();
  const made = new Map<Transport, ts.Node[]>();
  for (const [pattern, transport] of MAKERS) {
    for (const [called, calls] of index.calls) {
      const own = pattern.test(called) ? calls.filter((call) => isMade(call, called)) : [];
      if (own.length > 0) found.add(transport);
      made.set(transport, [...(made.get(transport) ?? []), ...own]);
    }
  }
  for (const word of startedAs(index, evaluator)) found.add(word);
  // A server that is told a transport by its name speaks that one.
  for (const choice of choosers.flags
    .filter(({ name }) => CHOOSER.test(name))
    .flatMap(({ choices }) => choices)) {
    const transport = transportOfWord(choice);
    if (transport !== null) found.add(transport);
  }
  const variables = new Set(choosers.environment.map(({ name }) => name));
  const guards = new Map<Transport, Guard>();
  for (const transport of found) {
    const guard =
      transport === "stdio"
        ? null
        : guardOf(made.get(transport) ?? [], transport, { index, evaluator, variables });
    if (guard !== null) guards.set(transport, guard);
  }
  const words = index.texts.flatMap((node) =>
    ts.isStringLiteralLike(node) && transportOfWord(node.text) !== null ? [node.text] : [],
  );
  const said = { guards, words };
  const preferred = defaultOf(found, choosers, said, tracesStdio(index));
  return (["stdio", "http", "sse"] as const)
    .filter((transport) => found.has(transport))
    .map((transport) => ({
      transport,
      isDefault: transport === preferred,
      ...choice(transport, transport === preferred, choosers, said),
      path: transport === "stdio" ? null : pathOf(transport, index, evaluator),
      port: transport === "stdio" ? null : portOf(choosers),
    }));
}

/** Whether anything in the code is about stdio: then what was found without it may not be all. */
function tracesStdio({ texts }: CodeIndex): boolean {
  return texts.some((node) => /\bstdio\b/i.test(node.getText()));
}

function isMade(call: ts.CallExpression | ts.NewExpression, called: string): boolean {
  return ts.isNewExpression(call) || !/Transport$/.test(called);
}

/** fastmcp's `start({ transportType: "httpStream" })`, and others' `{ transport: "http" }`. */
function startedAs(index: CodeIndex, evaluator: Evaluator): Transport[] {
  return ["start", "run", "listen", "serve"].flatMap((called) =>
    (index.calls.get(called) ?? []).flatMap((call) =>
      (call.arguments ?? []).flatMap((argument) =>
        evaluator.nodesOf(argument).flatMap((node) => {
          if (!ts.isObjectLiteralExpression(node)) return [];
          const value = member(node, "transportType") ?? member(node, "transport");
          return value === undefined
            ? []
            : evaluator.textsOf(value).flatMap((text) => transportOfWord(text) ?? []);
        }),
      ),
    ),
  );
}

function defaultOf(
  found: ReadonlySet<Transport>,
  { flags, environment }: Choosers,
  { guards }: Said,
  mayBeStdio: boolean,
): Transport | null {
  const said = [...flags, ...environment]
    .filter(({ name }) => CHOOSER.test(name))
    .flatMap(({ default: fallback }) => (fallback === null ? [] : (transportOfWord(fallback) ?? [])))
    .find((transport) => found.has(transport));
  if (said !== undefined) return said;
  if (found.has("stdio")) return "stdio";
  return mayBeStdio ? null : ([...found].find((transport) => !guards.has(transport)) ?? null);
}

function choice(
  transport: Transport,
  isDefault: boolean,
  { flags, environment }: Choosers,
  { guards, words }: Said,
): Pick<TransportFact, "args" | "env"> {
  if (isDefault && transport === "stdio") return { args: [], env: {} };
  const chooser = flags.find((flag) => CHOOSER.test(flag.name) && namesTransports(flag));
  const port =
    transport === "stdio" ? undefined : flags.find(({ name, takesValue }) => PORT.test(name) && takesValue);
  const portArgs = port === undefined ? [] : [port.name, "{port}"];
  if (chooser?.takesValue) {
    const word = chooser.choices.find((one) => transportOfWord(one) === transport) ?? transport;
    return { args: [chooser.name, word, ...portArgs], env: portVariable(port, environment) };
  }
  const toggle = flags.find(({ name }) => SWITCH[transport].test(name));
  if (toggle !== undefined) {
    return {
      args: [toggle.name, ...(toggle.takesValue && transport !== "stdio" ? ["{port}"] : portArgs)],
      env: portVariable(port, environment),
    };
  }
  const guard = guards.get(transport) ?? namedGuard(transport, environment, words);
  if (guard !== null) {
    const [variable, value] = guard;
    return { args: portArgs, env: { [variable]: value, ...portVariable(port, environment) } };
  }
  if (isDefault) return { args: portArgs, env: portVariable(port, environment) };
  // Some servers speak HTTP as soon as they are given a port.
  if (transport === "http" && port !== undefined) return { args: portArgs, env: {} };
  return { args: null, env: {} };
}

function namesTransports({ name, choices, default: fallback }: FlagFact): boolean {
  return (
    /transport/i.test(name) ||
    [...choices, ...(fallback === null ? [] : [fallback])].some((word) => transportOfWord(word) !== null)
  );
}

/** A variable that by its name chooses among transports, with the word that the code has for this one. */
function namedGuard(
  transport: Transport,
  environment: readonly EnvironmentFact[],
  words: readonly string[],
): Guard | null {
  const variable = environment.find(({ name }) => VARIABLE.test(name));
  const word = words.find((one) => transportOfWord(one) === transport);
  return variable === undefined || word === undefined ? null : [variable.name, word];
}

function portVariable(
  port: FlagFact | undefined,
  environment: readonly EnvironmentFact[],
): Record<string, string> {
  if (port !== undefined) return {};
  const variable = portIn(environment);
  return variable === undefined ? {} : { [variable.name]: "{port}" };
}

/** The plainest name is the server's own port; longer ones may be of something beside it. */
function portIn<Named extends { readonly name: string }>(facts: readonly Named[]): Named | undefined {
  return facts
    .filter(({ name }) => PORT.test(name))
    .sort((one, other) => one.name.length - other.name.length)[0];
}

function portOf({ flags, environment }: Choosers): number | null {
  for (const fact of [portIn(flags), portIn(environment)]) {
    if (fact?.default != null && /^\d{2,5}$/.test(fact.default)) return Number(fact.default);
  }
  return null;
}

/** The path of the route: `app.post("/mcp", …)`, or of a text that a path is compared with; of several the plainest. */
function pathOf(transport: Transport, index: CodeIndex, evaluator: Evaluator): string | null {
  const usual = transport === "sse" ? /^\/(?:\w+\/)?sse$/ : /^\/(?:\w+\/)?mcp$/;
  const routes = ["post", "all", "get", "use", "route"].flatMap((called) =>
    (index.calls.get(called) ?? []).flatMap(({ arguments: [first] = [] as never }) =>
      first === undefined ? [] : evaluator.textsOf(first),
    ),
  );
  const texts = index.texts.map((node) => (ts.isStringLiteralLike(node) ? node.text : ""));
  for (const paths of [routes, texts]) {
    const [plainest] = paths
      .filter((path) => usual.test(path))
      .sort((one, other) => one.length - other.length);
    if (plainest !== undefined) return plainest;
  }
  return null;
}
