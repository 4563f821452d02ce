import { z } from "zod";
import { normalPattern } from "./pattern.ts";

export const verdicts = z.enum(["allow", "ask", "deny"]);
const pattern = z.string().min(1, "a pattern must not be empty");
const patterns = z.array(pattern);

const packagePatterns = z.array(
  pattern
    .refine((text) => normalPattern(text) !== null, {
      message: "no package can have this name; patterns look like ripgrep, curl* or python313Packages.*",
    })
    .overwrite((text) => normalPattern(text) ?? text),
);

const path = z.string().refine((text) => text === "~" || text.startsWith("/") || text.startsWith("~/"), {
  message: "a path begins with / or ~/",
});

const rules = (what: string, usual: z.infer<typeof verdicts>) =>
  z
    .strictObject({
      default: verdicts.default(usual).describe(`What holds for ${what} that no list names.`),
      allow: packagePatterns.default([]).describe("Granted."),
      ask: packagePatterns.default([]).describe("The person is asked; stronger than `allow`."),
      deny: packagePatterns.default([]).describe("Refused; stronger than `ask` and `allow`."),
    })
    .prefault({});

/** Folders and files in which programs keep keys. */
const usualSecrets = [
  "~/.ssh",
  "~/.gnupg",
  "~/.aws",
  "~/.azure",
  "~/.kube",
  "~/.docker",
  "~/.password-store",
  "~/.netrc",
  "~/.git-credentials",
  "~/.config/gcloud",
  "~/.config/gh",
  "~/.config/sops",
  "~/.local/share/keyrings",
];

/**
 * `policy.yaml`: what tools of nixpkgs may do. Patterns are globs (`*` any characters, `?` one) over attribute
 * names such as `ripgrep` or `python313Packages.*`. `deny` and `ask` patterns are also compared with the
 * package's name, so that `deny: [curl]` counts for `curlFull` and `pkgsStatic.curl` too, and capitals make no
 * difference to them.
 */
export const policySchema = z.strictObject({
  version: z.literal(1).default(1).describe("The form of this file."),
  packages: rules("packages", "allow").describe(
    "Which packages may be built and run; `packages: ask` is short for `packages: { default: ask }`.",
  ),
  network: rules("packages", "allow").describe(
    "Which packages may use the network; `network: deny` is short for `network: { default: deny }`. Anything but `allow` needs `sandbox: bubblewrap`, which is what keeps it; without a permission the tool runs and has no network.",
  ),
  unfree: verdicts.default("ask").describe("Packages with an unfree licence."),
  insecure: verdicts.default("ask").describe("Packages with known vulnerabilities."),
  broken: verdicts.default("deny").describe("Packages that nixpkgs marks as broken."),
  unsupported: verdicts.default("deny").describe("Packages that are not meant for this system."),
  build: verdicts
    .default("allow")
    .describe("Building on this machine what no binary cache has; it may take hours."),
  flakes: patterns
    .default(["github:NixOS/nixpkgs/*"])
    .describe(
      "Flake references that packages may come from, beside the configured ones (`flake`, and `versions.flake` with any commit). Parameters must be named, and only their values may be patterns: `git+file:///repo?rev=*`.",
    ),
  sandbox: z
    .enum(["none", "bubblewrap"])
    .default("none")
    .describe(
      "`bubblewrap`: the kernel enforces this policy. Everything is read-only but the client's folders and `write`, /tmp is the tool's own, `hide` cannot be seen. `none`: a tool may do what the user may.",
    ),
  write: z
    .array(path)
    .default([])
    .describe(
      "Folders that tools may write in, beside those of the client (absolute or ~/…). Needs the sandbox.",
    ),
  hide: z
    .array(path)
    .default(usualSecrets)
    .describe("Folders and files that tools cannot see (absolute or ~/…). Needs the sandbox."),
  environment: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "this is no variable's name"))
    .default([])
    .describe("Variables that tools get beside the usual ones (HOME, LANG, PATH, TERM, XDG_…)."),
});

export type Policy = z.output<typeof policySchema>;
export type Verdict = z.output<typeof verdicts>;
export type Rules = Policy["packages"];

/** What holds where there is no policy file. */
export const defaultPolicy: Policy = policySchema.parse({});
