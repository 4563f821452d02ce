# A toolchain of Go out of the module proxy that the host's go command is configured for, checked by its hash. The
# proxy's address stands nowhere here: the go command knows it.
{ lib, system }:
{
  version,
  goarch,
  hash,
}:
derivation {
  name = "go-${version}";
  inherit system;
  builder = "/bin/bash";
  args = [
    "-e"
    ./from-proxy.sh
  ];
  spec = "golang.org/toolchain@v0.0.1-go${version}.linux-${goarch}";
  outputHashMode = "recursive";
  outputHash = hash;
  outputHashAlgo = "sha256";
  preferLocalBuild = true;
  # PATH finds the host's go; HOME and the rest are where its configuration is.
  impureEnvVars = import ../fetch/impure-env.nix { inherit lib; } ++ [
    "PATH"
    "HOME"
    "GOENV"
    "GOPROXY"
    "GOSUMDB"
    "GONOSUMDB"
  ];
}
