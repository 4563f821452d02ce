# Limits as the manifest has them: by the options' names, those that are set, as texts.
{ lib }: limits: lib.mapAttrs (_: toString) (lib.filterAttrs (_: limit: limit != null) limits)
