import fc from "fast-check";
import { expect, it } from "vitest";
import { NameScanner } from "../../src/search/name-scanner.ts";

function scan(text: string, cuts: readonly number[]): { names: string[]; isWhole: boolean } {
  const names: string[] = [];
  const scanner = new NameScanner((name) => names.push(name));
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (const [at, start] of places.entries()) scanner.push(text.slice(start, places[at + 1] ?? text.length));
  return { names, isWhole: scanner.isWhole };
}

const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?$/);

const asJson = (names: readonly string[], space?: number) =>
  JSON.stringify(
    { meta: { "api-version": "1.3" }, projects: names.map((one) => ({ "_last-serial": 7, name: one })) },
    null,
    space,
  );

const asHtml = (names: readonly string[]) =>
  `<!DOCTYPE html>\n<html><head><title>Simple index</title></head><body>\n${names
    .map((one) => `<a href="/simple/${one}/">${one}</a><br/>`)
    .join("\n")}\n</body></html>`;

it("finds every name, however the list is cut", () => {
  fc.assert(
    fc.property(fc.array(name), fc.array(fc.nat()), fc.constantFrom(undefined, 2), (names, cuts, space) => {
      expect(scan(asJson(names, space), cuts)).toEqual({ names, isWhole: true });
      expect(scan(asHtml(names), cuts)).toEqual({ names, isWhole: true });
    }),
  );
});

it("knows what is no list, or not all of it", () => {
  const whole = asJson(["a", "b"]);
  expect(scan(whole.slice(0, -1), [])).toMatchObject({ isWhole: false });
  expect(scan("", []).isWhole).toBe(false);
  expect(scan("no list", []).isWhole).toBe(false);
  expect(scan(`\uFEFF ${whole}\n`, [3]).isWhole).toBe(true);
});
