import { messageOf } from "../errors.ts";
import type { Core } from "./core.ts";
import { commonTools } from "./tools/common-tools.ts";

/** Milliseconds: long enough for a client to have its list of tools first. */
const catalogAfter = 500;
const packagesAfter = 2_000;

/** Does in the background what somebody will want soon: opens the catalog, builds the packages that were asked for. */
export function prewarm({ settings, services, log }: Core): void {
  setTimeout(() => {
    // Whoever searches is told what is wrong.
    services.catalogSource().catch(() => {});
  }, catalogAfter).unref();
  const attrs =
    settings.prewarm === "common"
      ? (settings.tools ?? commonTools.map(({ attr }) => attr))
      : settings.prewarm;
  if (attrs.length === 0) return;
  setTimeout(() => {
    services.executor().then(
      (executor) =>
        executor.prewarm(attrs, (attr, error) =>
          log.write("info", `${attr} is not built in advance: ${messageOf(error)}`),
        ),
      (error: unknown) => log.write("warning", `nothing is built in advance: ${messageOf(error)}`),
    );
  }, packagesAfter).unref();
}
