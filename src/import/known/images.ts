/** A server that is published as a container's image as well. */
interface KnownImage {
  readonly source: string;
  /** What stands before a version in the source, where the image's tags are the versions of the source. */
  readonly tags?: "" | "v";
}

const npm = (name: string): KnownImage => ({ source: `npm:${name}` });
const pypi = (name: string): KnownImage => ({ source: `pypi:${name}` });
const reference = (name: string) => npm(`@modelcontextprotocol/server-${name}`);

/**
 * Images by their name without a tag, and where the same server is published as a package. Source: the repositories that
 * the images are built from, as Docker's catalog and the projects' own READMEs name them.
 */
const images: Readonly<Record<string, KnownImage>> = {
  "ghcr.io/github/github-mcp-server": {
    source: "go:github.com/github/github-mcp-server/cmd/github-mcp-server",
    tags: "v",
  },
  "hashicorp/terraform-mcp-server": {
    source: "go:github.com/hashicorp/terraform-mcp-server/cmd/terraform-mcp-server",
    tags: "v",
  },
  "grafana/mcp-grafana": { source: "go:github.com/grafana/mcp-grafana/cmd/mcp-grafana" },
  "mcp/grafana": { source: "go:github.com/grafana/mcp-grafana/cmd/mcp-grafana" },
  "mcr.microsoft.com/playwright/mcp": npm("@playwright/mcp"),
  "mcp/playwright": npm("@playwright/mcp"),
  "ghcr.io/sooperset/mcp-atlassian": { ...pypi("mcp-atlassian"), tags: "" },
  "mcp/atlassian": pypi("mcp-atlassian"),
  "crystaldba/postgres-mcp": pypi("postgres-mcp"),
  "mcp/filesystem": reference("filesystem"),
  "mcp/memory": reference("memory"),
  "mcp/sequentialthinking": reference("sequential-thinking"),
  "mcp/everything": reference("everything"),
  "mcp/github": reference("github"),
  "mcp/gitlab": reference("gitlab"),
  "mcp/google-maps": reference("google-maps"),
  "mcp/postgres": reference("postgres"),
  "mcp/puppeteer": reference("puppeteer"),
  "mcp/slack": reference("slack"),
  "mcp/brave-search": reference("brave-search"),
  "mcp/everart": reference("everart"),
  "mcp/fetch": pypi("mcp-server-fetch"),
  "mcp/git": pypi("mcp-server-git"),
  "mcp/time": pypi("mcp-server-time"),
  "mcp/sqlite": pypi("mcp-server-sqlite"),
  "mcp/sentry": pypi("mcp-server-sentry"),
  "mcp/obsidian": pypi("mcp-obsidian"),
  "mcp/duckduckgo": pypi("duckduckgo-mcp-server"),
  "mcp/context7": npm("@upstash/context7-mcp"),
  "mcp/firecrawl": npm("firecrawl-mcp"),
  "mcp/notion": npm("@notionhq/notion-mcp-server"),
  "mcp/stripe": npm("@stripe/mcp"),
  "mcp/tavily": npm("tavily-mcp"),
  "mcp/kubernetes": npm("mcp-server-kubernetes"),
  "mcp/desktop-commander": npm("@wonderwhy-er/desktop-commander"),
  "mcp/paper-search": pypi("paper-search-mcp"),
};

/** The source of an image's server, at the version of its tag where there is one; undefined: no package of it is known. */
export function sourceOfImage(image: string): string | undefined {
  const [, name = "", tag] = /^(.*?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?$/.exec(image) ?? [];
  const known = images[name.replace(/^docker\.io\//, "").toLowerCase()];
  if (known?.tags === undefined || tag === undefined || !/^v?\d+\.\d+\.\d+$/.test(tag)) return known?.source;
  return `${known.source}@${known.tags}${tag.replace(/^v/, "")}`;
}
