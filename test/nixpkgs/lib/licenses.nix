# `lib.licenses`: every licence that nixpkgs knows, under nixpkgs' own names (licenses.json), and the
# operators that join them.
{ lib }:
let
  license =
    name: facts:
    {
      shortName = name;
      licenseType = "simple";
      free = true;
      redistributable = facts.free or true;
      deprecated = false;
    }
    // lib.optionalAttrs (facts ? spdxId) { url = "https://spdx.org/licenses/${facts.spdxId}.html"; }
    // facts;
  compound = operator: licenses: {
    licenseType = "compound";
    inherit operator licenses;
  };
  # Whether a licence (or a joined one) has a property: one part is enough for OR, AND wants all.
  holds =
    property: value:
    {
      simple = value.${property};
      compound =
        (if value.operator == "OR" then builtins.any else builtins.all) (holds property)
          value.licenses;
      exception = holds property value.license && holds property value.exception;
      plus = holds property value.license;
    }
    .${value.licenseType};
  licenses = builtins.mapAttrs license (lib.importJSON ./licenses.json);
in
{
  licenses = licenses // {
    OR = compound "OR";
    AND = compound "AND";
    WITH = license: exception: {
      licenseType = "exception";
      operator = "WITH";
      inherit license exception;
    };
    PLUS = license: {
      licenseType = "plus";
      operator = "+";
      inherit license;
    };
    isFree = holds "free";
    isRedistributable = holds "redistributable";
  };

  licensesSpdx = lib.mapAttrs' (_: value: lib.nameValuePair value.spdxId value) (
    lib.filterAttrs (_: value: value ? spdxId) licenses
  );
}
