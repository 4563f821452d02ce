{
  lib,
  pkgs,
  config,
  options,
  ...
}:
let
  inherit (lib) types;
in
{
  options.programs.mcp-nixgen.servers = lib.mkOption {
    type = types.attrsOf (
      types.submoduleWith {
        shorthandOnlyDefinesConfig = true;
        modules = [
          ./server/general.nix
          ./server/secrets.nix
          ./server/process.nix
          ./server/http.nix
          ./server/service.nix
          ./server/wrapper.nix
        ];
        specialArgs = {
          inherit pkgs;
          # What is said once for all servers, and where secrets of sops-nix and agenix are.
          home = { inherit config options; };
        };
      }
    );
    default = { };
    example = lib.literalExpression ''
      {
        firecrawl = {
          package = pkgs.mcpServers.firecrawl-mcp;
          secrets.FIRECRAWL_API_KEY.sops = "mcp/firecrawl";
          limits.memoryMax = "1G";
          clients = [ "claude-code" "codex" ];
        };
        browser = {
          package = pkgs.mcpServers.playwright-mcp;
          transport = "http";
          port = 8931;
          args = [ "--host" "{host}" "--port" "{port}" ];
        };
      }
    '';
    description = ''
      The MCP servers by name. The name is the one that clients show; it is also part of the command
      ({command}`mcp-«name»`) and of the unit ({file}`mcp-«name».service`).
    '';
  };
}
