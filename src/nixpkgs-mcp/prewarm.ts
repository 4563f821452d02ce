import { messageOf } from "../errors.ts";
import type { Core } from "./core.ts";
import { commonTools } from "./tools/common-tools.ts";

/** Long enough for a client to have its list of tools first. */
const delay = 2_000;

/** Has packages built in the background that somebody will probably want. */
export function prewarm({ settings, services, log }: Core): void {
  const attrs =
    settings.prewarm === "common"
      ? (settings.tools ?? commonTools.map(({ attr }) => attr))
      : settings.prewarm;
  if (attrs.length === 0) return;
  setTimeout(() => {
    services.executor().then(
      (executor) => executor.prewarm(attrs),
      (error: unknown) => log.write("warning", `nothing is built in advance: ${messageOf(error)}`),
    );
  }, delay).unref();
}
