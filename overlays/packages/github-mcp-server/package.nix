{
  lib,
  buildGoModule,
  fetchGoModule,
}:

buildGoModule (finalAttrs: {
  pname = "github-mcp-server";
  version = "1.2.0";

  src = fetchGoModule {
    path = "github.com/github/github-mcp-server";
    inherit (finalAttrs) version;
    hash = "sha256-jHndd89nIDkbV2d7xANjngILmP7Zlli1mDXnHnZc1vg=";
  };

  vendorHash = "sha256-J1hC4hdEKLENXLJrsyV41TaJ9+2CuPz5KoIMm2mXvTE=";

  subPackages = [ "cmd/github-mcp-server" ];

  env.CGO_ENABLED = 0;

  ldflags = [
    "-s"
    "-w"
    "-X main.version=${finalAttrs.version}"
  ];

  # Its author has run its tests; many want the network, or files of the repository.
  doCheck = false;

  meta = {
    description = "GitHub MCP Server connects AI tools directly to GitHub's platform";
    homepage = "https://github.com/github/github-mcp-server";
    changelog = "https://github.com/github/github-mcp-server/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.mit;
    mainProgram = "github-mcp-server";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
