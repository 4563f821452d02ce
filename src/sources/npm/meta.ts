import npa from "npm-package-arg";
import type { LockedNpmServer } from "../../config/lock-npm-schema.ts";
import { firstParagraph } from "../readme.ts";
import { licenseOfText, statedLicense } from "./license.ts";
import type { PackageJson } from "./manifest.ts";
import type { PublishedFiles } from "./tarball.ts";

/**
 * What a package says about itself, for `meta` of its derivation; its README stands in for a description that its
 * manifest lacks. Nothing is guessed: the changelog is
 * named only where the tarball carries one and its repository is on a host whose file URLs are known.
 */
export function metaOf(
  { packageJson: published, files, license, readme }: PublishedFiles,
  deprecated: string | null,
): LockedNpmServer["meta"] {
  const repository = hostedRepository(published);
  const changelog = files.find((file) => /^changelog(\.(md|txt|rst))?$/i.test(file));
  return {
    description: (published.description ?? "").replace(/\s+/g, " ").trim() || firstParagraph(readme ?? ""),
    homepage: webPage(published.homepage) ?? repository?.page ?? null,
    changelog: changelog === undefined ? null : (repository?.file(changelog) ?? null),
    license: licenseOf(published, license),
    node: published.engines?.node ?? null,
    os: published.os ?? [],
    cpu: published.cpu ?? [],
    deprecated,
  };
}

/** Only what a browser opens; authors also write git URLs and bare words there. */
function webPage(text: string | undefined): string | null {
  return text !== undefined && /^https?:\/\/[^\s"]+$/.test(text.trim()) ? text.trim() : null;
}

interface HostedRepository {
  readonly page: string;
  file(path: string): string | null;
}

function hostedRepository({ repository }: PackageJson): HostedRepository | null {
  if (repository === undefined) return null;
  const { hosted } = parseSpec(repository.url);
  const page = hosted?.browse({ noCommittish: true });
  if (hosted === undefined || page === undefined) {
    const url = webPage(repository.url.replace(/^git\+/, "").replace(/\.git$/, ""));
    return url === null ? null : { page: url, file: () => null };
  }
  const folder = (repository.directory ?? "").replace(/^\.?\/+|\/+$/g, "");
  return {
    page,
    // HEAD: published packages seldom say which tag they were made from.
    file: (path) =>
      hosted.type === "github" ? `${page}/blob/HEAD/${folder === "" ? path : `${folder}/${path}`}` : null,
  };
}

interface Hosted {
  readonly type: string;
  browse(options: { noCommittish: boolean }): string;
}

function parseSpec(url: string): { hosted?: Hosted } {
  try {
    return npa(url) as unknown as { hosted?: Hosted };
  } catch {
    return {};
  }
}

/** The licence stated; where nothing is, or only that a file says it, what that file is. */
function licenseOf(published: PackageJson, text: string | null): string | null {
  const stated = statedLicense(published.license ?? published.licenses);
  if (stated !== null && !/^see licen[cs]e/i.test(stated)) return stated;
  return (text === null ? null : licenseOfText(text)) ?? stated;
}
