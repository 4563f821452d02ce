{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    optional = mkOption {
      type = types.bool;
      default = false;
      example = true;
      description = "Whether the server also starts without it; the variable is then not set.";
    };

    exact = mkOption {
      type = types.bool;
      default = false;
      example = true;
      description = "Whether the line break that ends the value is part of it. By default one is taken away.";
    };

    timeout = mkOption {
      type = types.nullOr types.ints.positive;
      default = null;
      example = 120;
      description = "How many seconds the provider may take; `null`: the server's `secretTimeout`.";
    };
  };
}
