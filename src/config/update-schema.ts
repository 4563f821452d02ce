import { z } from "zod";

/** How far `mcp-nixgen update` may go, the narrowest first. */
export const updatePolicySchema = z.enum(["none", "patch", "minor", "major"]);

/** A length of time as `--min-age` and `minAge` have it. */
export const ageSchema = z
  .string()
  .regex(/^\d+[hdw]$/, "a number of hours, days or weeks: 12h, 7d, 2w")
  .describe("12h, 7d, 2w.");

/** A day, or a time with its zone. */
export const dateSchema = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: "a date like 2026-05-01" })
  .describe("2026-05-01: the beginning of that day in UTC; or a time with its zone.");

const policyText =
  "major: the newest version; minor: the same first number; patch: the same first two numbers; none: stays as it is. Below 1.0.0 the second number counts as the first: 0.4.1 to 0.5.0 is major.";

export const updateSchema = z
  .union([
    updatePolicySchema,
    z.strictObject({
      policy: updatePolicySchema.optional().describe(`${policyText} Default: major.`),
      minAge: ageSchema
        .optional()
        .describe(
          "Only versions that have been public for so long: 12h, 7d, 2w; dependencies from npm, too. What is published in an author's stolen name is mostly found out within days.",
        ),
      before: dateSchema.optional().describe("Only versions published before this day."),
      prerelease: z
        .boolean()
        .optional()
        .describe("Also pre-releases, and what npm has not tagged as the latest. Default: false."),
    }),
  ])
  .describe(`What 'mcp-nixgen update' may do. ${policyText} Or a policy with more conditions.`);

export type UpdatePolicy = z.infer<typeof updatePolicySchema>;
export type UpdateRule = z.infer<typeof updateSchema>;
