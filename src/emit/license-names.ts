/**
 * What nixpkgs calls the licences that SPDX has identifiers for. The names are those of
 * `lib/licenses/licenses.nix` in NixOS/nixpkgs (each `spdxId` there), deprecated ones left out; the test
 * compares them with a package set's own `lib.licenses`.
 */

/** SPDX identifiers that nixpkgs writes in lower case and otherwise alike. */
const ALIKE = `
  Abstyles Aladdin AML AMPAS Baekmuk Beerware Caldera CECILL-B CECILL-C CFITSIO CNRI-Python Cronyx curl
  DOC dtoa Fair FTL Giftware gnuplot HPND ICU IJG ImageMagick Imlib2 Info-ZIP IPA ISC JSON LGPLLR Libpng
  libtiff lsof MirOS MIT MIT-CMU MIT-enna MIT-feh mpich2 mplus NAIST-2003 NCSA NGPL NLPL NTP OML OpenSSL
  PostgreSQL Qhull Ruby Sendmail Sleepycat SMLNJ Unicode-DFS-2015 Unicode-DFS-2016 Unlicense Vim W3C
  W3C-19980720 WTFPL X11 Xerox Xfig xinetd XSkat Zlib
`;

/** The others: identifier and name. */
const OTHERS = `
  0BSD bsd0; Adobe-Display-PostScript adobeDisplayPostScript; Adobe-Utopia adobeUtopia; AFL-2.0 afl20
  AFL-2.1 afl21; AFL-3.0 afl3; AGPL-3.0-only agpl3Only; AGPL-3.0-or-later agpl3Plus; Apache-1.1 asl11
  Apache-2.0 asl20; APSL-1.0 apple-psl10; APSL-2.0 apple-psl20; Arphic-1999 arphicpl
  Artistic-1.0 artistic1; Artistic-1.0-cl8 artistic1-cl8; Artistic-2.0 artistic2
  Bitstream-Charter bitstreamCharter; Bitstream-Vera bitstreamVera; BitTorrent-1.0 bitTorrent10
  BitTorrent-1.1 bitTorrent11; BlueOak-1.0.0 blueOak100; Boehm-GC boehmGC; BOLA-1.1 bola11
  BSD-1-Clause bsd1; BSD-2-Clause bsd2; BSD-2-Clause-Patent bsd2Patent; BSD-2-Clause-Views bsd2WithViews
  BSD-3-Clause bsd3; BSD-3-Clause-Clear bsd3Clear; BSD-3-Clause-LBNL bsd3Lbnl
  BSD-3-Clause-Modification bsd3Modification; BSD-3-Clause-Tso bsd3ClauseTso; BSD-4-Clause bsdOriginal
  BSD-4-Clause-Shortened bsdOriginalShortened; BSD-4-Clause-UC bsdOriginalUC; BSD-Protection bsdProtection
  BSD-Source-Code bsdSourceCode; BSL-1.0 boost; BUSL-1.1 bsl11; bzip2-1.0.6 bzip2; CAL-1.0 cal10
  CAPEC-tou capec; CC-BY-1.0 cc-by-10; CC-BY-2.0 cc-by-20; CC-BY-3.0 cc-by-30; CC-BY-4.0 cc-by-40
  CC-BY-NC-3.0 cc-by-nc-30; CC-BY-NC-4.0 cc-by-nc-40; CC-BY-NC-ND-3.0 cc-by-nc-nd-30
  CC-BY-NC-ND-4.0 cc-by-nc-nd-40; CC-BY-NC-SA-2.0 cc-by-nc-sa-20; CC-BY-NC-SA-2.5 cc-by-nc-sa-25
  CC-BY-NC-SA-3.0 cc-by-nc-sa-30; CC-BY-NC-SA-4.0 cc-by-nc-sa-40; CC-BY-ND-3.0 cc-by-nd-30
  CC-BY-ND-4.0 cc-by-nd-40; CC-BY-SA-1.0 cc-by-sa-10; CC-BY-SA-2.0 cc-by-sa-20; CC-BY-SA-2.5 cc-by-sa-25
  CC-BY-SA-3.0 cc-by-sa-30; CC-BY-SA-4.0 cc-by-sa-40; CC-SA-1.0 cc-sa-10; CC0-1.0 cc0; CDDL-1.0 cddl
  CECILL-2.0 cecill20; CECILL-2.1 cecill21; ClArtistic clArtistic; CPAL-1.0 cpal10; CPL-1.0 cpl10
  DEC-3-Clause dec3Clause; DocBook-DTD docBookDtd; DRL-1.0 drl10; ECL-2.0 ecl20; EFL-1.0 efl10
  EFL-2.0 efl20; Elastic-2.0 elastic20; EPL-1.0 epl10; EPL-2.0 epl20; EUPL-1.1 eupl11; EUPL-1.2 eupl12
  FDK-AAC fraunhofer-fdk; FSL-1.1-ALv2 fsl11Asl20; FSL-1.1-MIT fsl11Mit; GFDL-1.1-only fdl11Only
  GFDL-1.1-or-later fdl11Plus; GFDL-1.2-only fdl12Only; GFDL-1.2-or-later fdl12Plus
  GFDL-1.3-only fdl13Only; GFDL-1.3-or-later fdl13Plus; GPL-1.0-only gpl1Only; GPL-1.0-or-later gpl1Plus
  GPL-2.0-only gpl2Only; GPL-2.0-or-later gpl2Plus; GPL-3.0-only gpl3Only; GPL-3.0-or-later gpl3Plus
  HPND-DEC hpndDec; HPND-doc hpndDoc; HPND-doc-sell hpndDocSell
  HPND-sell-MIT-disclaimer-xserver hpndSellVariantMitDisclaimerXserver; HPND-sell-variant hpndSellVariant
  HPND-sell-variant-critical-systems hpndSellVariantSafetyClause; HPND-UC hpndUc
  hyphen-bulgarian hyphenBulgarian; Intel-ACPI iasl; Interbase-1.0 interbase; IPL-1.0 ipl10
  Knuth-CTAN knuth; LAL-1.2 lal12; LAL-1.3 lal13; LGPL-2.0-only lgpl2Only; LGPL-2.0-or-later lgpl2Plus
  LGPL-2.1-only lgpl21Only; LGPL-2.1-or-later lgpl21Plus; LGPL-3.0-only lgpl3Only
  LGPL-3.0-or-later lgpl3Plus; libpng-2.0 libpng2; LiLiQ-P-1.1 liliq-p-11; LPL-1.02 lpl-102
  LPPL-1.0 lppl1; LPPL-1.2 lppl12; LPPL-1.3a lppl13a; LPPL-1.3c lppl13c; MIT-0 mit0
  MIT-advertising mitAdvertising; MIT-Modern-Variant mit-modern; MIT-open-group mitOpenGroup
  MPL-1.0 mpl10; MPL-1.1 mpl11; MPL-2.0 mpl20; MS-PL mspl; MulanPSL-2.0 mulan-psl2; NASA-1.3 nasa13
  NCBI-PD ncbiPd; NIST-Software nistSoftware; NPOSL-3.0 nposl3; ODbL-1.0 odbl; OFL-1.1 ofl
  OLDAP-2.8 openldap; OPUBL-1.0 opubl; OSL-2.0 osl2; OSL-2.1 osl21; OSL-3.0 osl3
  ParaType-Free-Font-1.3 paratype; Parity-7.0.0 parity70; PHP-3.01 php301; Pixar tost; Python-2.0 psfl
  QPL-1.0 qpl; SGI-B-2.0 sgi-b-20; SGMLUG-PM sgmlug; SISSL sissl11; SMAIL-GPL smail; SSPL-1.0 sspl
  SUL-1.0 sustainableUse; TCL tcltk; TCP-wrappers tcpWrappers; TekHVC tekHvcLicense; TORQUE-1.1 torque11
  Ubuntu-font-1.0 ufl; Unicode-3.0 unicode-30; Unicode-TOU unicodeTOU; UPL-1.0 upl; VSL-1.0 vsl10
  Watcom-1.0 watcom; X11-no-permit-persons x11NoPermitPersons; ZPL-2.0 zpl20; ZPL-2.1 zpl21
`;

/** Exceptions that stand after WITH. */
const EXCEPTIONS = `
  Classpath-exception-2.0 classpathException20; Font-exception-2.0 fontException
  LLVM-exception llvm-exception; OCaml-LGPL-linking-exception ocamlLgplLinkingException
  Qwt-exception-1.0 qwtException; UBDL-exception ubdlException
  Universal-FOSS-exception-1.0 universalFOSSException-10; WxWindows-exception-3.1 wxWindowsException31
`;

/**
 * Identifiers that SPDX has given up and package.json files still carry; a bare GNU licence means that
 * version only.
 */
const FORMER = `
  AGPL-1.0 AGPL-1.0-only; AGPL-3.0 AGPL-3.0-only; GFDL-1.1 GFDL-1.1-only; GFDL-1.2 GFDL-1.2-only;
  GFDL-1.3 GFDL-1.3-only; GPL-1.0 GPL-1.0-only; GPL-2.0 GPL-2.0-only; GPL-3.0 GPL-3.0-only;
  LGPL-2.0 LGPL-2.0-only; LGPL-2.1 LGPL-2.1-only; LGPL-3.0 LGPL-3.0-only; BSD-2-Clause-FreeBSD BSD-2-Clause;
  BSD-2-Clause-NetBSD BSD-2-Clause; bzip2-1.0.5 bzip2-1.0.6
`;

function pairs(table: string): [string, string][] {
  return table
    .split(/[;\n]/)
    .filter((pair) => pair.trim() !== "")
    .map((pair) => pair.trim().split(/\s+/))
    .map(([id = "", name = ""]) => [id.toLowerCase(), name]);
}

const names = new Map([
  ...ALIKE.trim()
    .split(/\s+/)
    .map((id): [string, string] => [id.toLowerCase(), id.toLowerCase()]),
  ...pairs(OTHERS),
]);
const exceptions = new Map(pairs(EXCEPTIONS));
const former = new Map(pairs(FORMER));

/**
 * The attribute of `lib.licenses` for an SPDX identifier, in any case; `orLater` for one followed by `+`.
 * undefined where nixpkgs has none.
 */
export function licenseAttribute(id: string, orLater = false): string | undefined {
  const current = (former.get(id.toLowerCase()) ?? id).toLowerCase();
  if (!orLater) return names.get(current);
  return names.get(current.replace(/-only$/, "-or-later"));
}

/** The attribute of `lib.licenses` for an SPDX exception (`LLVM-exception`). */
export function exceptionAttribute(id: string): string | undefined {
  return exceptions.get(id.toLowerCase());
}

/** All attributes that can be given, with the identifier each is for; for tests. */
export function allLicenseAttributes(): ReadonlyMap<string, string> {
  return new Map([...names, ...exceptions].map(([id, name]) => [name, id]));
}
