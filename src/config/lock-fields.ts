import { z } from "zod";

/** npm's registry states sha512; packages of before 2017 only sha1. */
export const sri = z.string().regex(/^(sha1|sha256|sha384|sha512)-[A-Za-z0-9+/]+={0,2}$/, "an SRI hash");
export const sriSha256 = z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/, "an SRI sha256 hash");

/** What a package says about itself, whatever it is written in. */
export const statedMeta = {
  description: z.string(),
  homepage: z.string().nullable(),
  changelog: z.string().nullable(),
  /** SPDX expression or what the author wrote; null when nothing was said. */
  license: z.string().nullable(),
};
