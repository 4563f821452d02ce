# The options of the Home-Manager module, as data for docs/options.md. Whichever `lib` evaluates it, nixpkgs' or
# the tests' stand-in, the answer is the same.
{
  lib,
  root ? ../..,
  module ? root + "/modules/home-manager.nix",
}:
let
  unavailable =
    what: throw "the documentation has no ${what}: give the option a defaultText that needs none";

  evaluated = lib.evalModules {
    class = "homeManager";
    modules = [
      module
      {
        # home-manager's own options are not there to take the module's definitions.
        config._module.check = false;
        config._module.args.pkgs = unavailable "packages";
      }
    ];
  };

  text =
    rendered:
    if rendered == null then
      null
    else
      {
        isNix = rendered._type == "literalExpression";
        inherit (rendered) text;
      };

  # The options inside a type. Of a choice between types neither lib tells them, so its parts are asked.
  inside =
    prefix: type:
    let
      own = type.getSubOptions prefix;
    in
    if own != { } then
      [ own ]
    else
      lib.concatMap (inside prefix) (lib.attrValues (type.nestedTypes or { }));

  # An option, and after it those inside it, each with the files that the outer one is declared in, for where
  # its own are not known.
  documented =
    outer: option:
    let
      alone = option.type // {
        getSubOptions = _prefix: { };
      };
      entry = lib.head (
        lib.optionAttrSetToDocList {
          only = option // {
            type = alone;
          };
        }
      );
      declarations = if entry.declarations == [ ] then outer else entry.declarations;
      isShown = entry.visible && !entry.internal && !(lib.elem "_module" entry.loc);
    in
    lib.optionals isShown (
      [ (entry // { inherit declarations; }) ]
      ++ lib.concatMap (below declarations) (inside option.loc option.type)
    );
  below =
    outer: tree:
    if lib.isOption tree then
      documented outer tree
    else
      lib.concatMap (below outer) (lib.attrValues tree);
in
map (option: {
  inherit (option)
    loc
    type
    description
    readOnly
    ;
  default = text (option.default or null);
  example = text (option.example or null);
  declarations = map (file: lib.removePrefix "${toString root}/" (toString file)) option.declarations;
}) (below [ ] evaluated.options.programs.mcp-nixgen)
