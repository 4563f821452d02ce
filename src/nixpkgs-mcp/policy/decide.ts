import type { Marks } from "../marks.ts";
import { flakeMatches } from "./flake-pattern.ts";
import { matchOf } from "./glob.ts";
import type { Policy, Rules, Verdict } from "./schema.ts";

/** What is to be decided about: a package as far as it is known. */
export interface Subject {
  readonly attr: string;
  /** The package's own name, where it is known already. */
  readonly pname?: string | null | undefined;
  /** Its derivation's name without the version: of older packages the only one. */
  readonly drvName?: string | null | undefined;
  /** The flake it comes from, where that is none of the configured ones. */
  readonly flake?: string | undefined;
  readonly marks?: Marks;
}

type Ground = "packages" | "flakes" | "unfree" | "insecure" | "broken" | "unsupported" | "build";

/** One thing that stands in the way. */
export interface Objection {
  readonly verdict: "ask" | "deny";
  readonly ground: Ground;
  /** What it is about, as part of a sentence: `it has an unfree licence`. */
  readonly reason: string;
  /** What to do to the policy to change this, as part of a sentence. */
  readonly remedy: string;
}

const markReasons = {
  unfree: "it has an unfree licence",
  insecure: "it has known vulnerabilities",
  broken: "nixpkgs marks it as broken",
  unsupported: "it is not meant for this system",
} as const;

/** Everything the policy has against running this package; denials first. Empty: it may run. */
export function decide(policy: Policy, subject: Subject): readonly Objection[] {
  const objections: Objection[] = [];
  const { flake } = subject;
  if (flake !== undefined && !policy.flakes.some((pattern) => flakeMatches(pattern, flake))) {
    objections.push({
      verdict: "deny",
      ground: "flakes",
      reason: `it comes from ${flake}, which the policy does not list`,
      remedy: `add flakes: ["${flake}"]`,
    });
  }
  const { verdict, pattern } = ruleFor(policy.packages, subject);
  if (verdict !== "allow") {
    objections.push({
      verdict,
      ground: "packages",
      reason: pattern === undefined ? "the policy names no such package" : `the policy names ${pattern}`,
      remedy:
        pattern === undefined
          ? `add "${subject.attr}" to packages.allow`
          : `take "${pattern}" out of packages.${verdict}`,
    });
  }
  for (const mark of ["unfree", "insecure", "broken", "unsupported"] as const) {
    const markVerdict = policy[mark];
    if (subject.marks?.[mark] !== true || markVerdict === "allow") continue;
    objections.push({
      verdict: markVerdict,
      ground: mark,
      reason: markReasons[mark],
      remedy: `set ${mark}: allow`,
    });
  }
  return objections.sort((a, b) => Number(b.verdict === "deny") - Number(a.verdict === "deny"));
}

/** What the policy has against building on this machine; null: nothing. */
export function decideBuild(policy: Policy): Objection | null {
  if (policy.build === "allow") return null;
  return {
    verdict: policy.build,
    ground: "build",
    reason: "no binary cache has it, and it would have to be built here",
    remedy: "set build: allow",
  };
}

/** May this package use the network? */
export function decideNetwork(policy: Policy, subject: Subject): Verdict {
  return ruleFor(policy.network, subject).verdict;
}

/** Denials and questions count for the package's name too: one package has many attributes. */
function ruleFor(rules: Rules, { attr, pname, drvName }: Subject): { verdict: Verdict; pattern?: string } {
  const names = [attr, pname, drvName].filter((name) => typeof name === "string");
  for (const verdict of ["deny", "ask"] as const) {
    const pattern = matchOf(rules[verdict], names, { ignoreCase: true });
    if (pattern !== undefined) return { verdict, pattern };
  }
  const pattern = matchOf(rules.allow, [attr]);
  return pattern === undefined ? { verdict: rules.default } : { verdict: "allow", pattern };
}
