import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Whether to colour what goes to a stream. `--color`/`--no-color` win, then `NO_COLOR`
 * (https://no-color.org: any value but the empty one), then `FORCE_COLOR` (`0` is no), then whether it
 * is a terminal that can.
 */
export function wantsColor(
  flag: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (flag !== undefined) return flag;
  if (env.NO_COLOR) return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && env.TERM !== "dumb";
}

/** Functions that colour, or leave text as it is. */
export function colorsFor(enabled: boolean): Colors {
  return picocolors.createColors(enabled);
}
