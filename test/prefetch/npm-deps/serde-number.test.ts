import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serdeNumber } from "../../../src/prefetch/npm-deps/serde-number.ts";

describe("serdeNumber", () => {
  // Each pair was printed by serde_json 1.0.116 itself.
  it.each([
    ["0", "0"],
    ["-0", "-0.0"],
    ["0e5", "0.0"],
    ["1", "1"],
    ["1.0", "1.0"],
    ["10", "10"],
    ["1e2", "100.0"],
    ["0.10", "0.1"],
    ["9007199254740993", "9007199254740993"],
    ["18446744073709551615", "18446744073709551615"],
    ["18446744073709551616", "1.8446744073709552e19"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["-9223372036854775809", "-9.223372036854776e18"],
    ["12345678901234567890123", "1.2345678901234568e22"],
    ["1e15", "1000000000000000.0"],
    ["1e16", "1e16"],
    ["123456789012345680.0", "1.2345678901234568e17"],
    ["1e-5", "0.00001"],
    ["1e-6", "1e-6"],
    ["1.5e-7", "1.5e-7"],
    ["0.000123", "0.000123"],
    ["-2.5E+3", "-2500.0"],
    ["1e300", "1e300"],
    // Not the nearest doubles.
    ["8e-25", "7.999999999999999e-25"],
    ["-7.34504350042e-13", "-7.345043500420001e-13"],
    ["64631507944.4311981", "64631507944.43119"],
    ["4313833235023.2124", "4313833235023.213"],
  ])("%s → %s", (text, printed) => {
    expect(serdeNumber(text)).toBe(printed);
  });

  it("keeps every integer of 64 bits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (integer) => {
        expect(serdeNumber(String(integer))).toBe(String(integer));
      }),
    );
  });

  it("prints what reads back as nearly the same number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
        const back = Number(serdeNumber(String(value)));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-14 + Number.MIN_VALUE);
      }),
    );
  });

  it("refuses what no f64 holds", () => {
    expect(() => serdeNumber("1e309")).toThrow(SyntaxError);
  });
});
