{
  lib,
  buildGoModule,
  fetchGoModule,
}:

buildGoModule (finalAttrs: {
  pname = "cgo";
  version = "1.2.3";

  src = fetchGoModule {
    path = "github.com/owner/tool";
    inherit (finalAttrs) version;
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  proxyVendor = true;
  vendorHash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";

  subPackages = [ "cmd/tool" ];

  # Its go.work is for its author's checkout.
  env.GOWORK = "off";

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
