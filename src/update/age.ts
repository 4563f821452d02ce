const hour = 3_600_000;
const day = 24 * hour;
const units = { h: hour, d: day, w: 7 * day } as const;

/** Milliseconds of `12h`, `7d`, `2w`, which `ageSchema` has checked. */
export function ageOf(text: string): number {
  return Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];
}

/** A length of time in milliseconds, rounded down: `3 hours`, `1 day`, `4 months`. */
export function ageText(milliseconds: number): string {
  const days = milliseconds / day;
  if (days < 1) return counted(milliseconds / hour, "hour");
  if (days < 60) return counted(days, "day");
  return days < 730 ? counted(days / 30.44, "month") : counted(days / 365.25, "year");
}

/** ISO 8601 of milliseconds since 1970; null where they are not known. */
export function isoOf(milliseconds: number | null | undefined): string | null {
  return milliseconds == null ? null : new Date(milliseconds).toISOString();
}

/** `1 hour`, `3 hours`: rounded down. */
export function counted(amount: number, unit: string): string {
  const whole = Math.max(0, Math.floor(amount));
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}
