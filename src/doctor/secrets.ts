import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { killGroup, killGroupOnExit } from "../mcp/process-group.ts";
import { lastLines, oneLine } from "../mcp/server-words.ts";
import type { Finding } from "./finding.ts";
import type { ServiceSecret } from "./service-secrets.ts";
import { shownWords } from "./shown-words.ts";

/** One secret as `check-secrets` tells of it. */
interface SecretState {
  readonly name: string;
  readonly provider: string;
  /** null: it can be had. */
  readonly failure: string | null;
}

/** The lines of `check-secrets`: name, provider, `ok` or `failed`, a reason; tabs between. Others are passed over. */
export function parseSecretStates(text: string): SecretState[] {
  return text.split("\n").flatMap((line) => {
    const [name, provider, state, ...reason] = line.split("\t");
    if (name === undefined || provider === undefined || (state !== "ok" && state !== "failed")) return [];
    const words = shown(reason.join(" "));
    return [{ name, provider, failure: state === "ok" ? null : words === "" ? "it cannot be had" : words }];
  });
}

/** A provider's own words, which should hold no value; what has the form of one is hidden all the same. */
function shown(text: string): string {
  return shownWords(oneLine(text));
}

export interface DeclaredSecret {
  readonly name: string;
  readonly provider: string;
  readonly optional: boolean;
}

/**
 * Whether every declared secret can be had: runs the wrapper's `check-secrets`, which starts nothing and
 * prints no value. It has no terminal: several are run at once, so none may ask.
 */
export async function checkSecrets(
  program: string,
  declared: readonly DeclaredSecret[],
  env: Record<string, string>,
  {
    timeoutMs,
    signal,
    inService,
  }: {
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
    /** What is known of a secret that could not be had out here, and that the service may have. */
    readonly inService: (secret: DeclaredSecret) => Promise<ServiceSecret | null>;
  },
): Promise<Finding[]> {
  if (declared.length === 0) return [];
  const result = await runGroup(program, env, timeoutMs, signal);
  signal.throwIfAborted();
  const states = new Map(parseSecretStates(result.stdout).map((state) => [state.name, state]));
  const silence = result.timedOut
    ? `no answer within ${timeoutMs / 1000} s`
    : shown(lastLines(result.stderr)) || `check-secrets said nothing of it (${how(result)})`;
  return Promise.all(
    declared.map(async (secret) => {
      const finding = findingOf(secret, states.get(secret.name), silence);
      const known = finding.level === "ok" ? null : await inService(secret);
      return known === null
        ? finding
        : { check: "secrets", level: known.level, text: `${labelOf(secret)}: ${known.text}` };
    }),
  );
}

function how({
  exitCode,
  shortMessage,
}: {
  exitCode?: number | undefined;
  shortMessage?: string | undefined;
}): string {
  return exitCode === undefined ? oneLine(shortMessage ?? "it did not start") : `exit code ${exitCode}`;
}

interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode?: number | undefined;
  readonly shortMessage?: string | undefined;
  readonly timedOut: boolean;
}

/** A provider's program that hangs may outlive what started it and hold its pipes: the group is ended as a whole. */
async function runGroup(
  program: string,
  env: Record<string, string>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Run> {
  const child = execa(program, [], {
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    detached: true,
    maxBuffer: 1024 * 1024,
  });
  const forget = killGroupOnExit(child.pid);
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk: Buffer) => {
      texts[name] += chunk.toString("utf8");
    });
  }
  const late = new AbortController();
  const pauses = pause(timeoutMs, "late" as const, { signal: AbortSignal.any([late.signal, signal]) }).catch(
    () => "aborted" as const,
  );
  const first = await Promise.race([child, pauses]);
  late.abort();
  killGroup(child.pid, "SIGKILL");
  forget();
  if (typeof first === "string") return { ...texts, timedOut: first === "late" };
  return { ...texts, exitCode: first.exitCode, shortMessage: first.shortMessage, timedOut: false };
}

function labelOf({ name, provider }: DeclaredSecret): string {
  return `${name} (${provider})`;
}

function findingOf(secret: DeclaredSecret, state: SecretState | undefined, silence: string): Finding {
  const label = labelOf(secret);
  if (state !== undefined && state.failure === null) return { check: "secrets", level: "ok", text: label };
  const [reason, remedy] = (state?.failure ?? silence).split(/; to provide it: /);
  return {
    check: "secrets",
    level: secret.optional ? "warning" : "failed",
    text: `${label}: ${reason}`,
    hint: remedy ?? remedies[secret.provider] ?? "Make its provider have it, or name another one.",
  };
}

/** What is wrong most often, by provider. */
const remedies: Readonly<Record<string, string>> = {
  file: "Write the file, readable by you alone (mode 0600).",
  envFile: "Write a line KEY=value into the file.",
  sops: "Is the sops-nix service running (systemctl --user status sops-nix), and the key in its file?",
  agenix: "Is the agenix service running (systemctl --user status agenix)?",
  keepassxc:
    "Is the database there, and can it be unlocked? Without a terminal it needs passwordCommand or a key file.",
  secretService: "Is the keyring unlocked, and does secret-tool lookup with these attributes find it?",
  pass: "Does 'pass show' of this entry work, with the gpg key unlocked?",
  command: "Run the command by hand: what does it say?",
  onePassword: "Sign in: op signin.",
  bitwarden: "Unlock the vault and export BW_SESSION: bw unlock.",
  systemdCredential: "Encrypt it for this user: systemd-creds encrypt --user.",
};
