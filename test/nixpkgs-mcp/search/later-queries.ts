import { type EverydayQuery, everyday } from "./queries.ts";

/**
 * Written down after the ranking was tuned, and never tuned on: what these say is what to expect of queries that
 * nobody has thought of.
 */
export const laterQueries: readonly EverydayQuery[] = [
  ...everyday("phrase", [
    ["gnu image manipulation", "gimp"],
    [
      "torrent",
      "transmission transmission-gtk qbittorrent deluge rtorrent ktorrent kdeApplications.ktorrent aria2 mktorrent",
    ],
    [
      "pdf merge",
      "pdftk qpdf poppler_utils pdfarranger pdfmod stapler ghostscript pdfjam mupdf pdfsam-basic podofo pdfchain krop",
    ],
    ["split pdf", "pdftk qpdf poppler_utils pdfarranger pdfmod stapler mupdf podofo pdfsam-basic"],
    [
      "burn dvd",
      "brasero gnome3.brasero k3b dvdplusrwtools cdrkit xfburn xfce.xfburn growisofs dvdstyler devede dvdauthor kdeApplications.k3b",
    ],
    ["mount google drive", "google-drive-ocamlfuse rclone odrive gdrive drive"],
    ["google drive", "google-drive-ocamlfuse drive gdrive rclone insync odrive"],
    ["http client", "curl httpie xh wget postman insomnia curlie nodePackages.insomnia http-prompt ain"],
    ["rest client", "insomnia postman httpie emacsPackages.restclient curl bruno"],
    [
      "markdown editor",
      "typora ghostwriter marktext mark-text remarkable retext abricotine apostrophe uberwriter zettlr vnote mindforger notable obsidian formiko gnome3.uberwriter",
    ],
    ["markdown viewer", "glow mdcat mdp grip retext vmd mdr ghostwriter typora lowdown frogmouth"],
    [
      "diagram",
      "graphviz dia plantuml drawio ditaa mscgen blockdiag python3Packages.blockdiag yed nodePackages.mermaid-cli umlet pikchr",
    ],
    [
      "uml",
      "plantuml dia umbrello kdeApplications.umbrello umlet gaphor argouml modelio violetumleditor bouml staruml",
    ],
    ["presentation slides terminal", "mdp slides patat haskellPackages.patat lookatme present"],
    [
      "lock screen",
      "i3lock i3lock-color swaylock slock xscreensaver betterlockscreen xlockmore physlock xsecurelock light-locker i3lock-fancy vlock alock lightlocker xtrlock-pam",
    ],
    [
      "wallpaper",
      "nitrogen feh variety hsetroot swaybg nixos-artwork.wallpapers.simple-blue habak wallutils pywal mate.mate-backgrounds gnome3.gnome-backgrounds azote komorebi plasma-workspace-wallpapers hydrapaper superpaper setroot fondo deepin.deepin-wallpapers",
    ],
    [
      "notification daemon",
      "dunst mako xfce.xfce4-notifyd notify-osd mate.mate-notification-daemon lxqt.lxqt-notificationd deadd-notification-center notification-daemon gnome3.notification-daemon twmn statnot haskellPackages.deadd-notification-center fnott",
    ],
    [
      "status bar",
      "polybar i3status i3blocks waybar lemonbar xmobar haskellPackages.xmobar i3status-rust yabar tint2 bumblebee-status barista slstatus dzen2 lemonbar-xft swaybar i3pystatus taffybar sysmontask yambar xfce.xfce4-panel",
    ],
    [
      "file sync",
      "syncthing rsync unison rclone nextcloud-client lsyncd dropbox seafile-client owncloud-client onedrive",
    ],
    [
      "log viewer",
      "lnav glogg multitail klogg gnome3.gnome-logs ksystemlog kdeApplications.ksystemlog logtop gnome3.gnome-system-log lwatch clog-cli journalctl angle-grinder goaccess",
    ],
    ["zip", "zip unzip p7zip"],
    ["grep", "gnugrep"],
    [
      "editor",
      "vim neovim nano emacs micro kakoune vscode gedit gnome3.gedit kate kdeApplications.kate helix sublime3",
    ],
    [
      "browser",
      "firefox chromium google-chrome brave qutebrowser vivaldi epiphany gnome3.epiphany midori opera",
    ],
    [
      "music",
      "cmus mpd clementine rhythmbox spotify musescore lmms ardour audacity deadbeef strawberry lollypop gnome3.gnome-music amarok audacious quodlibet ncmpcpp sox",
    ],
    ["compiler", "gcc clang go rustc ghc llvm tinycc"],
    [
      "games",
      "steam minecraft wesnoth openttd nethack lutris supertuxkart superTuxKart retroarch bsdgames gnome3.gnome-mines playonlinux kdeApplications.kdegames",
    ],
    [
      "vpn client",
      "openvpn wireguard-tools openconnect tailscale mullvad-vpn strongswan vpnc networkmanager-openvpn tinc protonvpn-cli protonvpn-gui pptp globalprotect-openconnect softether_4_29 softether",
    ],
    ["ftp client", "lftp filezilla ncftp inetutils gftp tnftp yafc cmdftp"],
    [
      "mysql client",
      "mysql mariadb mycli mysql-client mysql-workbench dbeaver mysql57 mysql80 mariadb-client mysql_jdbc mariadb-connector-c",
    ],
    ["svg editor", "inkscape"],
    [
      "photo editor",
      "gimp darktable rawtherapee krita digikam shotwell photivo photoflow fotoxx luminanceHDR gthumb rapid-photo-downloader",
    ],
    [
      "font viewer",
      "font-manager gnome3.gnome-font-viewer fontforge fontmatrix gnome-font-viewer birdfont typecatcher mate.mate-font-viewer fontpreview gucharmap",
    ],
    [
      "color picker",
      "gcolor3 gcolor2 gpick colorpicker kcolorchooser kdeApplications.kcolorchooser wcolor xcolor hyprpicker grabc",
    ],
    ["kubernetes dashboard", "k9s kubernetes-dashboard octant lens kubenav kubernetes"],
    ["docker gui", "lazydocker dockstation portainer docker-ls ctop kitematic docker dry"],
    [
      "package manager",
      "nix flatpak npm nodejs yarn cargo pacman rpm dpkg apt opam conda python3Packages.pip vcpkg guix conan nixUnstable nodePackages.npm",
    ],
    [
      "screen sharing",
      "obs-studio zoom-us teamviewer anydesk x11vnc jitsi wayvnc deskreen discord remmina teams screen",
    ],
    [
      "voice chat",
      "mumble discord teamspeak_client jitsi element-desktop ts3 tox qtox utox skypeforlinux linphone",
    ],
    [
      "video conference",
      "zoom-us jitsi jitsi-meet-electron teams skypeforlinux linphone element-desktop ekiga gnome3.ekiga webex jami ring-daemon",
    ],
    [
      "text to speech",
      "espeak espeak-ng espeak-classic festival flite svox picotts mimic speechd gtts python3Packages.gtts google-cloud-sdk",
    ],
    [
      "speech recognition",
      "pocketsphinx julius python3Packages.SpeechRecognition deepspeech whisper sphinxbase kaldi vosk simon espeak",
    ],
    ["disk clone", "partclone clonezilla ddrescue partimage fsarchiver dd_rescue dcfldd gparted"],
    [
      "benchmark disk",
      "fio bonnie iozone hdparm gnome3.gnome-disk-utility ioping dbench sysbench phoronix-test-suite filebench kdiskmark",
    ],
    [
      "find duplicate photos",
      "digikam findimagedupes geeqie imgdupes czkawka dupeguru fdupes rmlint gthumb jdupes shotwell",
    ],
    [
      "mail",
      "thunderbird mutt neomutt mailutils evolution alpine gnome3.geary claws-mail notmuch aerc s-nail heirloom-mailx mailspring",
    ],
    [
      "calendar",
      "gnome3.gnome-calendar calcurse khal korganizer kdeApplications.korganizer evolution gnome3.evolution orage remind california when pal wyrd gcalcli elementary.calendar pantheon.elementary-calendar python3Packages.khal vdirsyncer",
    ],
    [
      "alarm clock",
      "alarm-clock-applet gnome3.gnome-clocks kalarm kdeApplications.kalarm rtcwake tzclock gnome-clocks wakeonlan",
    ],
    [
      "cpu temperature",
      "lm_sensors psensor sensors-applet mate.mate-sensors-applet i7z s-tui xsensors glances thermald gnomeExtensions.freon xfce.xfce4-sensors-plugin",
    ],
    [
      "hardware info",
      "lshw hwinfo inxi dmidecode hardinfo cpu-x pciutils usbutils neofetch hwloc i7z nvme-cli lscpu",
    ],
    ["apache", "apacheHttpd"],
    ["tesseract ocr", "tesseract tesseract4"],
    ["android studio", "android-studio"],
    [
      "intellij",
      "jetbrains.idea-community jetbrains.idea-ultimate idea.idea-community idea.idea-ultimate jetbrains.idea-community android-studio",
    ],
    ["google chrome", "google-chrome chromium"],
    ["microsoft teams", "teams teams-for-linux"],
    [
      "whatsapp",
      "whatsapp-for-linux purple-whatsapp franz rambox ferdi matterbridge mautrix-whatsapp pidgin whatsapp-desktop go-whatsapp nchat",
    ],
    ["gnome terminal", "gnome3.gnome-terminal"],
    ["kde connect", "kdeconnect kdeApplications.kdeconnect-kde plasma5.kdeconnect gnomeExtensions.gsconnect"],
    ["midnight commander", "mc"],
  ]),
  ...everyday("typo", [
    ["frefox", "firefox"],
    ["gimppp", "gimp"],
    ["vscod", "vscode vscodium"],
    ["pythn", "python3 python python2 python27"],
    ["krta", "krita"],
    ["rsycn", "rsync"],
    ["sqllite", "sqlite"],
    ["graphvis", "graphviz"],
    ["kubectrl", "kubectl"],
    ["yotube-dl", "youtube-dl"],
    ["asciinma", "asciinema"],
    ["spotfy", "spotify"],
    ["telegarm", "tdesktop"],
    ["synchting", "syncthing"],
    ["mplyer", "mplayer"],
  ]),
  ...everyday("program", [
    ["ss", "iproute"],
    ["objdump", "binutils"],
    ["xargs", "findutils"],
    ["ffprobe", "ffmpeg ffmpeg-full ffmpeg_4"],
    ["top", "procps htop procps-ng unixtools.top"],
    ["gofmt", "go"],
    ["mysqldump", "mysql mariadb mysql57 mysql80"],
    ["pg_dump", "postgresql"],
    ["scp", "openssh"],
    ["host", "bind dnsutils bind.dnsutils host"],
  ]),
];
