import type { CatalogPackage } from "../catalog/types.ts";
import { kindOfSet } from "./languages.ts";
import { lastName } from "./prior.ts";
import { Field } from "./search-index.ts";
import type { WellKnown } from "./well-known.ts";
import { joined, nameWordsOf } from "./words.ts";

/** Takes the terms of a package. */
interface TermSink {
  /** A term as it is. */
  readonly name: (term: string, field: number) => void;
  /** The first words of a text, to be put by their stems. */
  readonly text: (text: string, field: number, mostWords: number) => void;
}

/** So much of a long description says what a package is; the rest is options and changes. */
const LONG_WORDS = 60;
const LONG_CHARACTERS = 600;
const TEXT_WORDS = 100;

/** What is put before or after a name to make it another one: "python yaml" asks for pyyaml, "ldap" for openldap. */
const AFFIX =
  /^(?:py|python|perl|ruby|lua|node|vim|emacs|open|gnu|lib|r)[-_]?(?=[a-z]{3})|-(?:py|python|perl|js|node|n?vim|el|cli)$/;

/** Finds the terms of a package and the fields they stand in. @returns the term that is its whole name */
export function termsOfPackage(entry: CatalogPackage, known: WellKnown | undefined, sink: TermSink): string {
  const name = lastName(entry);
  const whole = putName(name, sink);
  if (entry.pname !== name) putName(entry.pname, sink);
  const bare = name.replace(AFFIX, "");
  if (bare !== name) sink.name(joined(bare), entry.set === null ? Field.name : Field.name | Field.whole);
  if (entry.mainProgram !== null) sink.name(joined(entry.mainProgram), Field.program);
  if (known !== undefined) {
    for (const program of known.programs) sink.name(joined(program), Field.program);
    sink.text(known.words, Field.known, TEXT_WORDS);
  }
  sink.text(entry.description, Field.description, TEXT_WORDS);
  if (entry.longDescription !== undefined) {
    sink.text(entry.longDescription.slice(0, LONG_CHARACTERS), Field.long, LONG_WORDS);
  }
  if (entry.category !== "other" && !entry.category.startsWith("sets/")) {
    sink.text(entry.category, Field.category, TEXT_WORDS);
  }
  if (entry.set !== null && kindOfSet(entry.set) === "desktop") {
    for (const word of nameWordsOf(entry.set)) sink.name(word.replace(/\d+$/, ""), Field.category);
  }
  return whole;
}

function putName(name: string, sink: TermSink): string {
  const words = nameWordsOf(name);
  const whole = words.length === 1 ? words[0]! : joined(name);
  sink.name(whole, Field.whole);
  for (const word of words) sink.name(word, Field.name);
  return whole;
}
