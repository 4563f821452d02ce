import { excerptOf, type TextFinding, type TextKind } from "./finding.ts";

/**
 * Characters that a model reads and a person does not see. Source: Unicode Standard, chapter 23 (special areas and
 * format characters), UTS #51 for what belongs to emoji, UAX #9 for the controls of direction.
 */
interface Sort {
  readonly what: string;
  readonly pattern: RegExp;
  /** Fewer of them are found in honest texts. Default: 1. */
  readonly noticeFrom?: number;
  /** How many of them are no accident any more. */
  readonly dangerFrom: number;
}

const sorts: readonly Sort[] = [
  {
    what: "tag characters, which are a hidden alphabet",
    pattern: /[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/gu,
    dangerFrom: 1,
  },
  {
    what: "controls that turn the direction of what is shown",
    pattern: /[\u202A-\u202E\u2066-\u2069]/gu,
    dangerFrom: 1,
  },
  {
    what: "variation selectors where nothing varies",
    pattern: /\p{Variation_Selector}/gu,
    dangerFrom: 2,
  },
  {
    what: "characters without width",
    // But for those that have a sort of their own here, and the signs that embrace Arabic and other digits.
    pattern:
      /(?![\u{E0000}-\u{E0FFF}\u202A-\u202E\u2066-\u2069\p{Variation_Selector}\u115F\u1160\u3164\uFFA0\u200E\u200F\u061C\u00AD\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}])(?:[\p{Cf}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]|[\u{13430}-\u{1345F}])/gu,
    dangerFrom: 1,
  },
  { what: "blank letters", pattern: /[\u115F\u1160\u3164\uFFA0\u2800]/gu, dangerFrom: 2 },
  { what: "marks of direction and soft hyphens", pattern: /[\u200E\u200F\u061C\u00AD]/gu, dangerFrom: 3 },
  { what: "separators of lines and paragraphs", pattern: /[\u2028\u2029]/g, dangerFrom: 3 },
  {
    what: "runs of blanks of unusual widths",
    pattern: /[\u1680\u2000-\u200A\u202F\u205F]{3,}/g,
    dangerFrom: 1,
  },
  {
    what: "blanks of unusual widths",
    pattern: /[\u1680\u2000-\u200A\u205F]/g,
    noticeFrom: 6,
    dangerFrom: 24,
  },
  {
    what: "characters of private use, or no characters at all",
    pattern: /[\p{Co}\p{Cs}\u{FFFE}\u{FFFF}]/gu,
    dangerFrom: 3,
  },
];

/**
 * Sequences in which such characters have their place: emoji (the longest that there is has three joiners), the three
 * flags that are spelt with tags, scripts that join letters.
 */
const ordinary =
  /\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}|[0-9#*]\uFE0F\u20E3|\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0E|\uFE0F)?(?:\u200D\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?){0,3}|(?<=\p{sc=Mong})[\u180B-\u180D\u180F]|(?<=[\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Mong}]\p{M}?)[\u200C\u200D]/gu;

/** The text with a blank in the place of whatever may stand there: offsets stay. */
export function withoutOrdinary(text: string): string {
  return text.replace(ordinary, (found) => " ".repeat(found.length));
}

/** Hidden characters in a text; in a name one is enough. */
export function hiddenCharacters(text: string, kind: TextKind): TextFinding[] {
  const rest = withoutOrdinary(text);
  return sorts.flatMap(({ what, pattern, noticeFrom = 1, dangerFrom }) => {
    const found = [...rest.matchAll(pattern)];
    const [first] = found;
    const last = found.at(-1);
    if (first === undefined || last === undefined) return [];
    if (kind === "prose" && found.length < noticeFrom) return [];
    const message = decoded(found.map(([character]) => character));
    return [
      {
        rule: "hidden-characters",
        severity: kind === "name" || found.length >= dangerFrom ? ("danger" as const) : ("notice" as const),
        what: `${found.length} ${what}${message === "" ? "" : `, which read: ${message}`}`,
        excerpt: excerptOf(text, first.index, last.index + 1),
      },
    ];
  });
}

/** What tag characters spell: they are ASCII, moved. */
function decoded(characters: readonly string[]): string {
  return characters
    .map((character) => character.codePointAt(0)! - 0xe0000)
    .filter((code) => code >= 0x20 && code < 0x7f)
    .map((code) => String.fromCharCode(code))
    .join("")
    .slice(0, 300);
}
