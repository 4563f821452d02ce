{
  lib,
  pkgs,
  name,
  config,
  home,
  ...
}:
let
  inherit (lib) mkOption types;
in
{
  options.wrapper = mkOption {
    type = types.package;
    readOnly = true;
    default = import ../../config/wrapper.nix {
      inherit
        lib
        pkgs
        name
        home
        ;
      server = config;
    };
    defaultText = lib.literalMD "the package with {command}`bin/mcp-«name»`";
    example = lib.literalExpression "config.programs.mcp-nixgen.servers.firecrawl.wrapper";
    description = ''
      The finished wrapper, to be used elsewhere: `bin/mcp-«name»` starts the server, and
      `libexec/mcp-«name»/check-secrets` tries its secrets without starting it.
    '';
  };
}
