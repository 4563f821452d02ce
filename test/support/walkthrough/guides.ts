/** The pages of docs/ that people wrote for newcomers, in the order in which docs/README.md has them. */
export const guides = [
  "README.md",
  "quick-start.md",
  "migrate-from-npx.md",
  "secrets.md",
  "clients.md",
  "http-services.md",
  "nixpkgs-mcp-guide.md",
  "keeping-up-to-date.md",
  "troubleshooting.md",
] as const;
