# What a unit may use: the same set for the slice and for one server. `of` says whose limits they are.
{ of }:
{ lib, ... }:
let
  manual = "https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html";
  limit =
    {
      type,
      directive,
      example,
      text,
    }:
    lib.mkOption {
      type = lib.types.nullOr type;
      default = null;
      inherit example;
      description = ''
        ${text} For ${of}.

        Sets [`${directive}=`](${manual}); `null` leaves systemd's default.
      '';
    };

  described =
    description: pattern: types:
    lib.types.oneOf (types ++ [ (matching description pattern) ]);
  matching =
    description: pattern: lib.types.strMatching pattern // { description = "string: ${description}"; };

  memory =
    described "bytes with a suffix K, M, G or T, a percentage, or infinity"
      ''[0-9]+(\.[0-9]+)?[KMGTPE]?|[0-9]+(\.[0-9]+)?%|infinity''
      [
        lib.types.ints.unsigned
      ];
  weight = described "a weight from 1 to 10000" "[1-9][0-9]{0,3}|10000" [
    (lib.types.ints.between 1 10000)
  ];
in
{
  options = {
    memoryMax = limit {
      type = memory;
      directive = "MemoryMax";
      example = "1G";
      text = "The most memory; beyond it the kernel kills a process of the unit.";
    };
    memoryHigh = limit {
      type = memory;
      directive = "MemoryHigh";
      example = "768M";
      text = "The memory beyond which processes are slowed down and their memory is reclaimed, but nothing is killed.";
    };
    memorySwapMax = limit {
      type = memory;
      directive = "MemorySwapMax";
      example = 0;
      text = "The most swap.";
    };
    cpuQuota = limit {
      type = matching "a percentage of one CPU" ''[0-9]+(\.[0-9]+)?%'';
      directive = "CPUQuota";
      example = "150%";
      text = "The most CPU time, as a percentage of one CPU: `200%` is two whole CPUs.";
    };
    cpuWeight = limit {
      type = weight;
      directive = "CPUWeight";
      example = 50;
      text = "The share of CPU time when it is scarce; the default of every unit is 100.";
    };
    ioWeight = limit {
      type = weight;
      directive = "IOWeight";
      example = 50;
      text = "The share of disk input and output when it is scarce; the default of every unit is 100.";
    };
    tasksMax = limit {
      type = described "a number, a percentage, or infinity" ''[1-9][0-9]*|[0-9]+(\.[0-9]+)?%|infinity'' [
        lib.types.ints.positive
      ];
      directive = "TasksMax";
      example = 100;
      text = "The most processes and threads.";
    };
  };
}
