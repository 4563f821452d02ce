import { setMaxListeners } from "node:events";
import module from "node:module";
import { programVersion } from "../version.ts";
import type { CommandTable, Io } from "./command.ts";
import { codeOfSignal } from "./exit-codes.ts";

/**
 * Runs the program on the real process and exits. SIGINT or SIGTERM abort the command's signal, so that
 * it ends in order; a second one ends the process at once.
 */
export async function main(commands: CommandTable): Promise<never> {
  const argv = process.argv.slice(2);
  // Nothing else is loaded for this one: scripts and editors ask for it often.
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    process.stdout.write(`${programVersion()}\n`);
    process.exit(0);
  }
  // From Node 22.8 on: compiled code is kept between runs, in Node's own cache folder.
  (module as { enableCompileCache?: () => void }).enableCompileCache?.();
  const interrupted = abortOnSignals();
  const { runProgram } = await import("./run-program.ts");
  const code = await runProgram({
    commands,
    argv,
    io: processIo(),
    input: () => process.stdin,
    env: process.env,
    cwd: process.cwd(),
    signal: interrupted,
  });
  await flushed(process.stdout);
  await flushed(process.stderr);
  // Idle connections of npm's agents would keep the process for seconds.
  process.exit(code);
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  // Every download listens to it; Node would call more than ten of them a leak.
  setMaxListeners(0, controller.signal);
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(codeOfSignal[name]);
      controller.abort(name);
    });
  }
  return controller.signal;
}

/** A reader that went away (`| head -1`) is no error: what it no longer reads is dropped. */
function processIo(): Io {
  const write = (stream: NodeJS.WriteStream) => {
    let closed = false;
    stream.on("error", (error: NodeJS.ErrnoException) => {
      closed = true;
      if (error.code !== "EPIPE") process.exitCode = 1;
    });
    return (text: string) => {
      if (!closed) stream.write(text);
    };
  };
  return {
    stdout: write(process.stdout),
    stderr: write(process.stderr),
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    get columns() {
      return process.stdout.columns ?? process.stderr.columns ?? 80;
    },
    get rows() {
      return process.stderr.rows ?? process.stdout.rows ?? 24;
    },
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve();
    else stream.write("", () => resolve());
  });
}
