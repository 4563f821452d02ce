# The host's certificates, for programs that know no place of their own.
{ runCommand }:
runCommand "cacert-host"
  {
    meta.description = "Certificates of the host";
  }
  ''
    mkdir -p "$out/nix-support"
    cp ${./cacert-hook.sh} "$out/nix-support/setup-hook"
  ''
