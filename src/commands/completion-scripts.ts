export const shells = ["bash", "zsh", "fish"] as const;

/** bash 3.2 (macOS) is the floor: no mapfile, and compopt may be missing. */
const bash = String.raw`# mcp-nixgen completion for bash
_mcp_nixgen() {
  local current="${"$"}{COMP_WORDS[COMP_CWORD]}" word path
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    case "$word" in
      :file | :directory)
        compopt -o filenames 2>/dev/null
        while IFS= read -r path; do
          COMPREPLY+=("$path")
        done < <(if [ "$word" = :file ]; then compgen -f -- "$current"; else compgen -d -- "$current"; fi)
        ;;
      ?*) COMPREPLY+=("$word") ;;
    esac
  done < <(mcp-nixgen __complete -- "${"$"}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _mcp_nixgen mcp-nixgen
`;

/** Works sourced as well as autoloaded from fpath. */
const zsh = String.raw`#compdef mcp-nixgen
_mcp_nixgen() {
  local -a candidates
  local word about
  while IFS=$'\t' read -r word about; do
    case "$word" in
      :file) _files; return ;;
      :directory) _files -/; return ;;
      ?*) candidates+=("${"$"}{word//:/\\:}:$about") ;;
    esac
  done < <(mcp-nixgen __complete -- "${"$"}{(@)words[2,CURRENT]}" 2>/dev/null)
  _describe -t candidates mcp-nixgen candidates
}
if [ "$funcstack[1]" = _mcp_nixgen ]; then
  _mcp_nixgen "$@"
else
  compdef _mcp_nixgen mcp-nixgen
fi
`;

const fish = `# mcp-nixgen completion for fish
function __mcp_nixgen_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    for line in (mcp-nixgen __complete -- $words "$current" 2>/dev/null)
        switch $line
            case ':file'
                __fish_complete_path "$current"
            case ':directory'
                __fish_complete_directories "$current" ''
            case '*'
                echo $line
        end
    end
end
complete -c mcp-nixgen -f -a '(__mcp_nixgen_complete)'
`;

export const completionScripts: Readonly<Record<(typeof shells)[number], string>> = { bash, zsh, fish };
