# `buildEnv`: several packages' files linked into one tree. Two different files of one name are an error,
# unless one package has a lower `meta.priority`, as in nixpkgs.
{ lib, runCommand }:
{
  name,
  paths,
  extraOutputsToInstall ? [ ],
  pathsToLink ? [ "/" ],
  ignoreCollisions ? false,
  postBuild ? "",
  nativeBuildInputs ? [ ],
  meta ? { },
  passthru ? { },
}:
let
  wantedOutputs =
    package:
    if !(lib.isDerivation package) then
      [ package ]
    else if package.outputSpecified or false then
      [ package ]
    else
      map (output: package.${output}) (
        lib.unique (
          package.meta.outputsToInstall or [ (package.outputName or "out") ]
          ++ lib.filter (output: package ? ${output}) extraOutputsToInstall
        )
      );
  # Lower numbers win; 5 is what a package has that names none.
  entry = package: {
    priority = package.meta.priority or 5;
    paths = map toString (wantedOutputs package);
  };
  entries = lib.sort (a: b: a.priority < b.priority) (map entry paths);
in
runCommand name
  {
    inherit
      pathsToLink
      postBuild
      nativeBuildInputs
      meta
      passthru
      ;
    collisions = if ignoreCollisions then "ignore" else "error";
    packages = lib.concatMap (one: map (path: "${toString one.priority}:${path}") one.paths) entries;
  }
  ''
    mkdir -p "$out"
    declare -A priorityOf
    for package in $packages; do
      priority=''${package%%:*} path=''${package#*:}
      for folder in $pathsToLink; do
        folder=''${folder#/}
        [ -e "$path/$folder" ] || continue
        (cd "$path/$folder/" && find . -mindepth 1 -type d -not -path './nix-support*' -printf '%P\0') \
          | while IFS= read -r -d "" subfolder; do mkdir -p "$out/''${folder:+$folder/}$subfolder"; done
        while IFS= read -r -d "" file; do
          target="$out/''${folder:+$folder/}$file" source="$path/''${folder:+$folder/}$file"
          if [ -e "$target" ] || [ -L "$target" ]; then
            if [ "$(realpath "$target")" = "$(realpath "$source")" ] || cmp -s "$target" "$source"; then continue; fi
            if [ "''${priorityOf[$target]}" = "$priority" ] && [ $collisions = error ]; then
              echo "two packages have the file $file: $(readlink "$target") and $source" >&2
              exit 1
            fi
            continue
          fi
          mkdir -p "$(dirname "$target")"
          ln -s "$source" "$target"
          priorityOf[$target]=$priority
        done < <(cd "$path/$folder/" && find . -not -type d -not -path './nix-support/*' -printf '%P\0' | sort -z)
      done
    done
    eval "$postBuild"
  ''
