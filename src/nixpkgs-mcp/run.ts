import { createChanges } from "./changes.ts";
import { type FlagValues, helpText } from "./config/flags.ts";
import { loadConfig } from "./config/load.ts";
import { configPath, type Settings, settingsOf } from "./config/settings.ts";
import { createCore } from "./core.ts";
import { createLog } from "./log.ts";
import { makeServices } from "./make-services.ts";
import { serve } from "./serve.ts";
import { activatedSocket } from "./transports/socket-activation.ts";
import { serverVersion } from "./version.ts";

const print = (text: string) => process.stdout.write(text);

/** Does what the command line says; the exit code. Throws UserErrors of before the server ran. */
export async function run(flags: FlagValues): Promise<0> {
  if (flags.help) print(helpText());
  else if (flags.version) print(`${serverVersion()}\n`);
  else await runWith(flags, await settingsFrom(flags));
  return 0;
}

async function settingsFrom(flags: FlagValues): Promise<Settings> {
  const file = flags.config ?? configPath(process.env);
  const config = await loadConfig(file, flags.config !== undefined);
  return settingsOf(flags, config, process.env, process.cwd());
}

async function runWith(flags: FlagValues, settings: Settings): Promise<void> {
  if (flags["print-config"]) {
    const { printedSettings } = await import("./config/print.ts");
    print(printedSettings(settings));
    return;
  }
  if (flags["clear-cache"]) {
    const { clearCache } = await import("./catalog/source.ts");
    await clearCache(settings.cacheDir);
    return;
  }
  const log = createLog(settings.logLevel, (line) => process.stderr.write(line));
  const changes = createChanges();
  const socketFd = activatedSocket(process.env, process.pid);
  const core = createCore(settings, makeServices(settings, changes, log, process.env), changes, log);
  await serve(core, { socketFd, env: process.env });
  if (settings.metrics) process.stderr.write(`${JSON.stringify({ metrics: core.metrics.report() })}\n`);
}
