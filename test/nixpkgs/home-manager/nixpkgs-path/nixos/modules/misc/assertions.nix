# The options `assertions` and `warnings`; who evaluates the modules looks at them afterwards.
{ lib, ... }:
{
  options = {
    assertions = lib.mkOption {
      type = lib.types.listOf lib.types.unspecified;
      default = [ ];
      internal = true;
      example = [
        {
          assertion = false;
          message = "This never holds.";
        }
      ];
      description = "What must hold for the configuration to be evaluated, each with the message for when it does not.";
    };
    warnings = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      internal = true;
      example = [ "This will go away." ];
      description = "Messages to show while the configuration is evaluated.";
    };
  };
}
