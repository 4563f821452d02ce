import { ageSchema, dateSchema, updatePolicySchema } from "../config/update-schema.ts";
import type { WishFlags } from "../update/wish.ts";
import { usageError } from "./usage-error.ts";

/** What `update` and `outdated` may be told of versions. */
export const wishOptions = {
  policy: {
    type: "string",
    choices: [...updatePolicySchema.options],
    description:
      "How far to go, in the place of what servers.yaml says. Below 1.0.0 the second number counts as the first.",
  },
  before: {
    type: "string",
    value: "DATE",
    description: "Only versions published before this day, as in 2026-05-01. Dependencies from npm, too.",
  },
  "min-age": {
    type: "string",
    value: "AGE",
    description: "Only versions that have been public for so long: 12h, 7d, 2w. Dependencies from npm, too.",
  },
  prerelease: {
    type: "boolean",
    description: "Also pre-releases, and what npm has not tagged as the latest.",
  },
} as const;

/** @throws UserError `E_USAGE` for a date or an age that is none */
export function wishFlags(options: {
  readonly policy: (typeof updatePolicySchema.options)[number] | undefined;
  readonly before: string | undefined;
  readonly "min-age": string | undefined;
  readonly prerelease: boolean;
}): WishFlags {
  const { policy, before, "min-age": minAge, prerelease } = options;
  if (before !== undefined && !dateSchema.safeParse(before).success)
    throw usageError(`'${before}' is no date`, "As in --before 2026-05-01");
  if (minAge !== undefined && !ageSchema.safeParse(minAge).success)
    throw usageError(`'${minAge}' is no age`, "As in --min-age 7d: hours (h), days (d) or weeks (w).");
  return { policy, before, minAge, ...(prerelease ? { prerelease } : {}) };
}
