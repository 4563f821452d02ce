import type { Offer } from "../../config/lock-offer-schema.ts";
import { textsOf } from "../offer-texts.ts";
import { skeleton } from "./confusables.ts";
import { excerptOf } from "./finding.ts";
import type { Suspicion } from "./suspicions.ts";

/** A server beside the one that is looked at. */
export interface OtherServer {
  readonly name: string;
  /** The package it is: a server that is set up twice is no rival of itself. */
  readonly package: string;
  readonly offer: Offer;
}

/**
 * Tools with the names of another server's tools: a client or a model that takes one for the other gives its arguments
 * to the wrong server. Names of one common word (`search`) and other ways to write two words are only a notice.
 */
export function shadowing(self: OtherServer, others: readonly OtherServer[]): Suspicion[] {
  const rivals = others
    .filter((other) => other.package !== self.package)
    .map(({ name, offer }) => ({ name, tools: Object.keys(offer.tools) }));
  return Object.keys(self.offer.tools).flatMap((name) =>
    rivals.flatMap((other): Suspicion[] => {
      const twin = other.tools.includes(name)
        ? name
        : other.tools.find((one) => skeleton(one) === skeleton(name));
      if (twin === undefined) return [];
      const isHarmless = twin === name ? !isSpecial(name) : sameWords(twin, name);
      const what =
        twin === name
          ? `'${other.name}' offers a tool of this name too`
          : `it looks like '${twin}', a tool of '${other.name}'`;
      const severity = isHarmless ? "notice" : "danger";
      return [{ rule: "shadowing", severity, part: "tool", name, place: "name", what, excerpt: "" }];
    }),
  );
}

/** `createFolder` is `create_folder`. */
function sameWords(a: string, b: string): boolean {
  const plain = (name: string) => name.replace(/[\s._-]/g, "").toLowerCase();
  return plain(a) === plain(b);
}

/** What another server's tools are made to do is not this server's to say. */
export function mentions(self: OtherServer, others: readonly OtherServer[]): Suspicion[] {
  const own = new Set(Object.keys(self.offer.tools));
  const names = others
    .filter((other) => other.package !== self.package)
    .flatMap((other) => Object.keys(other.offer.tools).map((tool) => ({ tool, server: other.name })))
    .filter(({ tool }) => !own.has(tool) && isSpecial(tool));
  if (names.length === 0) return [];
  const found: Suspicion[] = [];
  for (const { part, name, place, kind, text } of textsOf(self.offer)) {
    if (kind !== "prose") continue;
    const words = new Map([...text.matchAll(/[A-Za-z0-9][\w.-]*\w/g)].map((word) => [word[0], word.index]));
    for (const { tool, server } of names) {
      const index = words.get(tool);
      if (index === undefined) continue;
      const around = text.slice(Math.max(0, index - 160), index + tool.length + 160);
      found.push({
        rule: "mentions",
        severity: commands.test(around) ? "danger" : "notice",
        part,
        name,
        place,
        what: `it speaks of '${tool}', a tool of '${server}'`,
        excerpt: excerptOf(text, index, index + tool.length, 60),
      });
    }
  }
  return found;
}

const commands =
  /\b(?:must|always|never|instead(?: of)?|before|whenever|do not|don['’]?t|should|ignore|replaces?|rather than|when (?:using|calling))\b/i;

/** A name that two authors do not hit upon by chance: of two words at least, and long enough. */
function isSpecial(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .split(/[\s._-]+/)
    .filter((word) => word !== "");
  return words.length >= 2 && name.length >= 8;
}
