/** What a client may put before its model: what the tools have in common is said here once, not in each of them. */
export const instructions = [
  "All of nixpkgs as tools. The tools named after packages (ripgrep, jq, …) and nixpkgs_execute run a program and",
  "return stdout, stderr, exitCode and durationMs. args is an array that no shell sees: no quotes, globs or pipes",
  "(nixpkgs_batch pipes; nixpkgs_shell can run bash). All of them also take stdin (text, up to 1 MB), cwd (absolute",
  "path) and timeout (seconds). Paths outside the client's roots may be refused. The first run of a package may",
  "download it. For anything without a tool of its own: nixpkgs_search, then nixpkgs_execute; nixpkgs_install_tool",
  "keeps it for later. Output that was cut can be read at its nixpkgs://output/… resource (?offset=N&length=N for a part).",
].join(" ");
