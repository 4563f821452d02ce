# The option of one provider: not used unless given.
{ lib }:
{
  type,
  example,
  description,
}:
lib.mkOption {
  type = lib.types.nullOr type;
  default = null;
  inherit example description;
}
