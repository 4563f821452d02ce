import { type LogLevel, logLevels } from "./config/log-levels.ts";

/** What is told on stderr (stdout belongs to the protocol) and to clients that ask for it. */
export interface Log {
  write(level: LogLevel, message: string): void;
  /** Every line, of whatever level; what comes back ends it. */
  listen(listener: (level: LogLevel, message: string) => void): () => void;
}

/** A log that writes lines of `least` and above with `print`. */
export function createLog(least: LogLevel, print: (line: string) => void): Log {
  const listeners = new Set<(level: LogLevel, message: string) => void>();
  return {
    write: (level, message) => {
      if (logLevels.indexOf(level) >= logLevels.indexOf(least)) print(`nixpkgs-mcp: ${level}: ${message}\n`);
      for (const listener of listeners) listener(level, message);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
