# mkMcpWrapper: an MCP server as `bin/mcp-<name>`, which can be started from anywhere, is ended with its
# client, and finds its secrets when it starts. modules/wrapper/README.md tells how it works.
#
#   mkMcpWrapper = pkgs.callPackage ./modules/mk-mcp-wrapper.nix { };
#   mkMcpWrapper {
#     name = "firecrawl";
#     package = pkgs.mcpServers.firecrawl-mcp;
#     secrets.FIRECRAWL_API_KEY.pass = "mcp/firecrawl";
#     limits.memoryMax = "1G";
#   }
#
# The programs of secret providers come from the package set where it has them (sops, pass, secret-tool,
# keepassxc-cli), and only into the closure of a wrapper that uses one; without, they are looked up when the
# server starts. `op` and `bw` always are, for they have to fit the user's own installation (`op` even needs
# a setgid wrapper): `onePasswordCli` and `bitwardenCli` give others.
{
  lib,
  runCommandLocal,
  bash,
  coreutils,
  callPackage,
  cacert ? null,
  keepassxc ? null,
  libsecret ? null,
  pass ? null,
  sops ? null,
  onePasswordCli ? null,
  bitwardenCli ? null,
  systemdPrograms ? null,
  mcp-guard ? callPackage ./guard { },
}:
given:
let
  arguments = import ./wrapper/arguments.nix { inherit lib; } given;
  providers = import ./wrapper/providers.nix { inherit lib; };
  programs = import ./wrapper/programs.nix {
    inherit lib;
    packages = {
      "keepassxc-cli" = keepassxc;
      secret-tool = libsecret;
      inherit pass sops;
      op = onePasswordCli;
      bw = bitwardenCli;
      systemd-creds = systemdPrograms;
      systemd-run = systemdPrograms;
    };
  };
  scripts = import ./wrapper/scripts.nix {
    inherit
      lib
      bash
      coreutils
      cacert
      providers
      programs
      ;
  } arguments;
  command = import ./wrapper/guarded.nix {
    inherit lib mcp-guard;
  } arguments "${libexec}/start";
  libexec = "${builtins.placeholder "out"}/libexec/mcp-${arguments.name}";
  checkCommand = [
    "${mcp-guard}/bin/mcp-guard"
    "--name"
    arguments.name
    "--scope"
    "none"
    "--grace"
    "100"
    "--"
    "${libexec}/check"
  ];
in
runCommandLocal "mcp-${arguments.name}"
  {
    inherit (scripts) start check;
    # The guard's log lies below HOME; bash knows where that is when the client does not say.
    entry = ''
      #!${bash}/bin/bash -p
      if [[ ! ''${HOME-} ]]; then unset HOME; export HOME=~; fi
      exec ${lib.escapeShellArgs command} "$@"
    '';
    # Under the guard as well, so that nothing which a vault's program has started is left.
    checkEntry = ''
      #!${bash}/bin/bash -p
      exec ${lib.escapeShellArgs checkCommand}
    '';
    passAsFile = [
      "entry"
      "start"
      "check"
      "checkEntry"
    ];
    # Where its standard error is kept, or null.
    passthru = { inherit (arguments) log; };
    meta = {
      description = "MCP server ${arguments.name}, wrapped by mcp-nixgen";
      mainProgram = "mcp-${arguments.name}";
    };
  }
  ''
    libexec=$out/libexec/mcp-${arguments.name}
    mkdir -p "$out/bin" "$libexec"
    cp "$entryPath" "$out/bin/mcp-${arguments.name}"
    cp "$startPath" "$libexec/start"
    cp "$checkPath" "$libexec/check"
    cp "$checkEntryPath" "$libexec/check-secrets"
    for script in "$out/bin/mcp-${arguments.name}" "$libexec"/*; do
      ${bash}/bin/bash -n "$script"
      chmod 555 "$script"
    done
  ''
