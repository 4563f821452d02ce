# The arguments of mkMcpWrapper: their defaults, and what is wrong with them. All problems are told at once.
{ lib }:
let
  inherit (builtins)
    attrNames
    isAttrs
    isBool
    isInt
    isList
    isString
    match
    ;
  shape = import ./shape.nix { inherit lib; };
  providers = import ./providers.nix { inherit lib; };
  limits = import ./limit-values.nix { inherit lib; };
  reserved = import ./reserved-names.nix { inherit lib; };
  variables = import ./variables.nix { inherit lib; };

  defaults = {
    binary = null;
    args = [ ];
    env = { };
    secrets = { };
    limits = { };
    slice = "mcp-servers.slice";
    scope = true;
    requireScope = false;
    parentDeath = "guard";
    graceMs = null;
    log = true;
    secretTimeout = 30;
  };
  required = [
    "name"
    "package"
  ];

  isWord = value: lib.isStringLike value || isInt value;
  problemsOf =
    a:
    let
      say = condition: text: lib.optional condition text;
      each = set: f: lib.concatLists (lib.mapAttrsToList f set);
    in
    map (
      name: "${name} is not known (known: ${lib.concatStringsSep ", " (required ++ attrNames defaults)})"
    ) (lib.subtractLists (required ++ attrNames defaults) (attrNames a))
    ++ map (name: "${name} is missing") (lib.subtractLists (attrNames a) required)
    ++ say (
      a ? name && !(isString a.name && match "[A-Za-z0-9][A-Za-z0-9._-]*" a.name != null)
    ) "name must be made of letters, digits, dots, _ and -, and begin with a letter or digit"
    ++ say (
      a ? name && isString a.name && reserved.problem a.name != null
    ) "name is taken: ${reserved.problem a.name}"
    ++ say (
      a.binary != null && !(isString a.binary && match "/.+|[^/]+" a.binary != null)
    ) "binary must be the name of a program in the package's bin, or an absolute path"
    ++ say (
      !(isList a.args) || lib.findFirst (word: !(isWord word)) null a.args != null
    ) "args must be a list of strings"
    ++ (
      if !(isAttrs a.env) then
        [ "env must be a set" ]
      else
        each a.env (
          name: value:
          variables.problems "env.${name}" name
          ++ say (!(isWord value || isBool value)) "env.${name} must be a string (or a number, true or false)"
        )
    )
    ++ (
      if !(isAttrs a.secrets) then
        [ "secrets must be a set" ]
      else
        each a.secrets (
          name: secret:
          variables.problems "secrets.${name}" name
          ++ say (name == "LC_ALL") "secrets.LC_ALL: a locale is no secret"
          ++ say (isAttrs a.env && a.env ? ${name}) "secrets.${name} is in env as well"
          ++ providers.problems "secrets.${name}" secret
        )
    )
    ++ (
      if !(isAttrs a.limits) then
        [ "limits must be a set" ]
      else
        each a.limits (
          name: value:
          if !(limits ? ${name}) then
            [ "limits.${name} is not known (known: ${lib.concatStringsSep ", " (attrNames limits)})" ]
          else
            say (
              value != null && !(limits.${name}.takes value)
            ) "limits.${name} must be ${limits.${name}.description}"
        )
    )
    ++ say (
      !(isString a.slice && match "[A-Za-z0-9:_.\\@-]+\\.slice" a.slice != null)
    ) "slice must be the name of a unit, such as \"mcp-servers.slice\""
    ++ lib.concatMap (name: map (problem: "${name} ${problem}") (shape.flag a.${name})) [
      "scope"
      "requireScope"
    ]
    ++ map (problem: "parentDeath ${problem}") (
      shape.oneOf [
        "guard"
        "pdeathsig"
        "none"
      ] a.parentDeath
    )
    ++ say (
      a.graceMs != null && !(isInt a.graceMs && a.graceMs >= 0)
    ) "graceMs must be a number of milliseconds"
    ++ say (
      !(isBool a.log || isString a.log && match "(/|\\$XDG_STATE_HOME/).+" a.log != null)
    ) "log must be true, false, or a path that is absolute or begins with $XDG_STATE_HOME/"
    ++ map (problem: "secretTimeout ${problem}") (shape.positive a.secretTimeout)
    ++ say (a.scope == false && a.requireScope == true) "requireScope needs scope = true"
    ++ say (
      a.scope == false
      && isAttrs a.limits
      && lib.findFirst (v: v != null) null (lib.attrValues a.limits) != null
    ) "limits need scope = true: the scope is what is limited";
in
given:
let
  a = defaults // given;
  problems = problemsOf a;
  label =
    if given ? name && isString given.name then
      "mkMcpWrapper ${builtins.toJSON given.name}"
    else
      "mkMcpWrapper";
in
if problems != [ ] then
  throw (lib.concatMapStringsSep "\n" (problem: "${label}: ${problem}") problems)
else
  a
  // {
    binary =
      if a.binary == null then
        lib.getExe a.package
      else if lib.hasPrefix "/" a.binary then
        a.binary
      else
        "${lib.getBin a.package}/bin/${a.binary}";
    args = map (word: if isInt word then toString word else "${word}") a.args;
    env = builtins.mapAttrs (
      _: value:
      if isBool value then
        lib.boolToString value
      else if isInt value then
        toString value
      else
        "${value}"
    ) a.env;
    secrets = builtins.mapAttrs (name: providers.normalise "secrets.${name}") a.secrets;
    limits = lib.filterAttrs (_: value: value != null) a.limits;
    # Only the guard stays beside the server to keep one.
    log =
      if a.parentDeath != "guard" || a.log == false then
        null
      else if a.log == true then
        "$XDG_STATE_HOME/mcp-nixgen/log/${a.name}.log"
      else
        a.log;
  }
