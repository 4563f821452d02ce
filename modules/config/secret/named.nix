# The names of a server's secrets that `provider` ("sops", "agenix") has declared elsewhere.
{ lib }:
provider: server:
let
  nameOf = value: if lib.isAttrs value then value.name else value;
in
lib.filter (name: name != null) (
  map (secret: nameOf secret.${provider}) (lib.attrValues server.secrets)
)
