import { scalarText } from "../config/yaml-render.ts";

/** Where GitHub looks for it, relative to the repository's root. */
export const updateWorkflowPath = ".github/workflows/mcp-nixgen.yml";

/**
 * A workflow of GitHub Actions that runs `update --commit` weekly and opens a pull request, or renews the open one. Its
 * rights are those of the one job, and only the last step has a token: what is built and started before has none.
 * `flake` is where the program comes from, as `nix run` takes it (`github:OWNER/mcp-nixgen`, `.#mcp-nixgen`).
 */
export function updateWorkflow(flake: string): string {
  return workflow.replace("FLAKE", () => scalarText(flake, "plain"));
}

// Contexts of GitHub stand in `env` alone and never in a script, where their text would be shell.
const workflow = `# Written by 'mcp-nixgen init'; it is yours.
#
# The repository has to allow it: Settings, Actions, General, "Allow GitHub Actions to create and approve pull requests".
# GitHub starts no other workflow for a pull request that its own token opened; close and reopen it for its checks.
name: Update MCP servers

on:
  schedule:
    - cron: "23 5 * * 1"
  workflow_dispatch:

permissions: {}

concurrency:
  group: mcp-nixgen-update
  cancel-in-progress: false

env:
  MCP_NIXGEN: FLAKE
  BRANCH: mcp-nixgen/update

jobs:
  update:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    permissions:
      contents: write
      pull-requests: write
    defaults:
      run:
        # With pipefail.
        shell: bash
    steps:
      # By tag, which its owner can move. Who wants it fixed writes the full commit hash in place of the tag.
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: cachix/install-nix-action@v31
      - name: Update, build and commit each server
        run: |
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git switch --force-create "$BRANCH"
          nix run "$MCP_NIXGEN" -- update --commit --no-color 2>&1 | tee "$RUNNER_TEMP/report.txt"
      # Also when a server failed: the others are committed.
      - name: Open a pull request
        if: \${{ !cancelled() }}
        env:
          GH_TOKEN: \${{ github.token }}
          BASE: \${{ github.event.repository.default_branch }}
          START: \${{ github.sha }}
        run: |
          if [ "$(git rev-parse HEAD)" = "$START" ]; then
            echo "Nothing to update."
            exit 0
          fi
          { echo '~~~text'; cat "$RUNNER_TEMP/report.txt"; echo '~~~'; } > "$RUNNER_TEMP/body.md"
          gh auth setup-git
          git push --force origin "HEAD:refs/heads/$BRANCH"
          open=$(gh pr list --head "$BRANCH" --base "$BASE" --state open --json number --jq '.[0].number // empty')
          if [ -n "$open" ]; then
            gh pr edit "$open" --body-file "$RUNNER_TEMP/body.md"
          else
            gh pr create --head "$BRANCH" --base "$BASE" --title "Update MCP servers" --body-file "$RUNNER_TEMP/body.md"
          fi
`;
