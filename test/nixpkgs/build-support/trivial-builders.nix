# Builders of a few lines: files, scripts, commands, joined trees.
{ lib, stdenv }:
rec {
  runCommand =
    name: env: buildCommand:
    stdenv.mkDerivation (
      {
        inherit name buildCommand;
        passAsFile = [ "buildCommand" ] ++ env.passAsFile or [ ];
      }
      // builtins.removeAttrs env [ "passAsFile" ]
    );
  runCommandLocal = runCommand;
  runCommandCC = runCommand;

  writeTextFile =
    {
      name,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
    }:
    runCommand name
      {
        inherit
          text
          executable
          checkPhase
          passthru
          ;
        meta =
          lib.optionalAttrs (executable && lib.hasPrefix "/bin/" destination) {
            mainProgram = lib.removePrefix "/bin/" destination;
          }
          // meta;
        passAsFile = [ "text" ];
      }
      ''
        target=$out${lib.escapeShellArg destination}
        mkdir -p "$(dirname "$target")"
        cp "$textPath" "$target"
        if [ -n "$executable" ]; then chmod +x "$target"; fi
        eval "$checkPhase"
      '';

  writeText = name: text: writeTextFile { inherit name text; };
  writeTextDir =
    path: text:
    writeTextFile {
      name = baseNameOf path;
      destination = "/${path}";
      inherit text;
    };
  writeScript =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
    };
  writeScriptBin =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
      destination = "/bin/${name}";
    };
  writeShellScript = name: text: writeScript name "#!${stdenv.shell}\n${text}\n";
  writeShellScriptBin =
    name: text:
    writeTextFile {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      text = "#!${stdenv.shell}\n${text}\n";
      checkPhase = ''${stdenv.shell} -n "$target"'';
    };
  writeShellApplication =
    {
      name,
      text,
      runtimeInputs ? [ ],
      runtimeEnv ? { },
      meta ? { },
      passthru ? { },
    }:
    writeTextFile {
      inherit name meta passthru;
      executable = true;
      destination = "/bin/${name}";
      text = ''
        #!${stdenv.shell}
        set -o errexit
        set -o nounset
        set -o pipefail
        ${lib.concatMapAttrsStringSep "\n" (name: value: "export ${lib.toShellVar name value}") runtimeEnv}
        ${lib.optionalString (
          runtimeInputs != [ ]
        ) ''export PATH="${lib.makeBinPath runtimeInputs}:$PATH"''}
        ${text}
      '';
      checkPhase = ''${stdenv.shell} -n "$target"'';
    };

  symlinkJoin =
    {
      name,
      paths,
      postBuild ? "",
      nativeBuildInputs ? [ ],
      meta ? { },
      passthru ? { },
    }:
    runCommand name
      {
        inherit
          paths
          postBuild
          nativeBuildInputs
          meta
          passthru
          ;
      }
      ''
        mkdir -p "$out"
        shopt -s dotglob
        for path in $paths; do cp -rs --no-preserve=mode "$path"/* "$out/"; done
        eval "$postBuild"
      '';

  linkFarm =
    name: entries:
    runCommand name { } (
      "mkdir -p $out\n"
      +
        lib.concatMapStrings
          (entry: ''
            mkdir -p "$(dirname "$out"/${lib.escapeShellArg entry.name})"
            ln -s ${lib.escapeShellArg "${entry.path}"} "$out"/${lib.escapeShellArg entry.name}
          '')
          (
            if lib.isAttrs entries then
              lib.mapAttrsToList (name: path: { inherit name path; }) entries
            else
              entries
          )
    );
}
