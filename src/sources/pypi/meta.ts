import type { LockedPythonServer } from "../../config/lock-python-schema.ts";
import { licenseOfText } from "../npm/license.ts";
import { firstParagraph } from "../readme.ts";
import type { ReleaseContents } from "./contents.ts";
import type { CoreMetadata } from "./core-metadata.ts";

/** What of a release, or of a repository, says something about it. */
interface MetaSource {
  readonly metadata: CoreMetadata;
  readonly wheel: Pick<NonNullable<ReleaseContents["wheel"]>, "contents"> | null;
  readonly sdist: Pick<NonNullable<ReleaseContents["sdist"]>, "contents"> | null;
}

/** What a project says about itself, for `meta` of its derivation. Nothing is guessed. */
export function metaOf(
  { metadata, wheel, sdist }: MetaSource,
  yanked: string | null,
): LockedPythonServer["meta"] {
  const text = wheel?.contents.license ?? sdist?.contents.license ?? null;
  return {
    description: metadata.summary.replace(/\s+/g, " ").trim() || firstParagraph(metadata.description),
    homepage: urlOf(metadata, homes),
    changelog: urlOf(metadata, changelogs),
    license: licenseOf(metadata) ?? (text === null ? null : licenseOfText(text)),
    requiresPython: metadata.requiresPython,
    yanked,
  };
}

/** The address under the first of these labels that there is, without regard to case and signs. Source: PyPA, "Well-known Project URLs". */
function urlOf({ urls }: CoreMetadata, labels: readonly string[]): string | null {
  const pages = new Map<string, string>();
  for (const [label, url] of urls) {
    const plain = label.toLowerCase().replace(/[^a-z]/g, "");
    if (!pages.has(plain) && /^https?:\/\/[^\s"]+$/.test(url)) pages.set(plain, url);
  }
  const found = labels.find((label) => pages.has(label));
  return found === undefined ? null : (pages.get(found) ?? null);
}

const homes = ["homepage", "repository", "source", "sourcecode", "github", "documentation", "docs"];
const changelogs = ["changelog", "changes", "releasenotes", "history", "whatsnew"];

/** Licences as classifiers name them. Source: PyPA's list of trove classifiers, SPDX. */
const classified: Readonly<Record<string, string>> = {
  "MIT License": "MIT",
  "Apache Software License": "Apache-2.0",
  "BSD License": "BSD",
  "ISC License (ISCL)": "ISC",
  "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
  "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
  "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
  "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
  "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
  "GNU Affero General Public License v3": "AGPL-3.0-only",
  "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
  "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
  "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
  "Python Software Foundation License": "PSF-2.0",
  "The Unlicense (Unlicense)": "Unlicense",
  "Other/Proprietary License": "Proprietary",
};

/** The expression; a short text; the classifiers; a long text, which is a licence itself. */
function licenseOf({ licenseExpression, license, classifiers }: CoreMetadata): string | null {
  if (licenseExpression !== null) return licenseExpression;
  const isText = license !== null && (license.includes("\n") || license.length > 60);
  if (license !== null && !isText) return license;
  const stated = classifiers.flatMap((line) => {
    const name = /^License :: (?:OSI Approved :: )?(.+)$/.exec(line)?.[1];
    return name === undefined || name === "OSI Approved" ? [] : [classified[name] ?? name];
  });
  if (stated.length > 0) return stated.length === 1 ? (stated[0] as string) : `(${stated.join(" OR ")})`;
  return license === null ? null : licenseOfText(license);
}
