import { messageOf } from "../../errors.ts";
import { buildIndex } from "./build-index.ts";

/** The program that `startBuild` runs: indexes a catalog and tells how far it is, a JSON value a line. */
async function main([file, folder]: string[]): Promise<void> {
  const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
  let told = Date.now();
  try {
    const outcome = await buildIndex(file!, folder!, (done, total) => {
      if (Date.now() - told < 100) return;
      told = Date.now();
      say({ done, total });
    });
    say({ ...outcome, peakBytes: process.resourceUsage().maxRSS * 1024 });
  } catch (error) {
    const { name = "Error", code } = Object(error) as { name?: string; code?: unknown };
    say({ failed: { name, message: messageOf(error), ...(typeof code === "string" ? { code } : {}) } });
    process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
