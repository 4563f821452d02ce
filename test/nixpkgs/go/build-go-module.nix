# `buildGoModule`: programs of a Go module, built without network out of its collected dependencies (`goModules`).
{
  lib,
  stdenv,
  go,
  callPackage,
}:
lib.extendMkDerivation {
  constructDrv = stdenv.mkDerivation;
  excludeDrvArgNames = [ "overrideModAttrs" ];

  extendDrvArgs =
    finalAttrs:
    {
      nativeBuildInputs ? [ ],
      passthru ? { },
      overrideModAttrs ? _final: _prev: { },
      # Where go.mod is, below the source.
      modRoot ? "./",
      vendorHash ? throw (
        if args ? vendorSha256 then
          "buildGoModule: Expect vendorHash instead of vendorSha256"
        else
          "buildGoModule: vendorHash is missing"
      ),
      deleteVendor ? false,
      proxyVendor ? false,
      allowGoReference ? false,
      enableParallelBuilding ? true,
      ldflags ? [ ],
      GOFLAGS ? [ ],
      meta ? { },
      ...
    }@args:
    if args ? CGO_ENABLED then
      throw "buildGoModule: specify CGO_ENABLED with env.CGO_ENABLED instead"
    else
      {
        inherit
          modRoot
          vendorHash
          deleteVendor
          proxyVendor
          enableParallelBuilding
          ;
        goModules =
          let
            modules = callPackage ./go-modules.nix { inherit go; } finalAttrs args;
          in
          if modules == "" then "" else modules.overrideAttrs overrideModAttrs;

        nativeBuildInputs = [ go ] ++ nativeBuildInputs;

        env = args.env or { } // {
          inherit (go) GOOS GOARCH;
          GO111MODULE = "on";
          GOTOOLCHAIN = "local";
          CGO_ENABLED = args.env.CGO_ENABLED or go.CGO_ENABLED;
        };
        GOFLAGS =
          GOFLAGS
          ++ lib.optional (!finalAttrs.proxyVendor) "-mod=vendor"
          ++ lib.optional (!allowGoReference) "-trimpath";
        ldflags = ldflags ++ lib.optional (!lib.any (lib.hasPrefix "-buildid=") ldflags) "-buildid=";

        configurePhase =
          args.configurePhase or ''
            source ${./go-phases.sh}
            runHook preConfigure
            goUseCollected
            runHook postConfigure
          '';
        buildPhase =
          args.buildPhase or ''
            runHook preBuild
            goInstall
            runHook postBuild
          '';
        doCheck = args.doCheck or true;
        checkPhase =
          args.checkPhase or ''
            runHook preCheck
            goTest
            runHook postCheck
          '';
        installPhase =
          args.installPhase or ''
            runHook preInstall
            mkdir -p "$out"
            if [ -e "$GOPATH/bin" ]; then cp -r "$GOPATH/bin" "$out"; fi
            runHook postInstall
          '';

        strictDeps = true;
        disallowedReferences = lib.optional (!allowGoReference) go;

        passthru = {
          inherit go;
        }
        // passthru;
        meta = {
          platforms = go.meta.platforms;
        }
        // meta;
      };
}
