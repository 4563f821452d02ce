import { resolve } from "node:path";
import type { Offer } from "../config/lock-offer-schema.ts";
import { nixpkgsOption, timeoutOption } from "./build-options.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Builds servers as 'build' does, starts each in a sandbox without network, with made-up secrets and an empty home, and asks what it offers: instructions, tools with their descriptions and schemas, prompts, resources. The first time that is recorded in servers.lock.json; what looks like an attack on a model (hidden characters, orders to the model, names of another server's tools) is not recorded without --accept. From then on any difference is shown tool by tool, nothing is written, and the exit code is 1, until --accept says that you have looked at it. The sandbox is bubblewrap or else unshare on Linux, sandbox-exec on macOS.",
  positionals: [
    {
      name: "server",
      description: "Servers to verify. Default: all.",
      required: false,
      variadic: true,
      complete: "server",
    },
  ],
  options: {
    accept: { type: "boolean", description: "Record what the servers offer now, whatever it is." },
    "dry-run": { type: "boolean", short: "n", description: "Compare only; write nothing." },
    "no-sandbox": {
      type: "boolean",
      description: "Start the servers with your rights and with network, as 'build' does.",
    },
    nixpkgs: nixpkgsOption,
    timeout: timeoutOption,
  },
  examples: [
    ["verify", "every server: record what is new, compare the rest"],
    ["verify firecrawl-mcp --accept", "what it offers now is fine"],
    ["verify --dry-run --json", "compare only, for a script"],
  ],
  async run(context, { options, positionals }) {
    const [{ verifyServers }, { verificationText, verificationJson }] = await Promise.all([
      import("./verify-servers.ts"),
      import("./verify-text.ts"),
    ]);
    const dryRun = options["dry-run"];
    const { project, sandbox, servers } = await verifyServers(context, {
      names: positionals.server,
      nixpkgs: options.nixpkgs && resolve(context.cwd, options.nixpkgs),
      timeoutMs: Math.max(1, options.timeout) * 1000,
      noSandbox: options["no-sandbox"],
    });
    const written = new Map<string, Offer>();
    for (const { name, verdict } of servers) {
      if (verdict.state === "failed" || verdict.state === "unchanged") continue;
      if (options.accept || verdict.state === "new") written.set(name, verdict.offer);
    }
    if (!dryRun && written.size > 0) {
      const [{ locksPath, writeOffers }, { withProjectLock }] = await Promise.all([
        import("../config/lock.ts"),
        import("../config/project-lock.ts"),
      ]);
      await withProjectLock(project.root, () => writeOffers(locksPath(project.root), written), {
        signal: context.signal,
        onWait: ({ pid }) => context.ui.info(`waiting for process ${pid}`),
      });
    }
    const saved = dryRun ? new Set<string>() : new Set(written.keys());
    const shown = { servers, saved, dryRun };
    return {
      json: { sandbox: sandbox.kind, dryRun, servers: verificationJson(shown) },
      text: verificationText(shown, context.ui.colors),
      ok: servers.every(
        ({ name, verdict: { state } }) =>
          state === "new" || state === "unchanged" || (state !== "failed" && saved.has(name)),
      ),
      errors: servers.flatMap(({ verdict }) => (verdict.state === "failed" ? [verdict.error] : [])),
    };
  },
});
