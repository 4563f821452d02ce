/**
 * Letters of other scripts that look like Latin ones, and Latin ones that look like each other. An excerpt of Unicode's
 * confusables (UTS #39): those that a name of a tool would be forged with.
 */
const groups: Readonly<Record<string, string>> = {
  a: "аɑαΑА",
  b: "ЬвВΒβ",
  c: "сϲСϹ",
  d: "ԁɗ",
  e: "еεЕΕёє",
  g: "ɡց",
  h: "һНΗн",
  i: "іıιІΙӏӀl1|",
  j: "јЈ",
  k: "κкКΚ",
  m: "мМΜ",
  n: "ηпΝո",
  o: "оοОΟօσ0",
  p: "рρРΡ",
  q: "ԛ",
  r: "гʀ",
  s: "ѕЅ",
  t: "тτТΤ",
  u: "υսц",
  v: "νѵ",
  w: "ѡԝωш",
  x: "хχХΧ",
  y: "уγУΥ",
  z: "ᴢΖ",
};

const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries(groups).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

/** A name as it is seen: what looks the same is the same, whatever its case, its hyphens and its hidden characters. */
export function skeleton(name: string): string {
  const plain = name.normalize("NFKD").replace(/[\p{M}\p{Cf}\p{Cc}\p{Variation_Selector}\s._-]/gu, "");
  return [...plain.toLowerCase()].map((letter) => lookalikes.get(letter) ?? letter).join("");
}

/** Letters that are not what they look like, among Latin ones. */
export function foreignLetters(name: string): string[] {
  if (!/\p{sc=Latn}/u.test(name)) return [];
  return [...name].filter((letter) => letter > "~" && lookalikes.has(letter));
}

/** The Latin letter that one of another script looks like; any other as it is. */
export function latinLookalike(letter: string): string {
  return lookalikes.get(letter) ?? letter;
}
