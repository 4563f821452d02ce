import { resolve } from "node:path";
import { isWrong, type ServerReport } from "../doctor/finding.ts";
import { defineCommand } from "./command.ts";
import { manifestOption } from "./manifest-option.ts";

export const command = defineCommand({
  description:
    "Looks at the servers that Home-Manager installed: is the package there, does the wrapper run, can every secret be had (by name; a value is never shown), does the server answer initialize and tools/list and how fast, do its scope, slice and limits hold. Stdio servers are started as a client would start them and ended again; http servers are asked where they listen. Exit code 1 when something is wrong.",
  positionals: [
    {
      name: "name",
      description: "Servers to look at. Default: all.",
      required: false,
      variadic: true,
      complete: "installed",
    },
  ],
  options: {
    ...manifestOption,
    "no-start": { type: "boolean", description: "Start nothing, not even by a socket." },
    timeout: {
      type: "integer",
      value: "SECONDS",
      default: 30,
      description: "How long a secret or an answer may take.",
    },
  },
  examples: [
    ["doctor", "every installed server"],
    ["doctor firecrawl", "one"],
    ["doctor --no-start --json", "without starting any, for a script"],
  ],
  async run(context, { options, positionals }) {
    const [{ installedServers, manifestPath, readPartialManifest }, { examine }, { doctorText }] =
      await Promise.all([
        import("../config/manifest.ts"),
        import("../doctor/examine.ts"),
        import("./doctor-text.ts"),
      ]);
    const path = resolve(context.cwd, options.manifest ?? manifestPath(context.env));
    const partial = await readPartialManifest(path, context.cwd);
    const chosen = installedServers(partial, positionals.name);
    const tasks = context.ui.tasks();
    const running = new Map<string, ReturnType<typeof tasks.start>>();
    try {
      const examination = await examine(partial.manifest, chosen, {
        env: context.env,
        start: !options["no-start"],
        timeoutMs: Math.max(1, options.timeout) * 1000,
        signal: context.signal,
        onStart: (name) => running.set(name, tasks.start(name, "looking at its files")),
        onStep: (name, step) => running.get(name)?.update(step),
        onEnd: (report) => endTask(running.get(report.name), report),
      });
      tasks.stop();
      const wrong = [...examination.servers, { findings: examination.environment }].some(isWrong);
      return {
        json: {
          manifest: path,
          environment: examination.environment,
          servers: examination.servers.map((report) => ({ ...report, ok: !isWrong(report) })),
        },
        text: doctorText(examination, context.ui.colors, context.io),
        ok: !wrong,
      };
    } finally {
      tasks.stop();
    }
  },
});

function endTask(
  task: { done(text?: string): void; fail(text: string): void } | undefined,
  report: ServerReport,
) {
  if (isWrong(report)) task?.fail("something is wrong");
  else task?.done();
}
