// First: the order of these is that of their work.
import "./small-heap.ts";
import { parseFlags } from "./config/flags.ts";
import { reportFailure } from "./failure-report.ts";
import { run } from "./run.ts";

/**
 * `nixpkgs-mcp`: stdout is the protocol's, so that everything for a person goes to stderr, but for what was asked
 * for by --help and its like. Exit codes: 0 ended as it should, 1 failed, 2 a wrong command line.
 */
try {
  // A stdin that is still open would keep the process.
  process.exit(await run(parseFlags(process.argv.slice(2))));
} catch (error) {
  process.exit(reportFailure(error, (text) => process.stderr.write(text)));
}
