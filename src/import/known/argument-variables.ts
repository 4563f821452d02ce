/**
 * Variables that a server reads where it is not given an argument, by the server's source without a version: option → variable,
 * `NAME=` for words of that form, the empty text for a word that stands alone. Source: each project's own README.
 */
const known: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "npm:@upstash/context7-mcp": { "--api-key": "CONTEXT7_API_KEY" },
  "npm:figma-developer-mcp": { "--figma-api-key": "FIGMA_API_KEY" },
  "npm:@stripe/mcp": { "--api-key": "STRIPE_SECRET_KEY" },
  "npm:@supabase/mcp-server-supabase": { "--access-token": "SUPABASE_ACCESS_TOKEN" },
  "npm:@sentry/mcp-server": { "--access-token": "SENTRY_ACCESS_TOKEN" },
  "npm:@bytebase/dbhub": { "--dsn": "DSN" },
  "npm:@21st-dev/magic": { "API_KEY=": "API_KEY" },
  "npm:mongodb-mcp-server": {
    "--connectionString": "MDB_MCP_CONNECTION_STRING",
    "--apiClientId": "MDB_MCP_API_CLIENT_ID",
    "--apiClientSecret": "MDB_MCP_API_CLIENT_SECRET",
  },
  "pypi:mcp-atlassian": {
    "--jira-token": "JIRA_API_TOKEN",
    "--jira-personal-token": "JIRA_PERSONAL_TOKEN",
    "--confluence-token": "CONFLUENCE_API_TOKEN",
    "--confluence-personal-token": "CONFLUENCE_PERSONAL_TOKEN",
  },
  "pypi:mcp-neo4j-cypher": { "--password": "NEO4J_PASSWORD" },
  "pypi:mcp-server-sentry": { "--auth-token": "SENTRY_TOKEN" },
  "pypi:postgres-mcp": { "": "DATABASE_URI" },
};

/** @param source `npm:NAME`, without a version */
export function variableOfArgument(source: string, option: string): string | undefined {
  return known[source]?.[option];
}
