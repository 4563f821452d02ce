# The activation package: a script that makes the home what the configuration says.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.home;
  sorted = lib.hm.dag.topoSort cfg.activation;
  entries =
    sorted.result or (throw "Dependency cycle in activation script: ${
      toString (map (entry: entry.name) sorted.cycle)
    }");

  # Nothing of the caller's PATH but Nix.
  path = lib.makeBinPath (
    [
      pkgs.bash
      pkgs.coreutils
      pkgs.diffutils
      pkgs.findutils
      pkgs.gnugrep
      pkgs.gnused
      pkgs.jq
    ]
    ++ cfg.extraActivationPath
  );

  script = pkgs.writeShellScript "activation-script" ''
    set -eu
    set -o pipefail
    cd "$HOME"
    export PATH="${path}:$(${pkgs.coreutils}/bin/dirname "$(${pkgs.coreutils}/bin/readlink -m "$(type -p nix-env)")")"
    declare -gr newGenPath=@GENERATION_DIR@ storeDir=${builtins.storeDir}
    source ${../programs/activation.sh}
    startActivation ${
      lib.escapeShellArgs [
        cfg.username
        cfg.homeDirectory
      ]
    } "$@"

    ${lib.concatMapStringsSep "\n" (entry: ''
      noteEcho ${lib.escapeShellArg "Activating ${entry.name}"}
      ${entry.data}
    '') entries}

    finishActivation
  '';
in
{
  options.home = {
    activation = mkOption {
      type = lib.hm.types.dagOf types.str;
      default = { };
      description = "Parts of the activation script by name.";
    };
    activationPackage = mkOption {
      type = types.package;
      internal = true;
      description = "The script, and the files that it links to.";
    };
    extraActivationPath = mkOption {
      type = types.listOf types.package;
      default = [ ];
      internal = true;
      description = "Packages that the script finds programs in.";
    };
    extraBuilderCommands = mkOption {
      type = types.lines;
      default = "";
      internal = true;
      description = "Shell commands for the end of the package's build.";
    };
  };

  config.home = {
    activation = {
      writeBoundary = lib.hm.dag.entryAnywhere "";
      installPackages = lib.hm.dag.entryAfter [ "writeBoundary" ] ''
        run nix-env -i ${cfg.path}
      '';
    };
    activationPackage = pkgs.runCommand "home-manager-generation" { } ''
      mkdir -p "$out/bin"
      echo 1 >"$out/gen-version"
      cp ${script} "$out/activate"
      substituteInPlace "$out/activate" --subst-var-by GENERATION_DIR "$out"
      ln -s "$out/activate" "$out/bin/home-manager-generation"
      ln -s ${config.home-files} "$out/home-files"
      ln -s ${cfg.path} "$out/home-path"
      ${cfg.extraBuilderCommands}
    '';
  };
}
