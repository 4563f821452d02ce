# What may be written for a secret, as data: checks of one value, and records of named fields. A check is a
# function from a value to a list of problems, each a text that follows the field's name ("must be …").
{ lib }:
let
  inherit (builtins)
    attrNames
    isAttrs
    isBool
    isInt
    isList
    isPath
    isString
    ;

  # Prefixes that modules/wrapper/lib/paths.sh replaces at run time; keep the two alike.
  variables = [
    "HOME"
    "XDG_RUNTIME_DIR"
    "XDG_CONFIG_HOME"
    "XDG_DATA_HOME"
    "XDG_STATE_HOME"
    "XDG_CACHE_HOME"
    "CREDENTIALS_DIRECTORY"
  ];
  prefixes = [
    "/"
    "~/"
    "%h/"
    "%r/"
    "%t/"
    # What agenix' Home-Manager module has for the runtime folder on macOS.
    "$(getconf DARWIN_USER_TEMP_DIR)/"
  ]
  ++ map (name: "$" + "${name}/") variables
  ++ map (name: "$" + "{${name}}/") variables;

  hasKnownPrefix = value: lib.findFirst (prefix: lib.hasPrefix prefix value) null prefixes != null;
  inStore = value: lib.hasPrefix "${builtins.storeDir}/" value;
  unlessString =
    value: rest:
    if isString value && value != "" then rest else [ "must be a string that is not empty" ];
in
rec {
  text = value: unlessString value [ ];

  # Text that a program could take for an option must not begin with a dash.
  operand =
    value: unlessString value (lib.optional (lib.hasPrefix "-" value) "must not begin with a dash");

  flag = value: lib.optional (!isBool value) "must be true or false";

  # A file that holds a secret as it is. Never read at evaluation, and never in the store.
  secretPath =
    value:
    if isPath value then
      [
        "is a Nix path, which evaluation copies into the world-readable store: write it as a string (\"${toString value}\")"
      ]
    else
      unlessString value (
        if inStore value then
          [ "lies in the Nix store, which every user can read: a secret must be outside of it" ]
        else
          lib.optional (!hasKnownPrefix value)
            "must be absolute, or begin with ~/, %h/, %r/, or one of $HOME/, $XDG_RUNTIME_DIR/, $XDG_CONFIG_HOME/, … (a relative path depends on where the client was started)"
      );

  # A file that may be public, because what it holds is encrypted.
  encryptedPath =
    value:
    if isPath value then
      [ ]
    else
      unlessString value (
        lib.optional (
          !hasKnownPrefix value
        ) "must be a Nix path, an absolute path, or begin with ~/ or $HOME/ or another folder's variable"
      );

  argv =
    value:
    lib.optional (
      !(
        isList value
        && value != [ ]
        && lib.findFirst (word: !(isString word || isPath word)) null value == null
      )
      || toString (lib.head value) == ""
    ) "must be a list of strings: the program, then its arguments";

  positive = value: lib.optional (!(isInt value && value > 0)) "must be a whole number above 0";

  oneOf =
    choices: value:
    lib.optional (
      !(isString value && builtins.elem value choices)
    ) "must be one of ${lib.concatStringsSep ", " choices}";

  # A record of fields. `fields.<name> = { check; default ? null; required ? false; }`; `shorthand` is the
  # field that a plain string (or, with `shorthandTakes`, another kind of value) stands for; `also` looks
  # at all settings. Gives a provider's `read`: defaults of the surroundings → what was written →
  # { settings; problems; }. Its settings are themselves a legal thing to write.
  record =
    {
      shorthand ? null,
      shorthandTakes ? isString,
      fields,
      also ? (_: [ ]),
    }:
    defaults: written:
    let
      isShort = shorthand != null && shorthandTakes written;
      given =
        if isShort then
          { ${shorthand} = written; }
        else if isAttrs written then
          lib.filterAttrs (_: value: value != null) written
        else
          { };
      wrongKind = !isShort && !(isAttrs written);
      known = lib.concatStringsSep ", " (attrNames fields);
      settings = builtins.mapAttrs (
        name: field: given.${name} or (nonNull (defaults.${name} or null) (field.default or null))
      ) fields;
      ofField =
        name: field:
        if settings.${name} == null then
          lib.optional (field.required or false) "${name} is missing"
        else
          map (problem: "${name} ${problem}") (field.check settings.${name});
      ownProblems =
        map (name: "${name} is not known (known: ${known})") (
          lib.subtractLists (attrNames fields) (attrNames given)
        )
        ++ lib.concatLists (lib.mapAttrsToList ofField fields);
    in
    {
      inherit settings;
      problems =
        if wrongKind then
          [ "must be ${lib.optionalString (shorthand != null) "${shorthand}, or "}a set of: ${known}" ]
        else if ownProblems != [ ] then
          ownProblems
        else
          also settings;
    };

  nonNull = value: otherwise: if value == null then otherwise else value;
}
