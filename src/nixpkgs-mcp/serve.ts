import { messageOf } from "../errors.ts";
import type { Core } from "./core.ts";
import { prewarm } from "./prewarm.ts";
import { createSession } from "./session/session.ts";
import { readerGone } from "./transports/reader-gone.ts";
import { StdioTransport } from "./transports/stdio.ts";

interface ServeOptions {
  /** A listening socket of systemd's. */
  readonly socketFd: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Whatever is not ended by then goes with the process. */
const closingPatience = 5_000;

/** Serves until the client is gone or a signal ends it, and then ends everything. Throws where it cannot begin. */
export async function serve(core: Core, options: ServeOptions): Promise<void> {
  const told = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = () => told.abort();
  for (const signal of signals) process.on(signal, stop);
  // A log that nobody reads must not end the server.
  process.stderr.on("error", () => {});
  const unexpected = (error: unknown) => core.log.write("error", `unexpected: ${messageOf(error)}`);
  process.on("unhandledRejection", unexpected);
  try {
    await (core.settings.http === null
      ? serveStdio(core, told.signal)
      : serveHttp(core, options, told.signal));
  } finally {
    await withPatience(core.close());
    for (const signal of signals) process.off(signal, stop);
    process.off("unhandledRejection", unexpected);
  }
}

async function serveStdio(core: Core, signal: AbortSignal): Promise<void> {
  const parent = process.ppid;
  const transport = new StdioTransport(process.stdin, process.stdout, {
    isReaderGone: () => readerGone(process.stdout.fd, parent),
  });
  const server = createSession(core);
  server.onerror = (error) => core.log.write("info", messageOf(error));
  const closed = new Promise<void>((resolve) => {
    const before = server.onclose;
    server.onclose = () => {
      before?.();
      resolve();
    };
  });
  signal.addEventListener("abort", () => void transport.close());
  await server.connect(transport);
  prewarm(core);
  await closed;
}

async function serveHttp(core: Core, options: ServeOptions, signal: AbortSignal): Promise<void> {
  const { serveHttp } = await import("./transports/http.ts");
  const { readToken } = await import("./transports/token.ts");
  const { http } = core.settings;
  // What one connection does wrong is told on stderr, and to no other client.
  const log = core.log.ofOne();
  if (http === null) return;
  const listener = await serveHttp({
    ...http,
    token: await readToken(http.tokenFile, options.env),
    socketFd: options.socketFd,
    createServer: () => createSession(core),
    onError: (error) => log.write("info", messageOf(error)),
  });
  process.stderr.write(`nixpkgs-mcp: listening on ${listener.url}\n`);
  prewarm(core);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  await listener.close();
}

async function withPatience(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closingPatience);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
