import type { Offer, OfferedTool } from "../../config/lock-offer-schema.ts";
import { isObject, member } from "../json.ts";
import { shared, sharedWords } from "../likeness.ts";
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
 * to the wrong server. Many honest servers share names like `create_branch`: a danger is one that imitates the other,
 * takes the same parameters or claims to be the better one, and one whose name only looks the same.
 */
export function shadowing(self: OtherServer, others: readonly OtherServer[]): Suspicion[] {
  const rivals = others
    .filter((other) => other.package !== self.package)
    .map(({ name, offer }) => ({
      name,
      tools: offer.tools,
      seen: new Map(Object.keys(offer.tools).map((tool) => [skeleton(tool), tool])),
    }));
  return Object.entries(self.offer.tools).flatMap(([name, tool]) => {
    const looks = skeleton(name);
    return rivals.flatMap((other): Suspicion[] => {
      const twin = Object.hasOwn(other.tools, name) ? name : other.seen.get(looks);
      if (twin === undefined) return [];
      const isDanger = sameWords(twin, name)
        ? isSpecial(name) && imitates(tool, other.tools[twin] as OfferedTool)
        : true;
      const what =
        twin === name
          ? `'${other.name}' offers a tool of this name too`
          : `it looks like '${twin}', a tool of '${other.name}'`;
      const severity = isDanger ? "danger" : "notice";
      return [{ rule: "shadowing", severity, part: "tool", name, place: "name", what, excerpt: "" }];
    });
  });
}

/** More than half of the parameters, or of the description's words, are the other's. */
function imitates(tool: OfferedTool, other: OfferedTool): boolean {
  if (prefersItself.test(tool.description ?? "")) return true;
  const [own, theirs] = [tool, other].map(({ inputSchema }) => {
    const properties = member(inputSchema, "properties");
    return new Set(isObject(properties) ? Object.keys(properties) : []);
  });
  return shared(own!, theirs!) > 0.6 || sharedWords(tool.description ?? "", other.description ?? "") > 0.6;
}

const prefersItself =
  /\b(?:instead of|rather than|replaces?|supersedes?|prefer (?:this|it)|always use|only use this|deprecated|(?:better|safer|newer|faster|improved) (?:version|than))\b/i;

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
  const servers = new Map<string, string[]>();
  for (const { tool, server } of names) servers.set(tool, [...(servers.get(tool) ?? []), server]);
  const found: Suspicion[] = [];
  for (const { part, name, place, kind, text } of textsOf(self.offer)) {
    if (kind !== "prose") continue;
    const words = new Map([...text.matchAll(/[A-Za-z0-9][\w.-]*\w/g)].map((word) => [word[0], word.index]));
    for (const [tool, index] of words) {
      const known = servers.get(tool);
      if (known === undefined) continue;
      const around = text.slice(Math.max(0, index - 160), index + tool.length + 160);
      const severity = commands.test(around) ? "danger" : "notice";
      const excerpt = excerptOf(text, index, index + tool.length, 60);
      for (const server of known) {
        const what = `it speaks of '${tool}', a tool of '${server}'`;
        found.push({ rule: "mentions", severity, part, name, place, what, excerpt });
      }
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
