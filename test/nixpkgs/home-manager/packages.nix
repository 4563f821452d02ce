# The overlay with what home-manager (the real one or the stand-in) needs of nixpkgs to build an activation
# package: programs of the host under nixpkgs' names, `buildEnv`, `formats`, and small stand-ins for programs
# that a host seldom has.
final: _prev:
let
  inherit (final) lib runCommand;

  # A program that the host lacks says so when it is called: home-manager names many that are never run.
  hostPrograms =
    name: programs:
    runCommand "${name}-host"
      {
        inherit programs;
        pname = name;
        version = "host";
        meta = {
          description = "${name} of the host";
          mainProgram = lib.head programs;
        };
      }
      ''
        mkdir -p "$out/bin"
        for program in $programs; do
          if path=$(type -P "$program"); then
            ln -s "$path" "$out/bin/$program"
          else
            printf '#!/bin/sh\necho "stand-in: the host has no %s" >&2\nexit 127\n' "$program" >"$out/bin/$program"
            chmod +x "$out/bin/$program"
          fi
        done
      '';

  script =
    name: file:
    runCommand name { meta.mainProgram = name; } ''
      install -D -m 755 ${file} "$out/bin/${name}"
    '';

  doesNothing =
    program:
    runCommand program { meta.mainProgram = program; } ''
      install -D -m 755 ${final.writeText program "#!/bin/sh\n"} "$out/bin/${program}"
    '';
in
{
  buildEnv = import ./build-env.nix { inherit lib runCommand; };
  formats = import ./formats.nix {
    inherit lib;
    inherit (final) runCommand writeText;
  };
  emptyDirectory = runCommand "empty-directory" { } "mkdir $out";
  # The host's programs read the host's locales.
  glibcLocales = final.emptyDirectory // {
    version = "2.40";
  };
  # A copy of a file with every `@name@` replaced; one that is not there, and one left over, is an error.
  replaceVars =
    file: values:
    let
      text = builtins.readFile file;
      placeholders = map (name: "@${name}@") (lib.attrNames values);
      absent = lib.filter (placeholder: !lib.hasInfix placeholder text) placeholders;
      result = builtins.replaceStrings placeholders (map (value: "${value}") (
        lib.attrValues values
      )) text;
      left = builtins.match ".*(@[a-zA-Z_][0-9A-Za-z_'-]*@).*" result;
    in
    if absent != [ ] then
      throw "replaceVars: ${toString file} does not have ${toString absent}"
    else if left != null then
      throw "replaceVars: ${toString file} is left with ${toString left}"
    else
      final.writeText (baseNameOf file) result;
  emptyFile = runCommand "empty-file" { } "touch $out";

  coreutils = hostPrograms "coreutils" [
    "cat"
    "basename"
    "chmod"
    "cksum"
    "cp"
    "cut"
    "date"
    "dirname"
    "env"
    "expr"
    "head"
    "id"
    "install"
    "ln"
    "ls"
    "mkdir"
    "mkfifo"
    "mktemp"
    "mv"
    "printf"
    "pwd"
    "readlink"
    "realpath"
    "rm"
    "rmdir"
    "seq"
    "sha256sum"
    "sleep"
    "sort"
    "stat"
    "stty"
    "sync"
    "tail"
    "tee"
    "test"
    "timeout"
    "touch"
    "tr"
    "tty"
    "true"
    "uname"
    "uniq"
    "wc"
    "whoami"
  ];
  diffutils = hostPrograms "diffutils" [
    "diff"
    "cmp"
  ];
  ncurses = hostPrograms "ncurses" [ "tput" ];
  systemd = import ./systemd.nix {
    inherit runCommand;
    programs = hostPrograms "systemd" [
      "systemctl"
      "systemd-run"
      "systemd-creds"
      "systemd-escape"
      "systemd-notify"
      "journalctl"
      "loginctl"
      "busctl"
    ];
  };

  # What home-manager installs with `xdg.mime.enable`, its default: makers of databases that nobody reads here.
  shared-mime-info = doesNothing "update-mime-database";
  desktop-file-utils = doesNothing "update-desktop-database";

  lndir = script "lndir" ./programs/lndir.sh;
  sd-switch = script "sd-switch" ./programs/sd-switch.sh;
  # Messages stay as they are in the source: no catalogue is made, none is read.
  gettext = runCommand "gettext" { } ''
    install -D -m 755 ${./programs/gettext.sh} "$out/bin/gettext"
    ln -s gettext "$out/bin/ngettext"
    ln -s gettext "$out/bin/msgfmt"
  '';
}
