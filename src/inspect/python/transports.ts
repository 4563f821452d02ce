import {
  chooseTransports,
  type TransportKind,
  type TransportSigns,
  transportOfWord,
} from "../choose-transport.ts";
import type { TransportFact } from "../facts.ts";
import { descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName } from "./call-sites.ts";
import { madeBy } from "./paths.ts";
import { DictValue, External } from "./values.ts";

/** Methods and classes that are for one transport, whatever they are called on. */
const MAKERS: Readonly<Record<string, TransportKind>> = {
  stdio_server: "stdio",
  run_stdio_async: "stdio",
  run_sse_async: "sse",
  run_streamable_http_async: "http",
  run_http_async: "http",
  streamable_http_app: "http",
  http_app: "http",
  sse_app: "sse",
  SseServerTransport: "sse",
  StreamableHTTPSessionManager: "http",
  StreamableHTTPServerTransport: "http",
};

/** The transports of a server, and how it is told which. */
export function transportsOf(
  analysis: Analysis,
  { flags, environment }: Pick<TransportSigns, "flags" | "environment">,
): TransportFact[] {
  const spoken = new Set<TransportKind>();
  const started: TransportKind[] = [];
  let port: number | null = null;
  const paths: Partial<Record<TransportKind, string>> = {};
  for (const { root } of analysis.program.modules.values()) {
    for (const node of descendants(root)) {
      if (node.type !== "CallExpression") continue;
      const name = calledName(node) ?? "";
      const kind = Object.hasOwn(MAKERS, name) ? MAKERS[name]! : null;
      if (kind !== null) spoken.add(kind);
      if (name === "run" || name === "run_async") {
        const run = runsAs(analysis, node);
        for (const one of run.kinds) spoken.add(one);
        if (run.isPlain) started.push(...run.kinds);
      }
      if (kind !== null || /^(?:run|run_async|FastMCP|MCPServer)$/.test(name)) {
        const given = portAndPath(analysis, node);
        port ??= given.port;
        if (given.path !== null) paths.http ??= given.path;
      }
    }
  }
  const words = comparedWords(analysis);
  return chooseTransports({
    spoken,
    flags,
    environment,
    commands: new Map(),
    words,
    paths: { sse: "/sse", http: "/mcp", ...paths },
    port,
    preferred: started.includes("stdio") ? "stdio" : started.length === 1 ? started[0]! : null,
  });
}

interface Run {
  readonly kinds: readonly TransportKind[];
  /** The code itself says which. */
  readonly isPlain: boolean;
}

/** `mcp.run()`, `mcp.run(transport="sse")`, `mcp.run("sse")`, `mcp.run(transport=args.transport)`. */
function runsAs(analysis: Analysis, call: SyntaxNode): Run {
  const nothing = { kinds: [], isPlain: false };
  const object = call.children[0]!.type === "MemberExpression" ? call.children[0]!.children[0] : undefined;
  if (object === undefined) return nothing;
  const { positional, keywords, spread } = argumentsOf(call);
  const value = analysis.value(object);
  const makers = madeBy(analysis, value);
  const isHighLevel = makers.some((path) => /(?:FastMCP|MCPServer)$/.test(path));
  const transport = keywords.get("transport") ?? (isHighLevel ? positional[0] : undefined);
  if (value instanceof External || (!isHighLevel && transport === undefined)) {
    // `app.run()` of something that is not known, in a program that has FastMCP.
    return nothing;
  }
  const given = transport ?? keyOf(analysis, spread[0]);
  if (transport === undefined && spread.length === 0) return { kinds: ["stdio"], isPlain: true };
  if (given === undefined) return nothing;
  const kinds: TransportKind[] = [];
  if (typeof given === "string") kinds.push(...[transportOfWord(given)].filter((kind) => kind !== null));
  else {
    for (const [word] of analysis.values(given)) {
      const kind = typeof word === "string" ? transportOfWord(word) : null;
      if (kind !== null && !kinds.includes(kind)) kinds.push(kind);
    }
  }
  return { kinds, isPlain: kinds.length === 1 };
}

/** `**{"transport": "http"}`. */
function keyOf(analysis: Analysis, spread: SyntaxNode | undefined): string | undefined {
  const value = analysis.value(spread);
  const transport = value instanceof DictValue ? value.entries.get("transport") : undefined;
  return typeof transport === "string" ? transport : undefined;
}

function portAndPath(
  analysis: Analysis,
  call: SyntaxNode,
): { readonly port: number | null; readonly path: string | null } {
  const { keywords } = argumentsOf(call);
  const port = analysis.value(keywords.get("port"));
  const path = analysis.value(keywords.get("path") ?? keywords.get("streamable_http_path"));
  return {
    port: typeof port === "number" ? port : null,
    path: typeof path === "string" && path.startsWith("/") ? path : null,
  };
}

/** Texts that the code compares with: `if transport == "sse"`, `transport in ("sse", "http")`, `case "sse":`. */
function comparedWords(analysis: Analysis): Set<string> {
  const words = new Set<string>();
  for (const { root } of analysis.program.modules.values()) {
    for (const node of descendants(root)) {
      if (node.type !== "String") continue;
      const above = /^(?:Tuple|Array|Set)Expression$/.test(node.parent!.type)
        ? node.parent!.parent!
        : node.parent!;
      const isCompared =
        above.type === "BinaryExpression" ||
        above.type === "LiteralPattern" ||
        /^Literal\[/.test(textOf(above));
      if (isCompared) words.add(textOf(node).slice(1, -1));
    }
  }
  return words;
}
