/** What somebody types, and the attributes that would content him. */
export interface EverydayQuery {
  readonly text: string;
  readonly kind: "name" | "program" | "typo" | "phrase" | "language";
  readonly accept: readonly string[];
}

/** A list of one kind: the text, and the attributes that are accepted. */
export const everyday = (
  kind: EverydayQuery["kind"],
  table: readonly (readonly [text: string, accept: string])[],
): EverydayQuery[] => table.map(([text, accept]) => ({ text, kind, accept: accept.split(" ") }));

/**
 * Written down before the ranking was tuned, and not changed to suit it. Attributes are those of several years:
 * one that a catalog has is enough. Every third query (see `isHeldOut`) was not looked at while tuning.
 */
export const everydayQueries: readonly EverydayQuery[] = [
  ...everyday("name", [
    ["ripgrep", "ripgrep"],
    ["firefox", "firefox"],
    ["git", "git"],
    ["Git", "git"],
    ["vim", "vim"],
    ["python3", "python3"],
    ["youtube-dl", "youtube-dl yt-dlp"],
    ["youtube dl", "youtube-dl yt-dlp"],
    ["image magick", "imagemagick imagemagick7"],
    ["ImageMagick", "imagemagick imagemagick7"],
    ["visual studio code", "vscode vscodium"],
    ["gnu make", "gnumake"],
    ["open office", "libreoffice libreoffice-fresh libreoffice-still"],
    ["libreoffice", "libreoffice libreoffice-fresh"],
    ["node", "nodejs"],
    ["node.js", "nodejs"],
    ["golang", "go"],
    ["rust compiler", "rustc rustup"],
    ["telegram", "tdesktop telegram-desktop"],
    ["postgres", "postgresql"],
    ["zoom", "zoom-us"],
    ["nautilus", "gnome3.nautilus nautilus"],
    ["gtk3", "gtk3"],
    ["gnome3.nautilus", "gnome3.nautilus nautilus"],
    ["silver searcher", "silver-searcher"],
    ["docker compose", "docker-compose"],
    ["aws cli", "awscli awscli2"],
    ["kubernetes", "kubernetes kubectl"],
    ["tor browser", "tor-browser-bundle-bin tor-browser-bundle torbrowser tor-browser"],
    ["c++ compiler", "gcc clang"],
  ]),
  ...everyday("program", [
    ["rg", "ripgrep"],
    ["convert", "imagemagick imagemagick7 graphicsmagick"],
    ["dig", "dnsutils bind dig"],
    ["nslookup", "dnsutils bind"],
    ["ifconfig", "nettools inetutils unixtools.ifconfig"],
    ["netstat", "nettools unixtools.netstat"],
    ["nvim", "neovim"],
    ["ps", "procps procps-ng unixtools.ps"],
    ["killall", "psmisc killall"],
    ["pdftotext", "poppler_utils poppler-utils xpdf"],
    ["ag", "silver-searcher"],
    ["psql", "postgresql"],
    ["xxd", "vim unixtools.xxd xxd tinyxxd"],
    ["sed", "gnused"],
    ["awk", "gawk"],
    ["tar", "gnutar"],
    ["kubectl", "kubectl"],
    ["helm", "kubernetes-helm"],
    ["ssh", "openssh"],
    ["soffice", "libreoffice libreoffice-fresh"],
    ["gpg", "gnupg gnupg22"],
    ["nc", "netcat netcat-gnu netcat-openbsd libressl.nc"],
    ["adb", "androidenv.androidPkgs_9_0.platform-tools android-tools"],
    ["7z", "p7zip _7zz"],
    ["code", "vscode vscodium code-server"],
    ["javac", "jdk openjdk jdk8 jdk11"],
    ["pip", "python3Packages.pip python313Packages.pip"],
    ["npm", "nodejs nodePackages.npm"],
    ["ip", "iproute iproute2"],
    ["exiftool", "exiftool perlPackages.ImageExifTool"],
  ]),
  ...everyday("typo", [
    ["ripgerp", "ripgrep"],
    ["ffmpg", "ffmpeg ffmpeg-full ffmpeg_4"],
    ["fierfox", "firefox"],
    ["chromuim", "chromium"],
    ["imagemagik", "imagemagick imagemagick7"],
    ["libre ofice", "libreoffice libreoffice-fresh libreoffice-still"],
    ["neovm", "neovim"],
    ["postgrsql", "postgresql"],
    ["terrafrom", "terraform"],
    ["kuberntes", "kubernetes kubectl"],
    ["wiresahrk", "wireshark wireshark-qt wireshark-cli"],
    ["inkscpae", "inkscape"],
    ["thunderbrid", "thunderbird"],
    ["blendr", "blender"],
    ["alacrity", "alacritty"],
    ["tmuxx", "tmux"],
    ["pandas pyhton", "python3Packages.pandas python313Packages.pandas python27Packages.pandas"],
    ["keepasxc", "keepassxc"],
    ["quemu", "qemu"],
    ["htpo", "htop"],
  ]),
  ...everyday("language", [
    ["python requests", "python3Packages.requests python313Packages.requests"],
    ["requests python", "python3Packages.requests python313Packages.requests"],
    ["numpy", "python3Packages.numpy python313Packages.numpy python27Packages.numpy"],
    ["perl json", "perlPackages.JSON perlPackages.JSONXS perlPackages.CpanelJSONXS"],
    ["ruby on rails", "rubyPackages.rails rubyPackages.railties rails"],
    ["emacs magit", "emacsPackages.magit"],
    ["vim fugitive", "vimPlugins.vim-fugitive vimPlugins.fugitive"],
    ["ggplot2", "rPackages.ggplot2"],
    ["R dplyr", "rPackages.dplyr"],
    ["typescript", "nodePackages.typescript typescript nodePackages_latest.typescript"],
    [
      "python web framework",
      "python3Packages.flask python3Packages.django python3Packages.django_3 python3Packages.bottle python3Packages.tornado python3Packages.pyramid python3Packages.falcon python3Packages.aiohttp python3Packages.django_2_2 python3Packages.cherrypy python3Packages.starlette python3Packages.fastapi python3Packages.sanic python3Packages.webpy python3Packages.turbogears python3Packages.trezor python3Packages.pecan python3Packages.hug python3Packages.quart",
    ],
    ["ocaml lwt", "ocamlPackages.lwt ocamlPackages.lwt4"],
  ]),
  ...everyday("phrase", [
    ["json processor", "jq jql yq gron"],
    [
      "pdf viewer",
      "zathura okular kdeApplications.okular kdePackages.okular evince gnome3.evince mupdf xpdf llpp qpdfview sumatrapdf apvlv epdfview pdfpc",
    ],
    [
      "web server",
      "nginx nginxStable nginxMainline apacheHttpd caddy lighttpd darkhttpd thttpd h2o nginxUnstable hiawatha",
    ],
    [
      "web browser",
      "firefox chromium google-chrome brave qutebrowser vivaldi opera midori epiphany gnome3.epiphany falkon librewolf surf w3m links2 lynx elinks dillo netsurf.browser",
    ],
    [
      "text editor",
      "vim neovim nano emacs micro kakoune gedit gnome3.gedit kate helix vscode sublime3 ed joe mousepad xfce.mousepad leafpad geany",
    ],
    [
      "video editor",
      "kdenlive kdeApplications.kdenlive openshot-qt shotcut pitivi blender olive-editor avidemux flowblade lightworks cinelerra losslesscut-bin",
    ],
    ["video player", "vlc mpv mplayer smplayer celluloid gnome3.totem totem haruna xine-ui"],
    [
      "music player",
      "cmus mpd ncmpcpp clementine deadbeef rhythmbox audacious strawberry moc amarok spotify quodlibet lollypop gnome3.gnome-music sayonara elisa kdeApplications.elisa mpc_cli mpg123",
    ],
    ["audio editor", "audacity tenacity ardour mhwaveedit sweep rezound sonic-visualiser"],
    ["image editor", "gimp krita inkscape pinta mtpaint darktable imagemagick"],
    [
      "image viewer",
      "feh sxiv nsxiv imv eog gnome3.eog gwenview kdeApplications.gwenview nomacs geeqie qiv gthumb viewnior ristretto xfce.ristretto lximage-qt lxqt.lximage-qt mirage pqiv qview gpicview",
    ],
    [
      "markdown to html",
      "discount multimarkdown cmark pandoc lowdown haskellPackages.pandoc python3Packages.markdown peg-markdown cmark-gfm grip python3Packages.markdown2 sundown md4c hoedown markdown-it",
    ],
    [
      "password manager",
      "keepassxc keepass pass gopass bitwarden bitwarden-cli bitwarden-desktop keepassx keepassx2 _1password lastpass-cli qtpass enpass seahorse gnome3.seahorse kpcli rbw lesspass-cli",
    ],
    [
      "disk usage",
      "ncdu duf dust du-dust gdu baobab gnome3.baobab filelight kdeApplications.filelight diskus coreutils duc qdirstat k4dirstat dua",
    ],
    [
      "disk usage analyzer",
      "ncdu du-dust baobab gnome3.baobab filelight kdeApplications.filelight duc qdirstat gdu k4dirstat dua diskus",
    ],
    [
      "spreadsheet",
      "libreoffice libreoffice-fresh gnumeric sc sc-im pyspread calligra visidata kexi onlyoffice-bin",
    ],
    [
      "note taking",
      "joplin joplin-desktop zim cherrytree obsidian notable standardnotes tomboy simplenote gnote gnome3.gnome-notes bijiben qownnotes xournal xournalpp basket nb logseq dnote rednotebook notes-up",
    ],
    [
      "screen recorder",
      "obs-studio simplescreenrecorder peek kazam vokoscreen vokoscreen-ng recordmydesktop gtk-recordmydesktop wf-recorder byzanz green-recorder",
    ],
    [
      "screenshot",
      "flameshot scrot maim grim gnome3.gnome-screenshot spectacle kdeApplications.spectacle shutter ksnip xfce.xfce4-screenshooter deepin.deepin-screenshot hyprshot slop escrotum screenkey",
    ],
    ["terminal multiplexer", "tmux screen zellij byobu dvtm abduco mtm"],
    [
      "terminal emulator",
      "alacritty kitty wezterm st xterm rxvt-unicode termite tilix terminator konsole kdeApplications.konsole gnome3.gnome-terminal foot sakura xfce.xfce4-terminal lxqt.qterminal guake roxterm cool-retro-term mlterm lxterminal eterm hyper terminology mate.mate-terminal",
    ],
    [
      "file manager",
      "ranger nnn lf vifm mc gnome3.nautilus nautilus dolphin kdeApplications.dolphin xfce.thunar pcmanfm lxqt.pcmanfm-qt nemo cinnamon.nemo mate.caja broot worker doublecmd krusader joshuto yazi spaceFM rox-filer",
    ],
    [
      "bittorrent client",
      "transmission transmission-gtk deluge qbittorrent rtorrent aria2 aria ktorrent kdeApplications.ktorrent webtorrent_desktop fragments vuze tixati",
    ],
    [
      "email client",
      "thunderbird mutt neomutt evolution gnome3.evolution gnome3.geary geary claws-mail alpine kmail kdeApplications.kmail sylpheed aerc mailspring notmuch sup himalaya astroid trojita",
    ],
    [
      "irc client",
      "weechat irssi hexchat quassel konversation kdeApplications.konversation ii sic kvirc polari gnome3.polari tiny pidgin catgirl srain epic5",
    ],
    [
      "backup",
      "borgbackup restic duplicity rsnapshot bup rdiff-backup deja-dup duplicati backintime bacula attic kopia tarsnap burp rsync bareos obnam zbackup snapper timeshift vorta luckybackup",
    ],
    [
      "sync files between computers",
      "syncthing unison rsync rclone nextcloud-client owncloud-client seafile-client lsyncd osync syncthing-gtk resilio-sync",
    ],
    [
      "vpn",
      "openvpn wireguard-tools wireguard tailscale strongswan mullvad-vpn openconnect tinc protonvpn-cli vpnc libreswan networkmanager-openvpn zerotierone softether n2n riseup-vpn sshuttle wg-netmanager",
    ],
    [
      "network packet analyzer",
      "wireshark wireshark-qt wireshark-cli tcpdump termshark ngrep ettercap tshark sniffglue netsniff-ng",
    ],
    ["port scanner", "nmap masscan zmap rustscan nmap-graphical ipscan angryipscanner"],
    [
      "hex editor",
      "hexyl hexedit bless ghex gnome3.ghex wxhexeditor okteta kdeApplications.okteta dhex hexcurse ht vim bvi imhex hexdino tweak shed xxd heh bviplus",
    ],
    ["3d modeling", "blender openscad freecad wings solvespace k3d meshlab"],
    ["pcb design", "kicad kicad-small kicad-unstable horizon-eda pcb geda eagle fritzing librepcb gerbv"],
    [
      "vector graphics editor",
      "inkscape xfig ipe sk1 figma-linux skencil libreoffice karbon calligra xara graphite vectr akira-unstable gravit sodipodi",
    ],
    [
      "photo management",
      "digikam shotwell gthumb darktable rapid-photo-downloader photoprism f-spot gnome3.gnome-photos fotoxx",
    ],
    [
      "raw photo",
      "darktable rawtherapee ufraw dcraw digikam photivo libraw photoflow lightzone rapid-photo-downloader",
    ],
    [
      "ebook reader",
      "calibre fbreader foliate okular kdeApplications.okular bookworm gnome3.gnome-books mupdf zathura coolreader epr epy buku lector gnome-books",
    ],
    ["ocr", "tesseract tesseract4 tesseract3 ocrmypdf gocr ocrad cuneiform gimagereader ocrfeeder"],
    ["compress png", "optipng pngquant pngcrush zopfli oxipng advancecomp pngout trimage"],
    [
      "system monitor",
      "htop btop gotop glances bottom ytop bashtop gnome3.gnome-system-monitor ksysguard plasma5.ksysguard conky nmon atop bpytop gkrellm procps netdata s-tui ytop",
    ],
    ["process viewer", "htop btop procs procps glances gotop bottom ytop atop"],
    ["fuzzy finder", "fzf skim fzy peco heatseeker broot rofi"],
    [
      "search files fast",
      "fd ripgrep silver-searcher mlocate plocate fzf ack fsearch ucg ripgrep-all findutils ugrep",
    ],
    [
      "recursive grep",
      "ripgrep silver-searcher ack ugrep gnugrep ripgrep-all ucg pt platinum-searcher pdfgrep",
    ],
    ["duplicate file finder", "fdupes rmlint jdupes dupeguru duff rdfind fslint czkawka findup ddh"],
    [
      "rename many files",
      "renameutils mmv rename gprename perlPackages.rename krename vimv nomino metamorphose2 massren f2 szyszka detox moreutils",
    ],
    [
      "download manager",
      "aria2 aria wget axel uget kget kdeApplications.kget jdownloader persepolis xdman motrix pyload curl httrack lftp",
    ],
    [
      "load testing http",
      "wrk wrk2 siege vegeta k6 hey apacheHttpd tsung jmeter locust python3Packages.locustio httperf ali oha h2load slowhttptest",
    ],
    [
      "git gui",
      "gitg gnome3.gitg gitkraken git-cola lazygit gitui tig qgit giggle gitAndTools.gitkraken gitAndTools.git-cola gitAndTools.tig ungit smartgithg gitFull gitAndTools.gitFull gittyup git-gui magit gitAndTools.lazygit sublime-merge sourcetree gitAndTools.git-interactive-rebase-tool gitAndTools.qgit",
    ],
    [
      "container runtime",
      "docker podman containerd runc cri-o crun lxc kata-runtime gvisor railcar rkt nerdctl singularity",
    ],
    [
      "virtual machine",
      "qemu virtualbox virt-manager vagrant libvirt vmware-workstation gnome3.gnome-boxes gnome-boxes aqemu firecracker qemu_kvm cloud-hypervisor crosvm",
    ],
    [
      "window manager",
      "i3 sway dwm awesome xmonad bspwm openbox fluxbox herbstluftwm qtile icewm hyprland xmonad-with-packages windowmaker ratpoison spectrwm fvwm jwm xfce.xfwm4 i3-gaps river wmii blackbox stumpwm leftwm notion metacity gnome3.metacity twm xorg.twm enlightenment evilwm marco mate.marco muffin cinnamon.muffin compiz matchbox kwin plasma5.kwin afterstep ctwm cwm way-cooler 2bwm _2bwm berry e16 sawfish i3-wk-switch lxqt.obconf-qt obconf catwm tinywm",
    ],
    [
      "application launcher",
      "rofi dmenu albert ulauncher synapse kupfer bemenu wofi gmrun krunner launchy gnome3.gnome-do j4-dmenu-desktop fuzzel jgmenu",
    ],
    [
      "clipboard manager",
      "clipmenu copyq parcellite clipster gpaste gnome3.gpaste xclip xsel wl-clipboard haskellPackages.greenclip diodon clipit klipper autocutsel clipman wl-clipboard-x11",
    ],
    ["cad", "freecad openscad librecad qcad solvespace brlcad kicad leocad varicad antimony cadence gcad3d"],
    ["flashcards", "anki anki-bin mnemosyne klavaro kwordquiz kdeApplications.kwordquiz genius flashfocus"],
    [
      "personal finance",
      "gnucash homebank kmymoney ledger hledger beancount skrooge grisbi moneydance moneyplex money-manager-ex",
    ],
    [
      "plot graphs",
      "gnuplot graphviz octave labplot veusz grace plotutils xmgrace kmplot kdeApplications.kmplot python3Packages.matplotlib ploticus qtiplot scidavis mathgl kst",
    ],
    [
      "static site generator",
      "hugo zola jekyll pelican python3Packages.pelican haskellPackages.hakyll lektor nikola python3Packages.nikola mdbook mkdocs hexo cobalt gutenberg gatsby eleventy nanoc octopress blogc",
    ],
    [
      "monitor logs",
      "lnav multitail goaccess logwatch logcheck swatch lwatch graylog grafana-loki stern klogg glogg tailspin ccze loki promtail logstash",
    ],
    [
      "time tracking",
      "timewarrior watson hamster gnome3.hamster-time-tracker hamster-time-tracker arbtt ktimetracker toggldesktop activitywatch wakatime timetrap rescuetime gtimelog charm klog-time-tracker ktimetracker clockify jrnl bartib gnome3.gtg ti kimai",
    ],
    [
      "todo list",
      "taskwarrior todo-txt-cli todoman ultralist gnome3.gnome-todo getting-things-gnome taskell haskellPackages.taskell planner todoist devtodo calcurse wunderlist super-productivity dooit tasksh t todoist-electron taskjuggler ticktick doitlive topydo zanshin gtg",
    ],
    [
      "calculator",
      "qalculate-gtk libqalculate gnome3.gnome-calculator speedcrunch kcalc kdeApplications.kcalc bc galculator mate.mate-calc insect calc qalc bcal wcalc xcalc xorg.xcalc numbat rink extcalc apcalc calculix eva",
    ],
    [
      "speech synthesis",
      "espeak espeak-ng espeak-classic festival flite svox picotts mimic mbrola rhvoice gspeech espeakedit speechd",
    ],
    ["screen reader", "orca gnome3.orca espeakup brltty yasr"],
    [
      "remote desktop",
      "remmina freerdp tigervnc rdesktop x2goclient teamviewer anydesk xrdp krdc kdeApplications.krdc gnome3.vinagre vinagre realvnc-vnc-viewer nomachine-client rustdesk x11vnc turbovnc tightvnc parsec-bin gnome-connections gtk-vnc apache-guacamole dwservice",
    ],
    [
      "unzip files",
      "unzip p7zip unrar unar atool dtrx zip libarchive xarchiver file-roller gnome3.file-roller ark kdeApplications.ark",
    ],
    [
      "play windows games",
      "lutris wine steam playonlinux proton wineStaging bottles wineFull dxvk wineWowPackages.stable lutris-unwrapped lutris-free q4wine winetricks",
    ],
    [
      "chess engine",
      "stockfish gnuchess crafty fairymax chessx scid phalanx xboard toga lc0 arasan fruit glaurung komodo gambit-chess",
    ],
    [
      "brightness control",
      "light brightnessctl acpilight xorg.xbacklight brillo ddccontrol redshift xbacklight ddcutil clight gummi wluma gnome3.gnome-settings-daemon kbdlight brightness-controller",
    ],
    ["benchmark command line", "hyperfine bench haskellPackages.bench sysbench time multitime"],
    ["count lines of code", "tokei cloc scc sloccount loc ohcount gocloc tcount"],
    [
      "key value store",
      "redis etcd memcached leveldb rocksdb consul lmdb tokyocabinet kyotocabinet tikv keydb foundationdb badger couchdb riak ssdb nodePackages.level aerospike valkey tarantool",
    ],
    [
      "convert video",
      "ffmpeg ffmpeg-full handbrake mencoder mplayer avidemux transcode ffmpeg_4 ffmpegthumbnailer gnome3.transmageddon transmageddon winff dvdrip vlc arista qwinff libav",
    ],
    [
      "extract text from pdf",
      "poppler_utils poppler-utils pdfgrep python3Packages.pdfminer python3Packages.pdfminer_six xpdf pdftk mupdf pdfminer tesseract python3Packages.pypdf2 ocrmypdf python3Packages.slate pstotext calibre pdf2htmlEX qpdf python3Packages.pdfx pdf2djvu python3Packages.textract ebook_tools docx2txt pdfsandwich",
    ],
    [
      "diff tool",
      "meld diffutils kdiff3 colordiff difftastic delta gitAndTools.delta diffoscope icdiff wdiff diffstat vimdiff xxdiff diffpdf kompare kdeApplications.kompare tkdiff diffuse gitAndTools.diff-so-fancy diff-so-fancy dwdiff bsdiff patchutils fldiff",
    ],
    [
      "encrypt files",
      "gnupg age cryptsetup encfs gocryptfs ecryptfs veracrypt ccrypt cryfs openssl rage scrypt tomb cryptomator bcrypt mcrypt sirikali tarsnap aescrypt zuluCrypt gpa kgpg kdeApplications.kgpg securefs sops",
    ],
    [
      "manage dotfiles",
      "chezmoi stow yadm dotbot rcm homesick vcsh home-manager dotter python3Packages.dotbot homeshick mackup dotfiles toml-dotfiles",
    ],
    [
      "weather",
      "wego wttr gnome3.gnome-weather ansiweather meteo weather gis-weather girouette cumulus wxtoimg inxi perlPackages.WeatherGoogle kweather",
    ],
    [
      "map navigation",
      "gnome3.gnome-maps marble kdeApplications.marble navit foxtrotgps qgis josm organicmaps viking qmapshack gpxsee merkaartor gpsprune openorienteering-mapper mepo osm2xmap",
    ],
    [
      "learn to type",
      "klavaro ktouch kdeApplications.ktouch gtypist tuxtype tipp10 typespeed wpm thokr tt toipe ttyper",
    ],
    [
      "compare directories",
      "meld kdiff3 diffutils rsync diffoscope dirdiff hashdeep freefilesync md5deep kompare kdeApplications.kompare unison xxdiff bcompare",
    ],
    [
      "drawing tablet painting",
      "krita mypaint xf86_input_wacom libwacom gimp drawpile opentabletdriver xournal xournalpp tuxpaint kdeApplications.kolourpaint xorg.xf86inputwacom wacomtablet plasma5.wacomtablet plasma-desktop",
    ],
    [
      "music notation",
      "musescore lilypond frescobaldi denemo abcm2ps noteedit rosegarden canorus nted philomelos tuxguitar abcmidi musixtex laborejo",
    ],
    [
      "latex editor",
      "texstudio texmaker kile lyx gummi texworks gnome3.gnome-latex gnome-latex latexila setzer winefish vimPlugins.vimtex",
    ],
    [
      "sql database",
      "postgresql mysql mariadb sqlite mysql57 mysql80 cockroachdb firebird h2 clickhouse percona mariadb-embedded monetdb",
    ],
    [
      "run commands in parallel",
      "parallel moreutils gnu-parallel xe pssh parallel-rust parallel-full findutils gnumake pexec task-spooler rush",
    ],
    [
      "watch files and run command",
      "entr watchexec inotify-tools fswatch watchman reflex fileschanged modd when-changed incron iwatch gamin cargo-watch python3Packages.watchdog",
    ],
    [
      "cron",
      "cron fcron cronie dcron vixie-cron snooze systemd-cron mcron anacron bcron supercronic jobber yacron",
    ],
    [
      "disk partition",
      "gparted parted gptfdisk utillinux util-linux fdisk gnome3.gnome-disk-utility partition-manager testdisk partimage kdeApplications.kpmcore libparted fsarchiver partclone kpmcore",
    ],
    [
      "recover deleted files",
      "testdisk ext4magic extundelete foremost scalpel ddrescue photorec testdisk-qt safecopy myrescue ntfsprogs recoverjpeg ddrutility qphotorec sleuthkit",
    ],
    [
      "bluetooth manager",
      "blueman bluez gnome3.gnome-bluetooth bluez-tools bluedevil plasma5.bluedevil lxqt.lxqt-bluetooth bluetooth_battery overskride bluez5 bluetuith",
    ],
    [
      "volume control",
      "pavucontrol pamixer alsaUtils alsa-utils pulsemixer lxqt.pavucontrol-qt ponymix kmix kdeApplications.kmix volumeicon pasystray pnmixer pulseaudio-ctl gnome3.gnome-control-center plasma5.plasma-pa plasma-pa alsamixer.app xfce.xfce4-volumed xfce.xfce4-mixer ncpamixer volnoti",
    ],
    [
      "xml query",
      "xmlstarlet libxml2 xidel xmlquery basex xq yq html-xml-utils xmlformat saxon saxonb saxon-he xml2 xquilla zorba python3Packages.lxml",
    ],
    [
      "csv",
      "csvkit xsv visidata miller q-text-as-data qsv tidyviewer csvtool textql csv2latex python3Packages.csvkit zsv csvlens ocamlPackages.csv csvs-to-sqlite python3Packages.csvs-to-sqlite tabview",
    ],
    ["fix previous command typo", "thefuck pay-respects"],
    ["fortune cow", "cowsay fortune fortune-kind neo-cowsay ponysay xcowsay"],
  ]),
];

/** Whether a query was kept aside while tuning; decided by its text, so that a new one moves no other. */
export function isHeldOut(query: EverydayQuery): boolean {
  let sum = 0;
  for (const letter of query.text) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return sum % 3 === 0;
}
