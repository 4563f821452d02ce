import type { CatalogPackage } from "../catalog/types.ts";
import { kindOfSet } from "./languages.ts";
import { knownAs, lastName } from "./prior.ts";
import { Field } from "./search-index.ts";
import { isStopWord, joined, nameWordsOf, stemOf, wordsOf } from "./words.ts";

/** So much of a long description says what a package is; the rest is options and changes. */
const LONG_WORDS = 60;

/** What is put before or after a name to make it another one: "python yaml" asks for pyyaml, "ldap" for openldap. */
const AFFIX =
  /^(?:py|python|perl|ruby|lua|node|vim|emacs|open|gnu|lib|r)[-_]?(?=[a-z]{3})|-(?:py|python|perl|js|node|n?vim|el|cli)$/;

/** The terms of a package and the fields they stand in (`Field`, summed up), written into `terms`. */
export function termsOfPackage(entry: CatalogPackage, terms: Map<string, number>): void {
  const put = (term: string, field: number) => {
    if (term !== "") terms.set(term, (terms.get(term) ?? 0) | field);
  };
  const putText = (text: string, field: number, most = 100) => {
    for (const word of wordsOf(text).slice(0, most)) if (!isStopWord(word)) put(stemOf(word), field);
  };
  const name = lastName(entry);
  put(joined(name), Field.whole);
  for (const word of nameWordsOf(name)) put(word, Field.name);
  if (entry.pname !== name) {
    put(joined(entry.pname), Field.whole);
    for (const word of nameWordsOf(entry.pname)) put(word, Field.name);
  }
  const bare = name.replace(AFFIX, "");
  if (bare !== name) put(joined(bare), entry.set === null ? Field.name : Field.name | Field.whole);
  if (entry.mainProgram !== null) put(joined(entry.mainProgram), Field.program);
  const known = knownAs(entry);
  if (known !== undefined) {
    for (const program of known.programs) put(joined(program), Field.program);
    putText(known.words, Field.known);
  }
  putText(entry.description, Field.description);
  if (entry.longDescription !== undefined) putText(entry.longDescription, Field.long, LONG_WORDS);
  if (entry.category !== "other" && !entry.category.startsWith("sets/"))
    putText(entry.category, Field.category);
  if (entry.set !== null && kindOfSet(entry.set) === "desktop") {
    for (const word of nameWordsOf(entry.set)) put(word.replace(/\d+$/, ""), Field.category);
  }
}
