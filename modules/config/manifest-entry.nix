# What the manifest says of one server.
{
  lib,
  pkgs,
  config,
  enabled,
  providers,
  launchdLog,
}:
name: server:
let
  inherit (server) package;
  inherit (pkgs.stdenv.hostPlatform) isDarwin isLinux;
  common = {
    inherit (server) transport;
    command = "${server.wrapper}/bin/mcp-${name}";
    checkSecrets = "${server.wrapper}/libexec/mcp-${name}/check-secrets";
    clients = enabled.clientsOf server;
    package = {
      name = package.pname or (lib.getName package);
      version = package.version or null;
      path = "${package}";
    };
    secrets = lib.mapAttrsToList (variable: secret: {
      name = variable;
      provider = (providers.normalise name secret).provider;
      inherit (secret) optional;
    }) server.secrets;
    limits = import ./limits-in-manifest.nix { inherit lib; } server.limits;
  }
  // lib.optionalAttrs (server.timeout != null) { timeoutMs = server.timeout * 1000; };
  fileOf = import ./secret/known-file.nix {
    inherit lib;
    home = { inherit config; };
  };
  header =
    _: value:
    if lib.isString value then
      value
    else
      let
        file = fileOf name server.secrets.${value.secret};
      in
      {
        inherit (value) secret;
      }
      // lib.optionalAttrs (value.prefix != "") { inherit (value) prefix; }
      // lib.optionalAttrs (file != null) { inherit file; };
  stdio = {
    # The wrapper has them.
    args = [ ];
    env = { };
    inherit (server) scope;
    inherit (server.wrapper) log;
  };
  http = {
    inherit (server) url;
    headers = lib.mapAttrs header server.headers;
    unit = if isLinux then "mcp-${name}.service" else null;
    socket = if server.socketActivation.enable then "mcp-${name}.socket" else null;
    # Where there is systemd it is the journal.
    log = if isDarwin then launchdLog name else null;
  }
  // lib.optionalAttrs bridge.exists { bridge = bridge.program; };
  bridge = import ./bridge.nix { inherit lib pkgs config; } name server;
in
common // (if server.transport == "http" then http else stdio)
