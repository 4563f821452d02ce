# The host's systemd as a package: `programs` of its PATH, and the folder of those that are on no PATH.
{ runCommand, programs }:
runCommand "systemd-host"
  {
    pname = "systemd";
    version = "host";
    meta.description = "systemd of the host";
  }
  ''
    mkdir -p "$out/lib"
    ln -s ${programs}/bin "$out/bin"
    for folder in /usr/lib/systemd /lib/systemd; do
      if [ -d "$folder" ]; then
        ln -s "$folder" "$out/lib/systemd"
        break
      fi
    done
  ''
