import type { UpdatePolicy, UpdateRule } from "../config/update-schema.ts";
import { ageOf } from "./age.ts";
import type { Wish } from "./policy.ts";

/** What the command line says for all servers; it goes before what servers.yaml says. */
export interface WishFlags {
  readonly policy?: UpdatePolicy | undefined;
  /** As `ageSchema` has it. */
  readonly minAge?: string | undefined;
  /** As `dateSchema` has it. */
  readonly before?: string | undefined;
  readonly prerelease?: boolean | undefined;
}

interface WishQuestion {
  /** `update` of the server. */
  readonly own: UpdateRule | undefined;
  /** `settings.update`. */
  readonly shared: UpdateRule | undefined;
  readonly flags: WishFlags;
  /** The user named this server: the flags' policy goes before its own `none` then, which stops updates of all. */
  readonly named: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What may be done to a server: field by field the flags', else its own, else that for all, else the default. */
export function wishFor({ own, shared, flags, named, now }: WishQuestion): Wish {
  const rules = [fields(own), fields(shared)];
  const first = <Key extends keyof Fields>(key: Key) => rules.find((rule) => rule[key] !== undefined)?.[key];
  const stated = first("policy") ?? "major";
  const isKept = stated === "none" && !named;
  const minAge = flags.minAge ?? first("minAge");
  const before = flags.before ?? first("before");
  return {
    policy: isKept ? "none" : (flags.policy ?? stated),
    minAge: minAge === undefined ? 0 : ageOf(minAge),
    before: before === undefined ? null : Date.parse(before),
    prerelease: flags.prerelease ?? first("prerelease") ?? false,
    now,
  };
}

type Fields = Exclude<UpdateRule, string>;

function fields(rule: UpdateRule | undefined): Fields {
  return typeof rule === "string" ? { policy: rule } : (rule ?? {});
}
