# `goModules`: the dependencies of a Go module, as a fixed-output derivation: a vendor folder, or with `proxyVendor`
# the zips that a module proxy would give out.
{
  lib,
  stdenv,
  go,
  gitMinimal,
  cacert,
}:
# The finished package, and what was given to make it.
package: args:
if package.vendorHash == null then
  ""
else
  stdenv.mkDerivation {
    name = "${package.name or "${package.pname}-${package.version}"}-go-modules";
    nativeBuildInputs = (args.nativeBuildInputs or [ ]) ++ [
      go
      gitMinimal
      cacert
    ];

    inherit (package) src modRoot;
    prePatch = args.prePatch or "";
    patches = args.patches or [ ];
    patchFlags = args.patchFlags or [ ];
    postPatch = args.postPatch or "";
    preBuild = args.preBuild or "";
    postBuild = args.modPostBuild or "";
    sourceRoot = args.sourceRoot or "";
    env = package.env;
    deleteVendor = package.deleteVendor;
    proxyVendor = package.proxyVendor;

    impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [
      "GIT_PROXY_COMMAND"
      "SOCKS_SERVER"
      "GOPROXY"
      "NIX_SSL_CERT_FILE"
      "SSL_CERT_FILE"
    ];

    configurePhase =
      args.modConfigurePhase or ''
        source ${./go-phases.sh}
        runHook preConfigure
        goSurroundings
        cd "$modRoot"
        runHook postConfigure
      '';
    buildPhase =
      args.modBuildPhase or ''
        runHook preBuild
        goCollect
        runHook postBuild
      '';
    installPhase =
      args.modInstallPhase or ''
        runHook preInstall
        goInstallCollected
        runHook postInstall
      '';
    dontFixup = true;

    outputHashMode = "recursive";
    outputHash = package.vendorHash;
    outputHashAlgo = if package.vendorHash == "" then "sha256" else null;
  }
