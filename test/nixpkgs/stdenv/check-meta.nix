# Checks `meta` while evaluating: types and known names as nixpkgs' CI does (`checkMeta`), then whether the
# package may be built here: unfree, broken, insecure, not for this system.
#
# Stricter than nixpkgs in one point: a licence that nixpkgs has must be the one of `lib.licenses`.
{
  lib,
  config,
  platform,
}:
let
  types = import ./meta-types.nix { inherit lib; };

  errors =
    meta:
    lib.concatMap (
      field:
      let
        value = meta.${field};
      in
      if !(types ? ${field}) then
        [ "unknown field meta.${field}" ]
      else if !(types.${field}.check value) then
        [ "meta.${field} is not ${types.${field}.description}: it is a ${lib.typeOf value}" ]
      else
        [ ]
    ) (lib.attrNames meta);

  isUnfree =
    license:
    if lib.isList license then
      lib.any isUnfree license
    else if license ? licenseType then
      !lib.licenses.isFree license
    else
      !(license.free or true);

  allowed = name: variable: config.${name} or false || builtins.getEnv variable == "1";

  refusals = name: meta: [
    {
      when =
        meta ? license
        && isUnfree meta.license
        && !allowed "allowUnfree" "NIXPKGS_ALLOW_UNFREE"
        && !(config.allowUnfreePredicate or (_: false) { inherit name meta; });
      why = "has an unfree license (‘${
        lib.concatMapStringsSep " " (license: license.shortName or license.fullName or "unknown") (
          lib.toList meta.license
        )
      }’)";
    }
    {
      when = meta.broken or false && !allowed "allowBroken" "NIXPKGS_ALLOW_BROKEN";
      why = "is marked as broken";
    }
    {
      when =
        !lib.meta.availableOn platform { inherit meta; }
        && !allowed "allowUnsupportedSystem" "NIXPKGS_ALLOW_UNSUPPORTED_SYSTEM";
      why = "is not available on the requested hostPlatform ${platform.system}";
    }
    {
      when = meta.knownVulnerabilities or [ ] != [ ] && !allowed "allowInsecure" "NIXPKGS_ALLOW_INSECURE";
      why = "is marked as insecure";
    }
  ];

  position = meta: if meta ? position then " in ${meta.position}" else "";
in
{
  # `meta` with what nixpkgs adds to it.
  complete =
    name: meta:
    let
      at = lib.unsafeGetAttrPos "description" meta;
    in
    {
      inherit name;
      available = builtins.all (refusal: !refusal.when) (refusals name meta);
    }
    // lib.optionalAttrs (at != null) { position = "${at.file}:${toString at.line}"; }
    // meta;

  # True, or an error that says what is wrong.
  assertValid =
    name: meta:
    let
      wrong = errors (lib.removeAttrs meta [ "available" ]);
      refused = lib.filter (refusal: refusal.when) (refusals name meta);
    in
    if wrong != [ ] then
      throw "Package ‘${name}’${position meta} has an invalid meta attrset:${
        lib.concatMapStrings (line: "\n  - ${line}") wrong
      }"
    else if refused != [ ] then
      throw "Package ‘${name}’${position meta} ${(lib.head refused).why}, refusing to evaluate."
    else
      true;
}
