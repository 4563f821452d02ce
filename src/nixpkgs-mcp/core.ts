import type { Changes } from "./changes.ts";
import type { Settings } from "./config/settings.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics/metrics.ts";
import { openRegistry, type Registry } from "./registry/registry.ts";
import type { Services } from "./services.ts";
import { createToolBox, type ToolBox } from "./tools/tool-box.ts";

/** What all sessions of a server share. */
export interface Core {
  readonly settings: Settings;
  readonly services: Services;
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly tools: ToolBox;
  readonly changes: Changes;
  /** Ends everything that was begun for anybody. */
  close(): Promise<void>;
}

export function createCore(settings: Settings, services: Services, changes: Changes, log: Log): Core {
  const registry = openRegistry({
    folder: settings.stateDir,
    onProblem: (message) => log.write("warning", message),
  });
  registry.onChanged(() => changes.tell("tools"));
  return {
    settings,
    services,
    registry,
    metrics: new Metrics(),
    log,
    tools: createToolBox(settings, registry),
    changes,
    close: async () => {
      registry.close();
      await services.close();
    },
  };
}
