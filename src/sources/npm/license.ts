/**
 * The text a package.json's `license` or `licenses` amounts to: a string as it is, the older
 * `{ type, url }` by its type, several as a choice. null where nothing is stated.
 *
 * Source: npm documentation, "package.json", `license`.
 */
export function statedLicense(field: unknown): string | null {
  if (typeof field === "string") return field.trim() || null;
  if (Array.isArray(field)) {
    const all = field.map(statedLicense).filter((one) => one !== null);
    return all.length > 1 ? `(${all.join(" OR ")})` : (all[0] ?? null);
  }
  if (typeof field !== "object" || field === null) return null;
  const { type, name, url } = field as Record<string, unknown>;
  return statedLicense(type) ?? statedLicense(name) ?? statedLicense(url);
}

/**
 * Licences by their own words, for packages that state none or say "SEE LICENSE IN LICENSE". Only a text
 * that can be nothing else counts: a phrase that every copy of it has, and none that would make it another.
 *
 * Source: the SPDX licence list's texts.
 */
const texts: readonly { readonly id: string; readonly has: RegExp; readonly lacks?: RegExp }[] = [
  {
    id: "MIT",
    has: /permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files.*the above copyright notice and this permission notice/,
    lacks: /commons clause|advertising materials|shall be used for good|apache license/,
  },
  {
    id: "Apache-2.0",
    has: /apache license version 2\.0, january 2004.*terms and conditions for use, reproduction, and distribution/,
    lacks: /commons clause|permission is hereby granted, free of charge/,
  },
  {
    id: "ISC",
    has: /permission to use, copy, modify,? and\/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear/,
  },
  {
    id: "0BSD",
    has: /permission to use, copy, modify,? and\/or distribute this software for any purpose with or without fee is hereby granted\. the software is provided/,
  },
  {
    id: "BSD-3-Clause",
    has: /redistribution and use in source and binary forms.*neither the name of/,
    lacks: /advertising materials|patent/,
  },
  {
    id: "BSD-2-Clause",
    has: /redistribution and use in source and binary forms.*redistributions in binary form must/,
    lacks: /neither the name|advertising materials|patent/,
  },
  { id: "MPL-2.0", has: /^mozilla public license version 2\.0/ },
  { id: "AGPL-3.0-only", has: /^gnu affero general public license version 3, 19 november 2007/ },
  { id: "LGPL-3.0-only", has: /^gnu lesser general public license version 3, 29 june 2007/ },
  { id: "GPL-3.0-only", has: /^gnu general public license version 3, 29 june 2007/ },
  { id: "Unlicense", has: /this is free and unencumbered software released into the public domain/ },
];

/** The SPDX id of a licence file's text, or null when it is none of those known for certain. */
export function licenseOfText(text: string): string | null {
  const words = text.toLowerCase().replace(/\s+/g, " ").trim();
  const found = texts.filter(({ has, lacks }) => has.test(words) && !(lacks?.test(words) ?? false));
  // Two licences in one file: which of them is for what is not ours to say.
  return found.length === 1 ? found[0]!.id : null;
}
