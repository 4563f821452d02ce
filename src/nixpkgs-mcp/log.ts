import { type LogLevel, logLevels } from "./config/log-levels.ts";

type Listener = (level: LogLevel, message: string) => void;

/** What is told on stderr (stdout belongs to the protocol) and to clients that ask for it. */
export interface Log {
  write(level: LogLevel, message: string): void;
  /** Every line, of whatever level; what comes back ends it. */
  listen(listener: Listener): () => void;
  /** A log of one client's: nobody but its own listeners hears its lines, and they hear those of this one too. */
  ofOne(): Log;
}

/** A log that writes lines of `least` and above with `print`. */
export function createLog(least: LogLevel, print: (line: string) => void): Log {
  return logWith((level, message) => {
    if (logLevels.indexOf(level) >= logLevels.indexOf(least)) print(`nixpkgs-mcp: ${level}: ${message}\n`);
  });
}

function logWith(print: Listener, all?: Log): Log {
  const listeners = new Set<Listener>();
  const log: Log = {
    write: (level, message) => {
      print(level, message);
      for (const listener of listeners) listener(level, message);
    },
    listen: (listener) => {
      listeners.add(listener);
      const end = all?.listen(listener);
      return () => {
        listeners.delete(listener);
        end?.();
      };
    },
    ofOne: () => logWith(print, log),
  };
  return log;
}
