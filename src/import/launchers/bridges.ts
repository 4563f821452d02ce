import { type BridgeWords, type Call, type FoundRemote, left, type Outcome } from "../call.ts";
import { allOf, lastOf, readOptions } from "../options.ts";
import { shellCommands } from "../shell-line.ts";

/** What a package does that is no server itself; null: the arguments are those of a server after all. */
type Wrapper = (call: Call) => Outcome | null;

/** Packages (and programs, once installed) that stand between a client and a server. Sources: their READMEs. */
const wrappers: Readonly<Record<string, Wrapper>> = {
  "mcp-remote": remoteOf,
  supergateway: gateway,
  "mcp-proxy": proxy,
  "@smithery/cli": () =>
    left("Smithery runs it on its own machines", "Clients that can may have it by its address."),
  "@modelcontextprotocol/inspector": (call) =>
    following(call, readOptions(call.args, ["-e", "--config", "--server"]).rest, "the inspector"),
  tsx: () => left("it is a program on this machine"),
  "ts-node": () => left("it is a program on this machine"),
  "dotenv-cli": (call) => again(call, "dotenv"),
  "env-cmd": (call) => again(call, "env-cmd"),
  "cross-env": (call) => again(call, "cross-env"),
};

/** The wrapper of this name, of any registry. */
export function bridgeOf(name: string): Wrapper | undefined {
  return Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
}

function again(call: Call, command: string): Outcome {
  return { kind: "call", call: { ...call, command }, through: command };
}

function following(call: Call, words: readonly string[], through: string): Outcome {
  const [command, ...args] = words;
  return command === undefined
    ? left(`${through} starts nothing`)
    : { kind: "call", call: { ...call, command, args }, through };
}

/** mcp-remote's options that take the next word. */
const remoteValued = [
  "--header",
  "--transport",
  "--host",
  "--resource",
  "--ignore-tool",
  "--auth-timeout",
  "--static-oauth-client-metadata",
  "--static-oauth-client-info",
];
const remoteSwitches = ["--allow-http", "--debug", "--silent", "--enable-proxy"];

/** `mcp-remote URL [port] --header 'Name: value' --transport sse-only` */
function remoteOf(call: Call): Outcome {
  const operands: string[] = [];
  const headers: string[] = [];
  const options: BridgeWords["options"][number][] = [];
  let unknown = 0;
  for (let at = 0; at < call.args.length; at++) {
    const word = call.args[at]!;
    if (remoteValued.includes(word)) {
      const value = call.args[++at] ?? "";
      if (word === "--header") headers.push(value);
      else options.push({ name: word, value });
    } else if (remoteSwitches.includes(word)) options.push({ name: word });
    else if (word.startsWith("-")) unknown++;
    else operands.push(word);
  }
  const url = operands.find((word) => /^https?:\/\//.test(word));
  if (url === undefined) return left("mcp-remote is given no address");
  const rest = operands.filter((word) => word !== url);
  const port = rest.find((word) => /^\d{1,5}$/.test(word));
  const transport = options.findLast(({ name }) => name === "--transport")?.value ?? "";
  return {
    ...remote(call, "mcp-remote", url, headers, transport.startsWith("sse")),
    told: { port, options, unknown: unknown + rest.filter((word) => word !== port).length },
  };
}

function remote(
  call: Call,
  by: string,
  url: string,
  headers: readonly string[],
  isSse: boolean,
): FoundRemote {
  const transport = isSse || /\/sse\/?(?:[?#]|$)/.test(url) ? "sse" : "http";
  return { kind: "remote", by, url, transport, headers, env: call.env };
}

/** `supergateway --stdio "COMMAND"`, `--sse URL`, `--streamableHttp URL` */
function gateway(call: Call): Outcome {
  const valued = [
    "--stdio",
    "--sse",
    "--streamableHttp",
    "--header",
    "--oauth2Bearer",
    "--port",
    "--outputTransport",
    "--logLevel",
  ];
  const read = readOptions(call.args, valued);
  const url = lastOf(read, "--sse") ?? lastOf(read, "--streamableHttp");
  if (url !== undefined)
    return remote(call, "supergateway", url, allOf(read, "--header"), lastOf(read, "--sse") !== undefined);
  return line(call, lastOf(read, "--stdio") ?? "", "supergateway");
}

function line(call: Call, text: string, through: string): Outcome {
  const commands = shellCommands(text);
  const [only] = commands ?? [];
  if (commands?.length !== 1 || only === undefined)
    return left(`${through} starts something through a shell`);
  return following({ ...call, env: { ...call.env, ...only.env } }, only.words, through);
}

const proxyValued =
  `-p --port --host --server --sseEndpoint --streamEndpoint --apiKey --endpoint --gracefulShutdownTimeout
  --requestTimeout --connectionTimeout --sse-port --sse-host --cwd --transport --client-id
  --client-secret --token-url --named-server --named-server-config --allow-origin --tunnelSubdomain`.split(
    /\s+/,
  );

/** mcp-proxy, of npm or of PyPI: `mcp-proxy URL`, `mcp-proxy [options] [--] COMMAND args` */
function proxy(call: Call): Outcome {
  const { words, env, headers } = withoutPairs(call.args);
  const read = readOptions(words, proxyValued);
  const [first = ""] = read.rest;
  if (/^https?:\/\//.test(first))
    return remote(call, "mcp-proxy", first, headers, lastOf(read, "--transport") !== "streamablehttp");
  return following({ ...call, env: { ...call.env, ...env } }, read.rest, "mcp-proxy");
}

/** Its `-e NAME VALUE` and `-H NAME VALUE` take two words each; they stand before the command, or the URL. */
function withoutPairs(args: readonly string[]) {
  const words: string[] = [];
  const env: Record<string, string> = {};
  const headers: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [name, value] = [args[at + 1] ?? "", args[at + 2] ?? ""];
    if (/^(?:-e|--env)$/.test(args[at]!)) env[name] = value;
    else if (/^(?:-H|--headers)$/.test(args[at]!)) headers.push(`${name}: ${value}`);
    else {
      words.push(args[at]!);
      continue;
    }
    at += 2;
  }
  return { words, env, headers };
}
