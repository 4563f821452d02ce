import { stringify } from "yaml";
import type { Config } from "./schema.ts";
import type { Settings } from "./settings.ts";

/** The settings as the configuration file that says the same. */
export function printedSettings(settings: Settings): string {
  const { http, versions, prewarm } = settings;
  const config: Config = {
    channel: settings.channel,
    base_url: settings.baseUrl,
    catalog: settings.catalogFile ?? undefined,
    flake: settings.flake,
    tier1_only: settings.tier1Only,
    tools: settings.tools === null ? undefined : [...settings.tools],
    definitions: settings.definitions,
    policy: settings.policyAsked ? settings.policyFile : undefined,
    sandbox: settings.sandbox ?? undefined,
    roots: [...settings.roots],
    timeout: settings.timeout,
    concurrency: settings.concurrency,
    prewarm: prewarm === "common" ? prewarm : [...prewarm],
    versions: { url: versions.url ?? undefined, flake: versions.flake ?? undefined },
    metrics: settings.metrics,
    log_level: settings.logLevel,
    http:
      http === null
        ? undefined
        : {
            port: http.port,
            host: http.host,
            token_file: http.tokenFile ?? undefined,
            allowed_hosts: [...http.allowedHosts],
            allowed_origins: [...http.allowedOrigins],
            max_sessions: http.maxSessions,
            idle_minutes: http.idleMinutes,
          },
  };
  return stringify(config, { keepUndefined: false });
}
