import { z } from "zod";

/** A day, in UTC: `2026-12-31`. */
const day = z.iso.date({ error: "a date, as in 2026-12-31" });

const reason = z.string().trim().min(1, "why it may be passed over");

const ignoredSchema = z
  .union([reason, z.strictObject({ reason, until: day.optional() })])
  .describe(
    "Why this advisory does not matter here; or reason and until, the last day (YYYY-MM-DD) that it is passed over.",
  );

export const auditSchema = z
  .strictObject({
    ignore: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9]*[-:][A-Za-z0-9-]+$/, "an advisory's ID: GHSA-…, CVE-…, PYSEC-…, GO-…"),
        ignoredSchema,
      )
      .optional()
      .describe("Advisories that 'audit' passes over: ID, or one of its aliases, to the reason."),
  })
  .describe("What 'mcp-nixgen audit' passes over.");

export type AuditSettings = z.infer<typeof auditSchema>;
