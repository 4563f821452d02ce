import { UserError } from "../../errors.ts";
import type { BuildLog } from "../../nix/build-log.ts";

interface Known {
  readonly when: RegExp;
  readonly code: string;
  readonly message: (attr: string, said: string) => string;
  readonly hint: string;
}

/**
 * What Nix and nixpkgs say, and what it means here. First match counts. Sources: messages of NixOS/nix
 * (`src/libcmd`, `src/libstore`, `src/libfetchers`) and of nixpkgs' `pkgs/stdenv/generic/check-meta.nix`.
 */
const known: readonly Known[] = [
  {
    when: /does not provide attribute|attribute '[^']+' missing/,
    code: "E_ATTR_UNKNOWN",
    message: (attr) => `there is no package '${attr}' in this nixpkgs`,
    hint: "Look for its name with nixpkgs_search.",
  },
  {
    when: /has an unfree license|unfree/i,
    code: "E_UNFREE",
    message: (attr) => `${attr} has an unfree licence`,
    hint: "Allow it with unfree: allow in policy.yaml.",
  },
  {
    when: /is marked as broken/,
    code: "E_BROKEN",
    message: (attr) => `nixpkgs marks ${attr} as broken`,
    hint: "Another version may work: see nixpkgs_versions. broken: allow in policy.yaml tries all the same.",
  },
  {
    when: /is marked as insecure|known vulnerabilities/i,
    code: "E_INSECURE",
    message: (attr) => `${attr} has known vulnerabilities`,
    hint: "Look for a newer version, or allow it with insecure: allow in policy.yaml.",
  },
  {
    when: /is not available on the requested hostPlatform|is not supported on|required to build .* but I am|Required system:/i,
    code: "E_UNSUPPORTED",
    message: (attr) => `${attr} is not available for this system`,
    hint: "nixpkgs_info lists the platforms it is for.",
  },
  {
    when: /unable to start any build|no substituter that can build|--max-jobs/,
    code: "E_NOT_CACHED",
    message: (attr) => `no binary cache has ${attr}, and the policy does not let it be built here`,
    hint: "Allow it with build: allow in policy.yaml; it may take long.",
  },
  {
    when: /No space left on device|database or disk is full|Disk quota exceeded/i,
    code: "E_DISK_FULL",
    message: (_, said) => `the disk is full: ${said}`,
    hint: "Free some space; nix-collect-garbage removes what nobody uses.",
  },
  {
    when: /Read-only file system|(?:creating|cannot create) [^\n]*Permission denied/i,
    code: "E_CACHE",
    message: (_, said) => `Nix cannot write where it has to: ${said}`,
    hint: "Set XDG_CACHE_HOME (or HOME) to a folder that may be written; the Nix store is shared through nix-daemon.",
  },
  {
    when: /cannot find flake '[^']*' in the flake registries|is not a valid URL|does not contain a '\/?flake\.nix'|is not a valid flake/,
    code: "E_FLAKE",
    message: (_, said) => `the flake cannot be used: ${said}`,
    hint: "Set --flake to one such as github:NixOS/nixpkgs/nixos-unstable.",
  },
  {
    when: /NAR hash mismatch in input/,
    code: "E_FLAKE_CHANGED",
    message: () => "the flake changed while it was used",
    hint: "Run it again.",
  },
  {
    when: /could not resolve host|couldn't (?:connect|resolve)|could not connect to server|timeout was reached|network is unreachable|unable to download|Failed to open archive|SSL (?:peer|connect)/i,
    code: "E_OFFLINE",
    message: (_, said) => `the network is needed and cannot be reached: ${said}`,
    hint: "What was built before runs without it. Check the network and the proxy settings.",
  },
  {
    when: /cannot connect to (?:socket|daemon)|Nix daemon disconnected|daemon-socket/i,
    code: "E_NIX_DAEMON",
    message: (_, said) => `the Nix daemon does not answer: ${said}`,
    hint: "Is nix-daemon running?",
  },
];

/**
 * The error for a run of `nix` that failed for the package `attr`: one of the known causes, the builders that
 * failed with the end of their logs (`E_BUILD`), else Nix's own words (`E_NIX`).
 */
export function nixFailure(attr: string, log: BuildLog, otherOutput: string): UserError {
  const text = log.errors.join("\n") || otherOutput;
  const said = lastError(text);
  const failed = log.failures[0];
  if (failed !== undefined && !/No space left on device/i.test(failed.log.join("\n"))) {
    const parts = log.failures.map(({ name, reason, log: tail }) =>
      [`the build of ${name} ${reason}`, ...tail.map((line) => `  ${line}`)].join("\n"),
    );
    return new UserError(parts.join("\n"), {
      code: "E_BUILD",
      where: failed.drv,
      hint: `All of its log: nix-store --read-log ${failed.drv}`,
    });
  }
  const meaning = known.find(({ when }) => when.test(text));
  if (meaning === undefined) return new UserError(`Nix failed: ${said}`, { code: "E_NIX", where: attr });
  const suggestion = /Did you mean [^\n]+/.exec(text)?.[0];
  return new UserError(meaning.message(attr, said), {
    code: meaning.code,
    where: attr,
    hint: suggestion === undefined ? meaning.hint : `${suggestion} ${meaning.hint}`,
  });
}

/** Nix tells the way to an error before the error itself. */
function lastError(text: string): string {
  const at = text.lastIndexOf("error:");
  const last = (at === -1 ? text : text.slice(at + "error:".length)).trim();
  const lines = last
    .split("\n")
    .slice(0, 6)
    .map((line) => line.trim());
  return lines.join("\n").slice(0, 1000) || "it gave no reason";
}
