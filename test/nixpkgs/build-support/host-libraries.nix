# Libraries of the host as a package: links to what its dynamic linker would take. It pins nothing.
{ lib, runCommand }:
{
  name,
  # Sonames; what the host has of them is linked, and one of them it has to have.
  libraries,
}:
runCommand "${name}-host"
  {
    inherit libraries;
    pname = name;
    version = "host";
    meta.description = "${name} of the host";
  }
  ''
    mkdir -p "$out/lib"
    for library in $libraries; do
      for folder in /lib/*-linux-gnu /usr/lib/*-linux-gnu /lib64 /usr/lib64 /lib /usr/lib /opt/homebrew/lib; do
        if [ -e "$folder/$library" ]; then
          ln -s "$folder/$library" "$out/lib/$library"
          break
        fi
      done
    done
    if [ -z "$(ls "$out/lib")" ]; then
      echo "the host has none of: $libraries (of ${name}): install it, or use nixpkgs" >&2
      exit 1
    fi
  ''
