# A package whose setup hook is SCRIPT, with every `@name@` of `substitutions` in its place.
{ lib, runCommand }:
{
  name,
  substitutions ? { },
  propagatedBuildInputs ? [ ],
  meta ? { },
  passthru ? { },
}:
script:
let
  placeholders = map (placeholder: "@${placeholder}@") (lib.attrNames substitutions);
  text = builtins.replaceStrings placeholders (map (value: "${value}") (
    lib.attrValues substitutions
  )) (builtins.readFile script);
in
runCommand name
  {
    inherit
      propagatedBuildInputs
      meta
      passthru
      text
      ;
    passAsFile = [ "text" ];
  }
  ''
    mkdir -p "$out/nix-support"
    cp "$textPath" "$out/nix-support/setup-hook"
    printf '%s\n' $propagatedBuildInputs >"$out/nix-support/propagated-build-inputs"
  ''
