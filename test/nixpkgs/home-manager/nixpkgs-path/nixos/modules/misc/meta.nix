# What a module says about itself. It is taken and not looked at: the list of maintainers is not part of
# <nixpkgs/lib>, so the names in it cannot be checked.
{ lib, ... }:
let
  notLookedAt =
    description:
    lib.mkOption {
      type = lib.mkOptionType {
        name = "notLookedAt";
        merge = _loc: defs: map (def: { inherit (def) file value; }) defs;
      };
      default = [ ];
      internal = true;
      inherit description;
    };
in
{
  options.meta = {
    maintainers = notLookedAt "Who looks after a module.";
    doc = notLookedAt "The chapter about a module.";
    buildDocsInSandbox = notLookedAt "Whether a module's documentation is built in the sandbox.";
  };
}
