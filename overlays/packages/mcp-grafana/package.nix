{
  lib,
  buildGoModule,
  fetchGoModule,
}:

buildGoModule (finalAttrs: {
  pname = "mcp-grafana";
  version = "1.6.3";

  src = fetchGoModule {
    path = "github.com/grafana/mcp-grafana";
    inherit (finalAttrs) version;
    hash = "sha256-ss4eRlDNgPffOs3RSy368Zrm3ViA/hmYBPzSPL7C39M=";
  };

  vendorHash = "sha256-Xy2S5YYJ5Pdmjq2LXdikdAQUfO84f+dPADInwPZfJoQ=";

  subPackages = [ "cmd/mcp-grafana" ];

  ldflags = [
    "-s"
    "-w"
    "-X github.com/grafana/mcp-grafana.version=${finalAttrs.version}"
  ];

  # Its author has run its tests; many want the network, or files of the repository.
  doCheck = false;

  meta = {
    description = "Model Context Protocol (MCP) server for Grafana";
    homepage = "https://github.com/grafana/mcp-grafana";
    changelog = "https://github.com/grafana/mcp-grafana/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.asl20;
    mainProgram = "mcp-grafana";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
