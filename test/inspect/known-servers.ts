import type { ServerFacts } from "../../src/inspect/facts.ts";
import type { Cli } from "../support/cli.ts";
import { rates, scoreOf, type Truth, truths } from "./score.ts";

/** A server that a person has read, and what the program reads of it. */
export interface ReadServer {
  readonly truth: Truth;
  readonly facts: ServerFacts;
}

/** Has the program inspect every server that is known of these kinds of source. It downloads them. */
export async function inspectKnown(cli: Cli, kinds: readonly string[]): Promise<ReadServer[]> {
  const known = (await Promise.all(kinds.map((kind) => truths(kind)))).flat();
  const sources = known.map(({ source }) => source);
  // Certificates and proxies of this machine are in its environment; its home is not to be written to.
  const { HOME: _home, ...env } = process.env;
  const { code, stdout, stderr } = await cli.run(["inspect", ...sources, "--json", "--quiet"], { env });
  if (code !== 0) {
    const said = `${stderr}${stdout.slice(-2000)}`;
    throw new Error(`the servers could not be inspected (is the registry there?):\n${said}`);
  }
  const { servers } = JSON.parse(stdout) as { servers: ServerFacts[] };
  return known.map((truth, index) => ({ truth, facts: servers[index]! }));
}

/** How much of what servers really have was read; `off` tells, for a failing test, what was missed and what is wrong. */
export function scored(
  servers: readonly ReadServer[],
  kind: "environment" | "tools",
): ReturnType<typeof rates> & { readonly servers: number; readonly off: string } {
  const scores = servers.map(({ truth, facts }) => ({
    source: truth.source,
    ...scoreOf(
      facts[kind].map(({ name }) => name),
      truth[kind],
    ),
  }));
  const off = scores.filter(({ missed, wrong }) => missed.length + wrong.length > 0);
  return { ...rates(scores), servers: scores.length, off: JSON.stringify(off) };
}
