# Written by mcp-nixgen from servers.yaml; edits are overwritten.

{ lib, pkgs, ... }:
let
  inherit (import ../../nix/generated pkgs pkgs) mcpServers;
in
{
  programs.mcp-nixgen = {
    enable = lib.mkDefault true;

    slice.memoryMax = lib.mkDefault "4G";
    slice.memoryHigh = lib.mkDefault "75%";
    slice.memorySwapMax = lib.mkDefault "0";
    slice.cpuQuota = lib.mkDefault "200%";
    slice.tasksMax = lib.mkDefault 100;

    keepassxc.database = lib.mkDefault "~/Passwords.kdbx";
    keepassxc.keyFile = lib.mkDefault "~/k.key";
    keepassxc.passwordCommand = lib.mkDefault [
      "secret-tool"
      "lookup"
      "a"
      "b"
    ];

    clients.claude-code.enable = lib.mkDefault true;
    clients.warp.enable = lib.mkDefault true;

    servers."browser.v2" = {
      package = lib.mkDefault mcpServers."browser.v2";
      args = lib.mkDefault [
        "--port"
        "{port}"
      ];
      transport = lib.mkDefault "http";
      host = lib.mkDefault "localhost";
      port = lib.mkDefault 8931;
      path = lib.mkDefault "/sse";
      url = lib.mkDefault "https://mcp.example.org/sse";
      headers.X-Team = lib.mkDefault "blue";
      headers.Authorization = lib.mkDefault {
        secret = "TOKEN";
        prefix = "Bearer ";
      };
      headers."x.key" = lib.mkDefault { secret = "TOKEN"; };
      socketActivation.enable = lib.mkDefault true;
      socketActivation.mode = lib.mkDefault "proxy";
      socketActivation.backendPort = lib.mkDefault 9999;
      socketActivation.idleTimeout = lib.mkDefault "10min";
      service.hardening = lib.mkDefault false;
      service.readyTimeout = lib.mkDefault 120;
      service.settings.ProtectSystem = lib.mkDefault "strict";
      service.settings.ReadWritePaths = lib.mkDefault [
        "%h/notes"
        "/srv"
      ];
      service.settings.RestartSec = lib.mkDefault "0";
      service.settings.PrivateTmp = lib.mkDefault true;
      secrets.TOKEN = lib.mkDefault { pass = "mcp/browser"; };
    };

    servers.firecrawl = {
      package = lib.mkDefault mcpServers.firecrawl;
      enable = lib.mkDefault false;
      args = lib.mkDefault [
        "--quiet"
        "a b"
        "\${x} ''\${y}"
      ];
      secretTimeout = lib.mkDefault 5;
      timeout = lib.mkDefault 90;
      clients = lib.mkDefault [ "claude-code" ];
      parentDeath = lib.mkDefault "none";
      scope = lib.mkDefault true;
      requireScope = lib.mkDefault true;
      log = lib.mkDefault false;
      env.LOG_LEVEL = lib.mkDefault "warn";
      env.ODD = lib.mkDefault "q\"uote\n$HOME";
      limits.memoryMax = lib.mkDefault "1G";
      limits.cpuWeight = lib.mkDefault 50;
      limits.ioWeight = lib.mkDefault 10;
      secrets.A = lib.mkDefault {
        file = "~/keys/a";
        exact = true;
      };
      secrets.B = lib.mkDefault {
        envFile = {
          path = "\${XDG_RUNTIME_DIR}/x.env";
          key = "C";
        };
      };
      secrets.C = lib.mkDefault { sops = "mcp/firecrawl"; };
      secrets.D = lib.mkDefault {
        sops = {
          file = ../../secrets/mcp.yaml;
          key = "a/b";
        };
      };
      secrets.D2 = lib.mkDefault {
        sops = {
          file = ../../secrets/mcp.yaml;
          key = [
            "a"
            0
            "b/c"
          ];
        };
      };
      secrets.D3 = lib.mkDefault {
        sops = {
          file = ../../secrets/token;
        };
      };
      secrets.E = lib.mkDefault {
        sops = {
          file = "~/mcp.yaml";
          key = "a";
          ageKeyFile = "~/age.txt";
        };
      };
      secrets.F = lib.mkDefault { agenix = "f"; };
      secrets.G = lib.mkDefault {
        keepassxc = "Group/Entry";
        timeout = 60;
      };
      secrets.H = lib.mkDefault {
        keepassxc = {
          entry = "e";
          database = "/srv/x.kdbx";
          attribute = "URL";
        };
      };
      secrets.I = lib.mkDefault {
        secretService = {
          service = "mcp";
          "odd name" = "x";
        };
      };
      secrets.J = lib.mkDefault { pass = "mcp/j"; };
      secrets.K = lib.mkDefault {
        pass = {
          entry = "mcp/k";
          line = "all";
          store = "~/store";
        };
      };
      secrets.L = lib.mkDefault {
        command = [
          "printf"
          "%s"
          "$x"
        ];
        optional = true;
      };
      secrets.M = lib.mkDefault { onePassword = "op://vault/item/field"; };
      secrets.N = lib.mkDefault {
        bitwarden = {
          item = "n";
          field = "notes";
        };
      };
      secrets.O = lib.mkDefault { systemdCredential = "o"; };
    };
  };
}
