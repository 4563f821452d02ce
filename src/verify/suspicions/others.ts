import type { Offer } from "../../config/lock-offer-schema.ts";
import { canonical, type Json } from "../json.ts";
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
 * to the wrong server. Names of one common word (`search`) are shared by many servers, and only a notice.
 */
export function shadowing(self: OtherServer, others: readonly OtherServer[]): Suspicion[] {
  return Object.entries(self.offer.tools).flatMap(([name, tool]) =>
    others.flatMap((other): Suspicion[] => {
      const seen = skeleton(name);
      const twin = Object.keys(other.offer.tools).find((one) => one === name || skeleton(one) === seen);
      if (twin === undefined) return [];
      const isSame = twin === name;
      const itself =
        self.package === other.package &&
        isSame &&
        canonical(tool as Json) === canonical(other.offer.tools[twin] as Json);
      if (itself) return [];
      return [
        {
          rule: "shadowing",
          severity: isSame && !isSpecial(name) ? "notice" : "danger",
          part: "tool",
          name,
          place: "name",
          what: isSame
            ? `'${other.name}' offers a tool of this name too`
            : `it looks like '${twin}', a tool of '${other.name}'`,
          excerpt: "",
        },
      ];
    }),
  );
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
