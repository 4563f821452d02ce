# The library of modular services, which home-manager loads always and uses for `home.services` only.
import <nixpkgs/lib/services/lib.nix>
