{
  lib,
  buildGoModule,
  fetchzip,
}:

buildGoModule (finalAttrs: {
  pname = "zip";
  version = "1.2.3";

  src = fetchzip {
    url = "https://modules.example/example.com/!owner/tool/v2/@v/v${finalAttrs.version}.zip";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  sourceRoot = "${finalAttrs.src.name}/Owner/tool/v2@v${finalAttrs.version}";

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
    changelog = "https://github.com/owner/tool/releases/tag/v${finalAttrs.version}";
    license = lib.licenses.asl20;
    mainProgram = "tool";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
