import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import type { Manifest, ManifestServer } from "../config/manifest-schema.ts";
import { environmentFindings } from "./environment.ts";
import type { Finding, ServerReport } from "./finding.ts";
import { httpFindings } from "./http-server.ts";
import { packageFindings } from "./package-check.ts";
import { checkSecrets } from "./secrets.ts";
import type { DoctorSetting } from "./setting.ts";
import { notRunning, stdioFindings } from "./stdio-server.ts";
import { sessionEnv, userManager } from "./user-manager.ts";

export interface ExamineOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly start: boolean;
  /** For each secret and each answer of a server. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onStart: (server: string) => void;
  readonly onStep: (server: string, step: string) => void;
  readonly onEnd: (report: ServerReport) => void;
}

export interface Examination {
  readonly environment: readonly Finding[];
  readonly servers: readonly ServerReport[];
}

/** Looks at installed servers, several at once, and at what they find around them. Changes nothing. */
export async function examine(
  manifest: Manifest,
  servers: readonly (readonly [string, ManifestServer])[],
  options: ExamineOptions,
): Promise<Examination> {
  const env = await sessionEnv(options.env);
  const scratch = await mkdtemp(join(tmpdir(), "mcp-nixgen-"));
  const manager = await userManager(env, options.signal);
  const setting: DoctorSetting = {
    ...options,
    env,
    scratch,
    manager,
    slice: manifest.slice,
    memory: totalmem(),
  };
  const limit = pLimit(Math.max(2, availableParallelism()));
  try {
    const reports = servers.map(([name, server]) =>
      limit(async () => {
        options.signal.throwIfAborted();
        options.onStart(name);
        const report = await reportOf(name, server, setting);
        options.onEnd(report);
        return report;
      }),
    );
    return { environment: await environmentFindings(manifest, setting), servers: await Promise.all(reports) };
  } finally {
    limit.clearQueue();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function reportOf(name: string, server: ManifestServer, setting: DoctorSetting): Promise<ServerReport> {
  const about = {
    name,
    transport: server.transport,
    package: { name: server.package.name, version: server.package.version },
  };
  const files = await packageFindings(server);
  // Without its wrapper there is nothing to run.
  if (files.some(({ level }) => level === "failed")) return { ...notRunning, ...about, findings: files };
  if (server.secrets.length > 0) setting.onStep(name, "looking for its secrets");
  const secrets = await checkSecrets(server.checkSecrets, server.secrets, setting.env, {
    timeoutMs: setting.timeoutMs * Math.max(1, server.secrets.length),
    signal: setting.signal,
  });
  const running = await runningOf(name, server, setting);
  return { ...running, ...about, findings: [...files, ...secrets, ...running.findings] };
}

function runningOf(name: string, server: ManifestServer, setting: DoctorSetting) {
  return server.transport === "http"
    ? httpFindings(name, server, setting)
    : stdioFindings(name, server, setting);
}
