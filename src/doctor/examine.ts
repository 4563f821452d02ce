import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { writeError } from "../config/atomic-write.ts";
import type { installedServers } from "../config/manifest.ts";
import type { Manifest, ManifestServer } from "../config/manifest-schema.ts";
import type { SourceError } from "../config/source-place.ts";
import { environmentFindings } from "./environment.ts";
import type { Finding, ServerReport } from "./finding.ts";
import { httpFindings } from "./http-server.ts";
import { packageFindings } from "./package-check.ts";
import { checkSecrets } from "./secrets.ts";
import { serviceSecret } from "./service-secrets.ts";
import type { DoctorSetting } from "./setting.ts";
import { notRunning, stdioFindings } from "./stdio-server.ts";
import { sessionEnv, userManager } from "./user-manager.ts";

interface ExamineOptions {
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
  { servers, invalid }: ReturnType<typeof installedServers>,
  options: ExamineOptions,
): Promise<Examination> {
  const env = await sessionEnv(options.env);
  const scratch = await scratchFolder();
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
    const working = await Promise.all(reports);
    return {
      environment: await environmentFindings(manifest, setting),
      servers: [...working, ...invalid.map(([name, error]) => unreadableReport(name, error))],
    };
  } finally {
    limit.clearQueue();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Servers are started in it. Throws `E_WRITE`. */
function scratchFolder(): Promise<string> {
  const path = join(tmpdir(), "mcp-nixgen-");
  return mkdtemp(path).catch((error) => {
    throw writeError(error, `${path}XXXXXX`);
  });
}

/** Of a server that the manifest has in a form nobody can read, nothing else is known. */
function unreadableReport(name: string, error: SourceError): ServerReport {
  const { message: text, hint, where } = error;
  return {
    ...notRunning,
    name,
    transport: null,
    package: null,
    findings: [
      { check: "manifest", level: "failed", text: where === undefined ? text : `${where}: ${text}`, hint },
    ],
  };
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
    inService: async (secret) =>
      server.transport === "http" ? serviceSecret(server, secret, setting) : null,
  });
  const running = await runningOf(name, server, setting);
  return { ...running, ...about, findings: [...files, ...secrets, ...running.findings] };
}

function runningOf(name: string, server: ManifestServer, setting: DoctorSetting) {
  return server.transport === "http"
    ? httpFindings(name, server, setting)
    : stdioFindings(name, server, setting);
}
