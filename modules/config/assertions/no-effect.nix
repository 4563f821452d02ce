# What the other transport has no use for: it is told, not passed over. A value that is the default says nothing.
{
  lib,
  options,
  at,
  ...
}:
name: server:
let
  declared = options.programs.mcp-nixgen.servers.type.getSubOptions [ ];
  isSet = option: lib.getAttrFromPath option server != (lib.getAttrFromPath option declared).default;
  useless =
    why: remedy: option:
    "${at name option}: ${why}. Remove it, or set transport to \"${remedy}\".";
  onlyStdio = {
    why = "an HTTP server is a service: systemd or launchd starts it, ends it and keeps what it prints";
    remedy = "stdio";
    options = [
      [ "scope" ]
      [ "requireScope" ]
      [ "parentDeath" ]
      [ "log" ]
    ];
  };
  onlyHttp = {
    why = "a stdio server listens nowhere and has no service";
    remedy = "http";
    options = [
      [ "host" ]
      [ "path" ]
      [ "headers" ]
      [
        "service"
        "hardening"
      ]
      [
        "service"
        "readyTimeout"
      ]
      [
        "service"
        "settings"
      ]
    ];
  };
  not = if server.transport == "http" then onlyStdio else onlyHttp;
in
map (useless not.why not.remedy) (
  lib.filter isSet not.options
  # Its default follows from the other options: none for a stdio server.
  ++ lib.optional (server.transport == "stdio" && server.url != null) [ "url" ]
)
