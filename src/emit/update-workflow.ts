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
      # Servers are started in a sandbox made of user namespaces, which AppArmor of Ubuntu 24.04 denies to who is not root.
      # Without them 'update' starts no server (E_SANDBOX). Other runners, as older ones, have no such key.
      - name: Allow the sandbox its user namespaces
        run: |
          if [ -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns ]; then
            sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
          fi
      - name: Update, build and commit each server
        run: |
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git switch --force-create "$BRANCH"
          # What a server prints is no command to the runner.
          token=$(cat /proc/sys/kernel/random/uuid)
          echo "::stop-commands::$token"
          code=0
          nix run "$MCP_NIXGEN" -- update --commit --no-color 2>&1 | tee "$RUNNER_TEMP/report.txt" || code=$?
          echo "::$token::"
          exit "$code"
      # What a new version prints is in the report. As lines indented by four it stays code, which no line of it can end; a
      # carriage return, which Markdown takes for a line's end, is dropped with the other control characters.
      - name: Write the report
        if: \${{ !cancelled() }}
        env:
          # Cut by bytes, whatever is printed.
          LC_ALL: C
        run: |
          cd "$RUNNER_TEMP" || exit
          if [ ! -e report.txt ]; then
            echo "There is no report."
            exit 0
          fi
          tr -d '\\000-\\010\\013-\\037\\177' < report.txt | sed 's/^/    /' > indented.md
          # At most so many bytes, cut at a line's end, and where the rest is.
          report() {
            printf 'Report of mcp-nixgen update:\\n\\n'
            if [ "$(wc -c < indented.md)" -le "$1" ]; then
              cat indented.md
            else
              head -c "$1" indented.md | sed '$d'
              printf '\\nThe report is longer. %s\\n' "$2"
            fi
          }
          # GitHub refuses a pull request of more than 65,536 characters, and a summary of more than 1 MiB.
          run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
          report 60000 "All of it is in the summary of [the run]($run)." > body.md
          report 1000000 "All of it is in the log of the run." >> "$GITHUB_STEP_SUMMARY"
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
          gh auth setup-git
          git push --force origin "HEAD:refs/heads/$BRANCH"
          open=$(gh pr list --head "$BRANCH" --base "$BASE" --state open --json number --jq '.[0].number // empty')
          if [ -n "$open" ]; then
            gh pr edit "$open" --body-file "$RUNNER_TEMP/body.md"
          else
            gh pr create --head "$BRANCH" --base "$BASE" --title "Update MCP servers" --body-file "$RUNNER_TEMP/body.md"
          fi
`;
