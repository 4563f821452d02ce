import type { HttpServer } from "../config/manifest-schema.ts";
import type { DeclaredSecret } from "./secrets.ts";
import type { DoctorSetting } from "./setting.ts";
import { hasCredential, unitCredentials } from "./unit-credentials.ts";
import { unitState } from "./unit-state.ts";

/** What is known of a secret that only the service itself can have. */
export interface ServiceSecret {
  readonly level: "ok" | "skipped";
  readonly text: string;
}

/**
 * Of an http server's systemd credentials that could not be had here: `check-secrets` runs outside of the service, to
 * which alone systemd gives them, so whether they are there is seen at the service. Null for any other secret.
 */
export async function serviceSecret(
  server: HttpServer,
  secret: DeclaredSecret,
  setting: Pick<DoctorSetting, "manager" | "env">,
): Promise<ServiceSecret | null> {
  const { unit } = server;
  if (secret.provider !== "systemdCredential" || unit === null) return null;
  const asked = await unitCredentials(unit, setting);
  if (asked.length === 0) return null;
  const state = await unitState(unit, setting);
  if (state?.active !== "active")
    return { level: "skipped", text: `systemd gives it to ${unit} alone, which does not run` };
  // The wrapper starts no server without its required secrets.
  if (!secret.optional) return { level: "ok", text: `${unit} has it` };
  const given = await Promise.all(asked.map(({ name }) => hasCredential(unit, name, setting.env)));
  return given.length > 0 && given.every((each) => each === true)
    ? { level: "ok", text: `${unit} has it` }
    : { level: "skipped", text: `systemd gives it to ${unit} alone, and it may be missing there` };
}
