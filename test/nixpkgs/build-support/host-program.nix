# A program of the host as a package: symlinks to what the build's PATH has. It pins nothing, and its
# version is whatever the host's is.
{ lib, runCommand }:
{
  name,
  programs ? [ name ],
  version ? "host",
}:
runCommand "${name}-${version}"
  {
    inherit programs;
    pname = name;
    inherit version;
    meta = {
      description = "${name} of the host";
      mainProgram = lib.head programs;
    };
  }
  ''
    mkdir -p "$out/bin"
    for program in $programs; do
      if ! path=$(type -P "$program"); then
        echo "the host has no $program (looked in $PATH): install it, or use nixpkgs" >&2
        exit 1
      fi
      ln -s "$path" "$out/bin/$program"
    done
  ''
