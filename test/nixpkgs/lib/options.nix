# Declaring options, showing them in messages, and describing them for documentation.
{ lib }:
let
  unknownModule = "<unknown-file>";

  isType = tag: value: builtins.isAttrs value && value._type or "" == tag;
  isOption = isType "option";

  mkOption =
    {
      default ? null,
      defaultText ? null,
      example ? null,
      description ? null,
      type ? null,
      apply ? null,
      internal ? null,
      visible ? null,
      readOnly ? null,
      relatedPackages ? null,
    }@option:
    option // { _type = "option"; };

  literal =
    tag: text:
    if builtins.isString text then
      {
        _type = tag;
        inherit text;
      }
    else
      throw "${tag} takes a string, not a ${builtins.typeOf text}";
  literalExpression = literal "literalExpression";
  literalMD = literal "literalMD";

  # `<name>` and `*` stand for any name, and are not quoted.
  showOption = lib.concatMapStringsSep "." (
    part:
    if part == "*" || builtins.match "<.*>" part != null then
      part
    else
      lib.strings.escapeNixIdentifier part
  );
  showFiles = lib.concatMapStringsSep " and " (file: "`${file}'");

  # A value is shown shortened, and only when it can be evaluated.
  showDefs = lib.concatMapStrings (
    def:
    let
      shown = builtins.tryEval (
        lib.generators.toPretty { } (
          lib.generators.withRecursion {
            depthLimit = 10;
            throwOnDepthLimit = false;
          } def.value
        )
      );
      lines = lib.splitString "\n" shown.value;
      short = lib.take 5 lines ++ lib.optional (builtins.length lines > 5) "...";
      glue = if builtins.length lines > 1 then ":\n    " else ": ";
    in
    "\n- In `${def.file}'"
    + lib.optionalString shown.success (glue + builtins.concatStringsSep "\n    " short)
  );

  rendered =
    value:
    if builtins.isAttrs value && value ? _type && value ? text then
      value
    else
      literalExpression (
        lib.generators.toPretty {
          multiline = true;
          allowPrettyValues = true;
        } value
      );

  optionsIn =
    tree: if isOption tree then [ tree ] else lib.concatMap optionsIn (builtins.attrValues tree);

  # A flat list of options and of the options inside their types, for documentation.
  optionAttrSetToDocList =
    tree:
    lib.concatMap (
      option:
      let
        visible = option.visible or true;
        type = option.type or lib.types.unspecified;
        nothing = type.emptyValue or { };
        inner = type.getSubOptions option.loc;
      in
      [
        (
          {
            inherit (option) loc;
            name = showOption option.loc;
            description = option.description or null;
            declarations = lib.filter (file: file != unknownModule) option.declarations;
            internal = option.internal or false;
            visible = if builtins.isBool visible then visible else visible == "shallow";
            readOnly = option.readOnly or false;
            type = type.description;
          }
          // lib.optionalAttrs (option ? example) { example = rendered option.example; }
          //
            lib.optionalAttrs
              (
                option ? defaultText || option ? default || (nothing ? value && type.getSubModules or null == null)
              )
              {
                default = rendered (option.defaultText or option.default or nothing.value);
              }
        )
      ]
      ++ lib.optionals ((builtins.isBool visible && visible) || visible == "transparent") (
        optionAttrSetToDocList inner
      )
    ) (optionsIn tree);
in
{
  inherit
    isType
    isOption
    mkOption
    literalExpression
    literalMD
    showOption
    showFiles
    showDefs
    optionAttrSetToDocList
    unknownModule
    ;

  mkEnableOption =
    name:
    mkOption {
      type = lib.types.bool;
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
    };

  mkPackageOption =
    pkgs: name:
    {
      nullable ? false,
      default ? name,
      example ? null,
      extraDescription ? "",
      pkgsText ? "pkgs",
    }:
    let
      path = lib.toList default;
      shown = showOption path;
    in
    mkOption (
      {
        description = builtins.concatStringsSep " " (
          [ "The ${lib.last (lib.toList name)} package to use." ]
          ++ lib.optional (extraDescription != "") extraDescription
        );
        type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
      }
      // lib.optionalAttrs (default != null) {
        default = lib.attrByPath path (throw "${shown} cannot be found in ${pkgsText}") pkgs;
        defaultText = literalExpression "${pkgsText}.${shown}";
      }
      // lib.optionalAttrs (default == null && nullable) { default = null; }
      // lib.optionalAttrs (example != null) {
        example = literalExpression (
          if builtins.isList example then "${pkgsText}.${showOption example}" else example
        );
      }
    );
}
