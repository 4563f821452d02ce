import type { EnvironmentFact, FlagFact, TransportFact } from "./facts.ts";

export type TransportKind = TransportFact["transport"];

/** What of a server's code tells the transports it speaks, and how it is told which. */
export interface TransportSigns {
  /** Those that the code makes. */
  readonly spoken: ReadonlySet<TransportKind>;
  readonly flags: readonly FlagFact[];
  readonly environment: readonly EnvironmentFact[];
  /** Commands below the program's own that start one: `http` → `["http"]`. */
  readonly commands: ReadonlyMap<TransportKind, readonly string[]>;
  /** Words that the code compares with: of them those that name transports count. */
  readonly words: ReadonlySet<string>;
  /** Paths of endpoints that the code says. */
  readonly paths: Readonly<Partial<Record<TransportKind, string>>>;
  readonly port: number | null;
  /** What the code starts when it is told nothing; null: it is told by a flag or a variable. */
  readonly preferred: TransportKind | null;
}

/** How servers call the transports; the usual words first. */
const WORDS: readonly (readonly [string, TransportKind])[] = [
  ["stdio", "stdio"],
  ["streamable-http", "http"],
  ["streamable_http", "http"],
  ["streamablehttp", "http"],
  ["streamable", "http"],
  ["http-stream", "http"],
  ["httpstream", "http"],
  ["http", "http"],
  ["sse", "sse"],
];

const CHOOSER = /^-{1,2}(?:mcp-|server-)?(?:transport|mode|protocol|t)(?:-?(?:type|mode))?$/i;
const SWITCHES: Readonly<Record<TransportKind, RegExp>> = {
  stdio: /^--(?:use-|enable-)?stdio$/,
  http: /^--(?:use-|enable-|with-)?(?:streamable-?)?http(?:-mode|-server|-enabled)?$/,
  sse: /^--(?:use-|enable-|with-)?sse(?:-mode|-server|-enabled)?$/,
};
const OWN_PORT =
  /^(?:--(?:(?:http|sse|server|mcp|listen|transport)-)?port|(?:(?:FAST)?MCP_)?(?:SERVER_|HTTP_|SSE_|LISTEN_|TRANSPORT_)?PORT)$/i;
const OWN_HOST =
  /^(?:--(?:(?:http|server|mcp|listen|bind|transport)-)?(?:host|bind)|(?:(?:FAST)?MCP_)?(?:SERVER_|HTTP_|BIND_|LISTEN_|TRANSPORT_)?HOST)$/;
const ADDRESS = /^--(?:(?:http|sse|server|listen|bind)-)?(?:address|addr|listen)$/;

/** @returns the kind a word names; null for other words */
export function transportOfWord(word: string): TransportKind | null {
  const plain = word.toLowerCase();
  return WORDS.find(([known]) => known === plain)?.[1] ?? null;
}

/** The transports of a server, stdio first, with the arguments and variables that choose each. */
export function chooseTransports(signs: TransportSigns): TransportFact[] {
  const chooser = signs.flags
    .filter((flag) => CHOOSER.test(flag.name) && namesTransports(flag, signs))
    .sort((one, other) => other.name.length - one.name.length)[0];
  const variable = signs.environment.find(
    ({ name, default: otherwise }) =>
      /TRANSPORT|MCP_MODE|SERVER_MODE/.test(name) &&
      (otherwise === null || transportOfWord(otherwise) !== null),
  );
  const words = new Map<TransportKind, string>();
  for (const word of [
    ...(chooser?.choices ?? []),
    ...(chooser === undefined && variable === undefined ? [] : signs.words),
  ]) {
    const kind = transportOfWord(word);
    if (kind !== null && !words.has(kind)) words.set(kind, word);
  }
  const kinds = new Set<TransportKind>([...signs.spoken, ...signs.commands.keys(), ...words.keys()]);
  if (kinds.size === 0) return [];
  const said = [chooser?.default, variable?.default].map((word) =>
    word == null ? null : transportOfWord(word),
  );
  const usual = said.find((kind) => kind !== null) ?? signs.preferred;
  const isOnlyByCommand = signs.commands.size > 0 && usual === null;
  // What is about stdio without being found to speak it leaves open what is spoken unasked.
  const alone = [...signs.words].some((word) => transportOfWord(word) === "stdio") ? null : [...kinds][0]!;
  const preferred = usual ?? (isOnlyByCommand ? null : kinds.has("stdio") ? "stdio" : alone);
  return (["stdio", "http", "sse"] as const)
    .filter((kind) => kinds.has(kind))
    .map((kind) => {
      const isDefault = kind === preferred;
      const chosen = chosenBy(kind, isDefault, words.get(kind), chooser, variable, signs);
      const network = kind === "stdio" ? { args: [], env: {} } : networkOf(signs);
      return {
        transport: kind,
        isDefault,
        args: chosen === null ? null : [...chosen.args, ...network.args],
        env: chosen === null ? {} : { ...chosen.env, ...network.env },
        path: kind === "stdio" ? null : (signs.paths[kind] ?? null),
        port: kind === "stdio" ? null : (signs.port ?? portOf(signs)),
      };
    });
}

interface Chosen {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

function chosenBy(
  kind: TransportKind,
  isDefault: boolean,
  word: string | undefined,
  chooser: FlagFact | undefined,
  variable: EnvironmentFact | undefined,
  { commands, flags }: TransportSigns,
): Chosen | null {
  const command = commands.get(kind);
  if (command !== undefined) return { args: command, env: {} };
  if (isDefault) return { args: [], env: {} };
  if (chooser !== undefined) {
    const usual = word ?? (kind === "http" ? "streamable-http" : kind);
    return { args: [chooser.name, usual], env: {} };
  }
  const flag = flags.find(({ name, takesValue }) => SWITCHES[kind].test(name) && !takesValue);
  if (flag !== undefined) return { args: [flag.name], env: {} };
  // A variable takes what the code compares it with, and nothing that only might be meant.
  return variable === undefined || word === undefined ? null : { args: [], env: { [variable.name]: word } };
}

function namesTransports(
  { choices, default: otherwise, description, name }: FlagFact,
  { words }: TransportSigns,
): boolean {
  const said = [...choices, ...(otherwise === null ? [] : [otherwise])];
  if (said.some((word) => transportOfWord(word) !== null)) return true;
  return (
    /transport/i.test(name) ||
    (/\bstdio\b/i.test(description ?? "") && [...words].some((word) => transportOfWord(word) !== null))
  );
}

/** The arguments, else the variables, that say where to listen. */
function networkOf({ flags, environment }: TransportSigns): Chosen {
  const address = flags.find(({ name, takesValue }) => takesValue && ADDRESS.test(name));
  const port = flags.find(({ name, takesValue }) => takesValue && OWN_PORT.test(name));
  const host = flags.find(({ name, takesValue }) => takesValue && OWN_HOST.test(name));
  if (port === undefined && address !== undefined) return { args: [address.name, "{host}:{port}"], env: {} };
  const args = [
    ...(host === undefined ? [] : [host.name, "{host}"]),
    ...(port === undefined ? [] : [port.name, "{port}"]),
  ];
  const env: Record<string, string> = {};
  const portVariable = environment.find(({ name }) => OWN_PORT.test(name));
  const hostVariable = environment.find(({ name }) => OWN_HOST.test(name));
  if (port === undefined && portVariable !== undefined) env[portVariable.name] = "{port}";
  // A HOST by itself may be anybody's; beside a PORT it is where to listen.
  if (host === undefined && hostVariable !== undefined && portVariable !== undefined)
    env[hostVariable.name] = "{host}";
  return { args, env };
}

function portOf({ flags, environment }: TransportSigns): number | null {
  for (const { name, default: otherwise } of [...flags, ...environment]) {
    if (OWN_PORT.test(name) && otherwise !== null && /^\d{2,5}$/.test(otherwise)) return Number(otherwise);
    const inAddress = ADDRESS.test(name) ? /:(\d{2,5})$/.exec(otherwise ?? "")?.[1] : undefined;
    if (inAddress !== undefined) return Number(inAddress);
  }
  return null;
}
