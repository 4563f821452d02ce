import {
  chooseTransports,
  type TransportKind,
  type TransportSigns,
  transportOfWord,
} from "../choose-transport.ts";
import type { TransportFact } from "../facts.ts";
import { type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName, calleeOf } from "./calls.ts";
import { literal } from "./literals.ts";
import { literalFields, literalType } from "./options.ts";
import { External } from "./values.ts";

/** What makes a transport, by its last name; of packages whose path has `mcp` in it. */
const MAKERS: Readonly<Record<string, TransportKind>> = {
  ServeStdio: "stdio",
  NewStdioServer: "stdio",
  NewStdioServerTransport: "stdio",
  NewStdioTransport: "stdio",
  StdioTransport: "stdio",
  IOTransport: "stdio",
  NewStreamableHTTPServer: "http",
  NewStreamableHTTPHandler: "http",
  StreamableHTTPHandler: "http",
  StreamableServerTransport: "http",
  NewHTTPTransport: "http",
  NewGinTransport: "http",
  NewSSEServer: "sse",
  NewSSEHandler: "sse",
  SSEServerTransport: "sse",
};

/** The transports of a server, and how it is told which. */
export function transportsOf(
  analysis: Analysis,
  { flags, environment }: Pick<TransportSigns, "flags" | "environment">,
): TransportFact[] {
  const spoken = new Set<TransportKind>();
  const commands = new Map<TransportKind, readonly string[]>();
  const words = new Set<string>();
  const paths: Partial<Record<TransportKind, string>> = {};
  for (const node of analysis.nodes()) {
    if (node.type === "CallExpr") {
      const kind = madeBy(analysis, node);
      if (kind !== null) spoken.add(kind);
      if (calledName(node) === "WithEndpointPath") paths.http = literal(argumentsOf(node)[0]) ?? "/mcp";
    } else if (node.type === "TypedLiteral") {
      const type = literalType(analysis, node);
      const name = type?.split(".").at(-1) ?? "";
      if (type?.includes("mcp") && Object.hasOwn(MAKERS, name)) spoken.add(MAKERS[name]!);
      if (type?.endsWith("cobra.Command") || /urfave\/cli\.Command$/.test(type ?? ""))
        addCommand(node, commands);
    } else if (node.type === "String" && isCompared(node)) words.add(literal(node) ?? "");
  }
  for (const kind of commands.keys()) if (!spoken.has(kind)) commands.delete(kind);
  return chooseTransports({
    spoken,
    flags,
    environment,
    commands,
    words,
    paths: { sse: "/sse", http: "/mcp", ...paths },
    port: null,
    preferred: null,
  });
}

function madeBy(analysis: Analysis, call: SyntaxNode): TransportKind | null {
  const name = calledName(call) ?? "";
  if (!Object.hasOwn(MAKERS, name)) return null;
  const value = analysis.value(calleeOf(call));
  return value instanceof External && value.path.includes("mcp") ? MAKERS[name]! : null;
}

/** `&cobra.Command{Use: "http"}`. */
function addCommand(node: SyntaxNode, commands: Map<TransportKind, readonly string[]>): void {
  const fields = literalFields(node);
  const use = literal(fields.get("Use") ?? fields.get("Name"));
  const word = use?.split(" ")[0] ?? "";
  const kind = transportOfWord(word);
  if (kind !== null && !commands.has(kind)) commands.set(kind, [word]);
}

/** `case "sse":`, `transport == "sse"`. */
function isCompared(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === "Case") return true;
  return parent?.type === "BinaryExp" && /^[!=]=$/.test(textOf(parent.children[1]!));
}
