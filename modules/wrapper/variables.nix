# Names of environment variables that can be set for a server.
{ lib }:
let
  # Bash gives these a meaning or a value of its own, so the start script cannot hand them on as they are.
  shellOwned = [
    "_"
    "BASH"
    "BASHOPTS"
    "BASHPID"
    "BASH_ALIASES"
    "BASH_ARGC"
    "BASH_ARGV"
    "BASH_ARGV0"
    "BASH_CMDS"
    "BASH_COMMAND"
    "BASH_COMPAT"
    "BASH_LINENO"
    "BASH_SOURCE"
    "BASH_SUBSHELL"
    "BASH_VERSINFO"
    "BASH_VERSION"
    "BASH_XTRACEFD"
    "COMP_WORDBREAKS"
    "DIRSTACK"
    "EPOCHREALTIME"
    "EPOCHSECONDS"
    "EUID"
    "FUNCNAME"
    "FUNCNEST"
    "GROUPS"
    "HISTCMD"
    "IFS"
    "LINENO"
    "OPTIND"
    "POSIXLY_CORRECT"
    "PPID"
    "PWD"
    "RANDOM"
    "SECONDS"
    "SHELLOPTS"
    "SHLVL"
    "SRANDOM"
    "TMOUT"
    "UID"
  ];
in
{
  # where: how messages call the place. name: the variable. → what is wrong with it.
  problems =
    where: name:
    lib.optional (
      builtins.match "[A-Za-z_][A-Za-z0-9_]*" name == null
    ) "${where}: the name of a variable has letters, digits and _, and does not begin with a digit"
    ++ lib.optional (builtins.elem name shellOwned) "${where}: ${name} belongs to the shell and cannot be set for a server"
    ++ lib.optional (lib.hasPrefix "_mcp_" name) "${where}: names that begin with _mcp_ are the wrapper's own";
}
