# github.com/owner/tool is deprecated: use ${another}

{
  lib,
  buildGoModule,
  fetchGoModule,
}:

buildGoModule (finalAttrs: {
  pname = "leftovers";
  version = "0.0.0-20250102030405-abcdefabcdef";

  src = fetchGoModule {
    path = "github.com/owner/tool";
    inherit (finalAttrs) version;
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  # Published with the list of a vendor folder, and without the folder.
  deleteVendor = true;
  vendorHash = "sha256-CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC=";

  subPackages = [ "cmd/tool" ];

  env.CGO_ENABLED = 0;
  # Its go.work is for its author's checkout.
  env.GOWORK = "off";

  ldflags = [
    "-s"
    "-w"
    "-X github.com/owner/tool/build.Tag=v${finalAttrs.version}"
    "-X main.version=${finalAttrs.version}"
  ];

  # Its author has run its tests; many want the network, or files of the repository.
  doCheck = false;

  meta = {
    description = "Server of tools";
    homepage = "https://github.com/owner/tool";
    # The package states no licence.
    mainProgram = "tool";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
})
