/**
 * Names of one licence: nixpkgs' own, and SPDX's with those it had before. Catalogs hold the one or the other. Names
 * that are the same but for capitals need no line. Source: `lib/licenses.nix` of nixpkgs.
 */
const NAMES = `
agpl3Only agpl3 AGPL-3.0-only AGPL-3.0
agpl3Plus AGPL-3.0-or-later AGPL-3.0+
artistic1 Artistic-1.0
artistic2 Artistic-2.0
asl20 Apache-2.0
boost BSL-1.0
bsd0 0BSD
bsd2 BSD-2-Clause
bsd3 BSD-3-Clause
bsdOriginal BSD-4-Clause
cc-by-40 CC-BY-4.0
cc-by-sa-30 CC-BY-SA-3.0
cc-by-sa-40 CC-BY-SA-4.0
cc0 CC0-1.0
cddl CDDL-1.0
cecill20 CECILL-2.0
cecill21 CECILL-2.1
epl10 EPL-1.0
epl20 EPL-2.0
eupl12 EUPL-1.2
fdl12Only fdl12 GFDL-1.2-only GFDL-1.2
fdl12Plus GFDL-1.2-or-later
fdl13Only fdl13 GFDL-1.3-only GFDL-1.3
fdl13Plus GFDL-1.3-or-later
gpl1Only gpl1 GPL-1.0-only GPL-1.0
gpl1Plus GPL-1.0-or-later GPL-1.0+
gpl2Only gpl2 GPL-2.0-only GPL-2.0
gpl2Plus GPL-2.0-or-later GPL-2.0+
gpl3Only gpl3 GPL-3.0-only GPL-3.0
gpl3Plus GPL-3.0-or-later GPL-3.0+
lgpl2Only lgpl2 LGPL-2.0-only LGPL-2.0
lgpl2Plus LGPL-2.0-or-later LGPL-2.0+
lgpl21Only lgpl21 LGPL-2.1-only LGPL-2.1
lgpl21Plus LGPL-2.1-or-later LGPL-2.1+
lgpl3Only lgpl3 LGPL-3.0-only LGPL-3.0
lgpl3Plus LGPL-3.0-or-later LGPL-3.0+
mpl11 MPL-1.1
mpl20 MPL-2.0
ofl OFL-1.1
psfl Python-2.0
upl UPL-1.0
zpl20 ZPL-2.0
zpl21 ZPL-2.1
`;

let table: ReadonlyMap<string, readonly string[]> | undefined;

/** All names of the licence that has this one, itself included; in small letters, as it is given. */
export function namesOfLicence(name: string): readonly string[] {
  table ??= new Map(
    NAMES.toLowerCase()
      .split("\n")
      .map((line) => line.split(" "))
      .flatMap((names) => names.map((one) => [one, names] as const)),
  );
  return table.get(name) ?? [name];
}
