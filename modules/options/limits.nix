# What a unit may use: the same set for the slice and for one server. `of` says whose limits they are.
{ of }:
{ lib, ... }:
let
  values = import ../wrapper/limit-values.nix { inherit lib; };
  manual = "https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html";
  limit =
    name:
    {
      directive,
      example,
      text,
    }:
    lib.mkOption {
      type = lib.types.nullOr (
        lib.types.addCheck (lib.types.either lib.types.int lib.types.str) values.${name}.takes
        // {
          inherit (values.${name}) description;
          descriptionClass = "noun";
        }
      );
      default = null;
      inherit example;
      description = ''
        ${text} For ${of}.

        Sets [`${directive}=`](${manual}); `null` leaves systemd's default.
      '';
    };
in
{
  options = lib.mapAttrs limit {
    memoryMax = {
      directive = "MemoryMax";
      example = "1G";
      text = "The most memory; beyond it the kernel kills a process of the unit.";
    };
    memoryHigh = {
      directive = "MemoryHigh";
      example = "768M";
      text = "The memory beyond which processes are slowed down and their memory is reclaimed, but nothing is killed.";
    };
    memorySwapMax = {
      directive = "MemorySwapMax";
      example = 0;
      text = "The most swap.";
    };
    cpuQuota = {
      directive = "CPUQuota";
      example = "150%";
      text = "The most CPU time, as a percentage of one CPU: `200%` is two whole CPUs.";
    };
    cpuWeight = {
      directive = "CPUWeight";
      example = 50;
      text = "The share of CPU time when it is scarce; the default of every unit is 100.";
    };
    ioWeight = {
      directive = "IOWeight";
      example = 50;
      text = "The share of disk input and output when it is scarce; the default of every unit is 100.";
    };
    tasksMax = {
      directive = "TasksMax";
      example = 100;
      text = "The most processes and threads.";
    };
  };
}
