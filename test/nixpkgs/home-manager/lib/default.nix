# `lib.hm`.
{ lib }:
{
  dag = import ./dag.nix { inherit lib; };
  types = import ./types.nix { inherit lib; };

  assertions.assertPlatform = module: pkgs: platforms: {
    assertion = lib.elem pkgs.stdenv.hostPlatform.system platforms;
    message = "The module ${module} is for these systems only: ${toString platforms}";
  };

  # A name for the store out of any path.
  strings.storeFileName =
    path:
    "hm_"
    + lib.concatStrings (
      lib.filter (character: builtins.match "[a-zA-Z0-9+._?=]" character != null) (
        lib.stringToCharacters path
      )
    );
}
