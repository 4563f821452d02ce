import { z } from "zod";

/**
 * Names of environment variables that can be set for a server. The wrapper's start script is of Bash, which gives
 * the names below a meaning or a value of its own. Source: bash(1), "Shell Variables". The same list stands in
 * `modules/wrapper/variables.nix`.
 */
export const shellOwned: readonly string[] = [
  "_",
  "BASH",
  "BASHOPTS",
  "BASHPID",
  "BASH_ALIASES",
  "BASH_ARGC",
  "BASH_ARGV",
  "BASH_ARGV0",
  "BASH_CMDS",
  "BASH_COMMAND",
  "BASH_COMPAT",
  "BASH_LINENO",
  "BASH_SOURCE",
  "BASH_SUBSHELL",
  "BASH_VERSINFO",
  "BASH_VERSION",
  "BASH_XTRACEFD",
  "COMP_WORDBREAKS",
  "DIRSTACK",
  "EPOCHREALTIME",
  "EPOCHSECONDS",
  "EUID",
  "FUNCNAME",
  "FUNCNEST",
  "GROUPS",
  "HISTCMD",
  "IFS",
  "LINENO",
  "OPTIND",
  "POSIXLY_CORRECT",
  "PPID",
  "PWD",
  "RANDOM",
  "SECONDS",
  "SHELLOPTS",
  "SHLVL",
  "SRANDOM",
  "TMOUT",
  "UID",
];

export const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "a variable's name has only letters, digits and '_', and starts with no digit",
  )
  .refine((name) => !shellOwned.includes(name), {
    message: "this variable belongs to the shell and cannot be set for a server",
  })
  .refine((name) => !name.startsWith("_mcp_"), {
    message: "names that begin with _mcp_ are the wrapper's own",
  });

export const secretVariableName = variableName.refine((name) => name !== "LC_ALL", {
  message: "a locale is no secret: put it in env",
});
