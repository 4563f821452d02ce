# The fields that `meta` may have, and what each may hold.
{ lib }:
let
  text = {
    description = "a string";
    check = lib.isString;
  };
  flag = {
    description = "a boolean";
    check = lib.isBool;
  };
  number = {
    description = "an integer";
    check = lib.isInt;
  };
  set = {
    description = "an attribute set";
    check = lib.isAttrs;
  };
  listOf = type: {
    description = "a list, each element ${type.description}";
    check = value: lib.isList value && lib.all type.check value;
  };
  oneOrMore = type: {
    description = "${type.description}, or a list of such";
    check = value: type.check value || (listOf type).check value;
  };
  systems = listOf {
    description = "a system's name or pattern";
    check = value: lib.isString value || lib.isAttrs value;
  };

  # A licence of `lib.licenses`, or an own one (with a fullName) that nixpkgs does not have.
  license = {
    description = "of lib.licenses (or a set with its own fullName, for a licence that nixpkgs does not have)";
    check =
      value:
      lib.isAttrs value
      && !lib.isDerivation value
      && (if value ? licenseType then known value else own value);
  };
  known =
    value:
    {
      simple =
        lib.licenses.${value.shortName} or null == value || lib.elem value (lib.attrValues lib.licenses);
      compound = lib.all license.check value.licenses;
      exception = license.check value.license && license.check value.exception;
      plus = license.check value.license;
    }
    .${value.licenseType};
  own =
    value:
    lib.isString (value.fullName or null)
    && !(value ? spdxId && lib.licensesSpdx ? ${value.spdxId})
    && !(lib.any (licence: licence.fullName or null == value.fullName) (
      lib.filter lib.isAttrs (lib.attrValues lib.licenses)
    ));
in
{
  description = {
    description = "a string of one line";
    check = value: lib.isString value && !lib.hasInfix "\n" value;
  };
  longDescription = text;
  mainProgram = {
    description = "a program's name";
    check = value: lib.isString value && value != "" && !lib.hasInfix "/" value;
  };
  homepage = oneOrMore text;
  changelog = oneOrMore text;
  downloadPage = text;
  donationPage = text;
  branch = text;
  license = oneOrMore license;
  sourceProvenance = listOf {
    description = "of lib.sourceTypes";
    check = value: lib.elem value (lib.attrValues lib.sourceTypes);
  };
  maintainers = listOf set;
  teams = listOf set;
  platforms = systems;
  badPlatforms = systems;
  hydraPlatforms = listOf text;
  priority = number;
  broken = flag;
  unfree = flag;
  insecure = flag;
  knownVulnerabilities = listOf text;
  timeout = number;
  outputsToInstall = listOf text;
  executables = listOf text;
  name = text;
  version = text;
  position = text;
  identifiers = set;
}
