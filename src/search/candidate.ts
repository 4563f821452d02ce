/** The registries that are searched. */
export const searchedSources = ["npm", "pypi"] as const;
export type SearchedSource = (typeof searchedSources)[number];

/** A package that may be the server looked for, as its registry tells of it. */
export interface Candidate {
  readonly source: SearchedSource;
  readonly name: string;
  /** The newest one; null: not known. */
  readonly version: string | null;
  readonly description: string;
  readonly keywords: readonly string[];
  /** When that version was published, as ISO 8601; null: not known. */
  readonly published: string | null;
  /** Of a week; null: the registry does not tell. */
  readonly downloads: number | null;
  /** Among the servers that this program knows by name. */
  readonly known: boolean;
}

/** What one registry gave. */
export interface SearchAnswer {
  readonly candidates: readonly Candidate[];
  /** What the reader should know of how it was found. */
  readonly notes: readonly string[];
}

/** What is written into servers.yaml: `npm:firecrawl-mcp`. */
export function specOf({ source, name }: Pick<Candidate, "source" | "name">): string {
  return `${source}:${name}`;
}
