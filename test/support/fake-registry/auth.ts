import type { FakeAuth } from "./types.ts";

/** The status a request is turned away with, or undefined where it may pass. */
export function refusal(
  path: string,
  authorization: string | undefined,
  rules: readonly FakeAuth[],
): number | undefined {
  const rule = rules.find(({ scope }) => scope === "*" || path.startsWith(`/${scope}/`));
  if (rule === undefined) return undefined;
  if (authorization === undefined) return rule.onMissing ?? 401;
  return authorization === `Bearer ${rule.token}` ? undefined : (rule.onWrong ?? 403);
}
