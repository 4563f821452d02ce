# Files below the home: one tree of them in the store, which activation links to.
{
  lib,
  config,
  pkgs,
  ...
}:
let
  inherit (config.home) homeDirectory;
  files = lib.filter (file: file.enable) (lib.attrValues config.home.file);
  targets = map (file: file.target) files;
  repeated = lib.unique (lib.filter (target: lib.count (other: other == target) targets > 1) targets);
  # Short paths first: a folder that is linked whole is then met before a file that wants to be in it.
  sorted = lib.sortOn (file: builtins.stringLength file.target) files;
  sourceOf =
    file:
    let
      path = toString file.source;
    in
    if builtins.hasContext path then
      path
    else
      builtins.path {
        inherit path;
        name = lib.hm.strings.storeFileName (baseNameOf path);
      };
  changing = lib.filter (file: file.onChange != "") files;
in
{
  options = {
    home.file = lib.mkOption {
      type = import ../lib/file-type.nix { inherit lib pkgs homeDirectory; } homeDirectory;
      default = { };
      description = "Files below the home.";
    };
    home-files = lib.mkOption {
      type = lib.types.package;
      internal = true;
      description = "All of them as one tree.";
    };
  };

  config = {
    assertions = [
      {
        assertion = repeated == [ ];
        message = "Conflicting managed target files: ${lib.concatStringsSep ", " repeated}";
      }
    ];

    # A link to something outside the store, which stays as it is.
    lib.file.mkOutOfStoreSymlink =
      path:
      pkgs.runCommandLocal (lib.hm.strings.storeFileName (
        baseNameOf (toString path)
      )) { } "ln -s ${lib.escapeShellArg (toString path)} $out";

    home-files = pkgs.runCommandLocal "home-manager-files" { nativeBuildInputs = [ pkgs.lndir ]; } ''
      mkdir -p "$out"
      source ${../programs/insert-file.sh}
      ${lib.concatMapStrings (
        file:
        "insertFile ${
          lib.escapeShellArgs [
            (sourceOf file)
            file.target
            (if file.executable == null then "inherit" else lib.boolToString file.executable)
            (lib.boolToString file.recursive)
          ]
        }\n"
      ) sorted}
    '';

    home.activation = {
      checkLinkTargets = lib.hm.dag.entryBefore [ "writeBoundary" ] ''
        checkLinkTargets ${
          lib.escapeShellArgs (map (file: file.target) (lib.filter (file: file.force) files))
        }
      '';
      checkFilesChanged = lib.hm.dag.entryBefore [ "linkGeneration" ] (
        "declare -A changedFiles\n"
        + lib.concatMapStrings (
          file:
          let
            arguments = lib.escapeShellArgs [
              (sourceOf file)
              "${homeDirectory}/${file.target}"
            ];
          in
          "if diff -rq ${arguments} >/dev/null 2>&1; then changedFiles[${lib.escapeShellArg file.target}]=0; else changedFiles[${lib.escapeShellArg file.target}]=1; fi\n"
        ) changing
      );
      linkGeneration = lib.hm.dag.entryAfter [ "writeBoundary" ] ''
        cleanOldGeneration
        linkGeneration
      '';
      onFilesChange = lib.hm.dag.entryAfter [ "linkGeneration" ] (
        lib.concatMapStrings (file: ''
          if ((''${changedFiles[${lib.escapeShellArg file.target}]} == 1)); then
            if [[ -v DRY_RUN || -v VERBOSE ]]; then
              echo "Running onChange hook for" ${lib.escapeShellArg file.target}
            fi
            if [[ ! -v DRY_RUN ]]; then
              ${file.onChange}
            fi
          fi
        '') changing
      );
    };
  };
}
