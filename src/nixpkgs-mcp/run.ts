import { programVersion } from "../version.ts";
import { createChanges } from "./changes.ts";
import { checkSettings } from "./config/check-settings.ts";
import { type FlagValues, helpText } from "./config/flags.ts";
import { loadConfig } from "./config/load.ts";
import { configPath, type Settings, settingsOf } from "./config/settings.ts";
import { createCore } from "./core.ts";
import { createLog } from "./log.ts";
import { makeServices } from "./make-services.ts";
import { serve } from "./serve.ts";
import { activatedSocket } from "./transports/socket-activation.ts";

const print = (text: string) => process.stdout.write(text);

/** Does what the command line says; the exit code. Throws UserErrors of before the server ran. */
export async function run(flags: FlagValues): Promise<0> {
  if (flags.help) print(helpText());
  else if (flags.version) print(`${programVersion()}\n`);
  else await runWith(flags, await loaded(flags));
  return 0;
}

interface Loaded {
  readonly settings: Settings;
  /** Whether somebody named the folders that tools work in. */
  readonly rootsNamed: boolean;
}

async function loaded(flags: FlagValues): Promise<Loaded> {
  const file = flags.config ?? configPath(process.env);
  const config = await loadConfig(file, flags.config !== undefined);
  const settings = settingsOf(flags, config, process.env, process.cwd());
  return { settings, rootsNamed: (flags.root ?? config.roots) !== undefined };
}

async function runWith(flags: FlagValues, { settings, rootsNamed }: Loaded): Promise<void> {
  if (flags["print-config"]) {
    const { printedSettings } = await import("./config/print.ts");
    print(printedSettings(settings));
    return;
  }
  if (flags["clear-cache"]) {
    const { clearCache } = await import("./catalog/source.ts");
    const removed = await clearCache(settings.cacheDir);
    const what =
      removed.length === 0 ? `nothing to remove in ${settings.cacheDir}` : `removed ${removed.join(", ")}`;
    process.stderr.write(`nixpkgs-mcp: ${what}\n`);
    return;
  }
  await checkSettings(settings, rootsNamed);
  const log = createLog(settings.logLevel, (line) => process.stderr.write(line));
  const changes = createChanges();
  const socketFd = activatedSocket(process.env, process.pid);
  const core = createCore(settings, makeServices(settings, changes, log, process.env), changes, log);
  await serve(core, { socketFd, env: process.env });
  if (settings.metrics) process.stderr.write(`${JSON.stringify({ metrics: core.metrics.report() })}\n`);
}
