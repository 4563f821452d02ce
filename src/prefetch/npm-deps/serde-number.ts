const U64_MAX = 2n ** 64n - 1n;
const I64_MIN = -(2n ** 63n);

/**
 * A JSON number as serde_json prints what it has read: integers of 64 bits exact, all else as f64. It
 * reads decimals fast rather than well (digits as an integer, times a power of ten), so that the last
 * digits may differ from the nearest double; unless its feature `float_roundtrip` is on, which nixpkgs'
 * fetcher leaves off.
 *
 * Source: serde_json `src/de.rs` and its documentation of `float_roundtrip`; the layout is that of ryu.
 * @param text a number by JSON's grammar
 * @throws SyntaxError for a number beyond f64, which serde_json refuses
 */
export function serdeNumber(text: string): string {
  const [, minus, whole = "", fraction, exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const integer = BigInt(`${minus}${whole}`);
  const isInteger = fraction === undefined && exponent === undefined && text !== "-0";
  if (isInteger && integer >= I64_MIN && integer <= U64_MAX) return integer.toString();
  const read = readDigits(whole, fraction ?? "");
  const value = scaled(Number(read.digits), read.power + clampedExponent(exponent));
  return floatText(minus === "-" ? -value : value);
}

/** The leading digits that fit into 64 bits, and the power of ten they stand at. */
function readDigits(whole: string, fraction: string): { digits: bigint; power: number } {
  let digits = 0n;
  let power = 0;
  let full = false;
  for (const digit of whole) {
    full ||= digits * 10n + BigInt(digit) > U64_MAX;
    if (full) power += 1;
    else digits = digits * 10n + BigInt(digit);
  }
  for (const digit of fraction) {
    if (digits * 10n + BigInt(digit) > U64_MAX) break;
    digits = digits * 10n + BigInt(digit);
    power -= 1;
  }
  return { digits, power };
}

function clampedExponent(text: string | undefined): number {
  return Math.max(-1e6, Math.min(1e6, Number(text ?? 0)));
}

/** One multiplication or division by an exact power of ten, as far as those reach. */
function scaled(value: number, power: number): number {
  let rest = power;
  let result = value;
  while (rest < -308 && result !== 0) {
    result /= 1e308;
    rest += 308;
  }
  if (result === 0) return 0;
  result = rest < 0 ? result / Number(`1e${-rest}`) : result * Number(`1e${rest}`);
  if (Number.isFinite(result)) return result;
  throw new SyntaxError("number out of range");
}

/** The shortest decimal that reads back as the same f64. */
function floatText(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0.0`;
  const [mantissa = "", power = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  // Digits before the decimal point when written without an exponent.
  const point = Number(power) + 1;
  if (point > 16 || point <= -5) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0]}${fraction}e${Number(power)}`;
  }
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, "0")}.0`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
