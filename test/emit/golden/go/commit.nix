{
  lib,
  buildGoModule,
  fetchFromGitHub,
}:

buildGoModule (finalAttrs: {
  pname = "commit";
  version = "0-unstable-2025-01-02";

  src = fetchFromGitHub {
    githubBase = "git.example";
    owner = "owner";
    repo = "tool";
    rev = "0000000000000000000000000000000000000000";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private = true;
  };

  vendorHash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";

  subPackages = [ "cmd/tool" ];

  env.CGO_ENABLED = 0;

  ldflags = [
    "-s"
    "-w"
    "-X main.version=${finalAttrs.version}"
  ];

  # Its author has run its tests; many want the network, or files of the repository.
  doCheck = false;

  meta = {
    description = "Server of tools";
    homepage = "https://github.com/owner/tool";
    changelog = "https://github.com/owner/tool/releases/tag/v1.2.3";
    license = lib.licenses.asl20;
    mainProgram = "tool";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
