/**
 * Programs that many people know, with what else they are called. A catalog says what a package is, but not that
 * it is the one people mean, nor what its programs are called where nobody wrote that down.
 *
 * A line: names of the package, in any order of preference, so that old and new catalogs are served | its programs
 * whose names differ | words people use for it. Three levels: everybody's, many people's, some people's.
 */
const LINES: readonly (readonly [level: 1 | 2 | 3, lines: string])[] = [
  [
    3,
    `
firefox | | web browser internet mozilla
chromium | chromium-browser | web browser internet google chrome
google-chrome | chrome | web browser internet
thunderbird | | email mail client reader mozilla
libreoffice libreoffice-fresh | soffice localc lowriter | office suite spreadsheet word processor presentation openoffice open excel powerpoint document writer calc
vlc | | video player media multimedia movie
mpv | | video player media multimedia movie
ffmpeg | ffprobe ffplay | video audio converter convert encode transcode media
gimp | | image editor photo editing photoshop drawing
inkscape | | vector graphics editor svg drawing illustrator
krita kdeApplications.krita | | painting drawing digital tablet image editor
blender | | 3d modeling animation render video editor
audacity | | audio editor sound recording
obs-studio | obs | screen recorder recording streaming broadcast video capture
kdenlive kdePackages.kdenlive kdeApplications.kdenlive | | video editor editing movie
okular kdePackages.okular kdeApplications.okular | | pdf viewer reader document ebook
evince gnome3.evince | | pdf viewer reader document
zathura | | pdf viewer reader document
vim | vi xxd vimdiff ex view | text editor
neovim | nvim | text editor vim
emacs | emacsclient | text editor
nano | | text editor
vscode | code | visual studio code text editor ide
git | | version control source scm
gh github-cli | | github cli
curl | | http download transfer url client rest make request
wget | | download http
openssh | ssh scp sftp sshd ssh-keygen ssh-agent ssh-add | remote login shell secure copy
rsync | | sync synchronize copy files backup mirror
tmux | | terminal multiplexer
htop | | system monitor process viewer top task manager
ripgrep | rg | recursive grep search text files code fast
fd | fdfind | find search files fast
fzf | | fuzzy finder search
jq | | json processor query parser command line filter
bat batcat | | cat syntax highlighting pager
tree | | directory listing
imagemagick imagemagick7 | convert magick mogrify identify montage composite | image converter convert resize edit picture photo
pandoc haskellPackages.pandoc | | markdown html converter convert document docx
python3 python313 python312 | python python3 | programming language interpreter
nodejs nodejs_22 nodejs_20 | node npm npx corepack | javascript runtime node.js
go | gofmt | golang programming language compiler
rustc | | rust compiler programming language
cargo | | rust package manager build
rustup | | rust toolchain compiler
gcc | g++ cc cpp | c c++ compiler gnu
clang | clang++ | c c++ compiler llvm
gnumake | make gmake | build gnu
cmake | | build system
jdk openjdk jdk11 jdk17 jdk21 | java javac jar jshell | java development kit compiler runtime
docker | dockerd | container runtime engine
podman | | container runtime docker
kubectl | | kubernetes k8s client
kubernetes | kubelet kubeadm | k8s cluster container orchestration
kubernetes-helm | helm | kubernetes package manager charts
terraform | | infrastructure code cloud provisioning
ansible | ansible-playbook | configuration management automation
postgresql | psql pg_dump postgres pg_ctl initdb | sql database server relational
mysql mysql80 | mysqld mysqldump | sql database server
mariadb | mysql mysqld mysqldump | sql database server mysql
sqlite | sqlite3 | sql database embedded file
redis | redis-server redis-cli | key value store cache in-memory database
nginx | | web server reverse proxy http
apacheHttpd | httpd ab apachectl htpasswd | web server apache http apache2 load testing benchmark
bash bashInteractive | sh | shell
zsh | | shell
fish | | shell friendly
coreutils | ls cp mv rm cat head tail sort uniq wc du df chmod chown mkdir ln date seq shuf tee md5sum sha256sum base64 tr cut | gnu core utilities
findutils | find xargs locate | find search files
gnugrep | grep egrep fgrep | search text
gnused | sed | stream editor replace text
gawk | awk | text processing
gnutar | tar | archive unpack tarball
gzip | gunzip zcat | compress
unzip | zipinfo | extract unpack zip archive files
zip | | compress archive zip
p7zip _7zz | 7z 7za 7zr | archive zip 7zip compress unpack unzip
keepassxc keepassxc-cli | | password manager
gnupg gnupg22 | gpg gpg2 gpg-agent | encrypt encryption sign files pgp privacy
openssl | | tls ssl encryption crypto certificates
wireshark wireshark-qt wireshark-cli | tshark dumpcap | network packet analyzer sniffer protocol capture
nmap | ncat nping | port scanner network scan
qemu | qemu-system-x86_64 qemu-img | virtual machine emulator virtualization vm
virtualbox | VBoxManage | virtual machine vm virtualization
steam | | games gaming windows
wine wineWowPackages.stable | wine64 winecfg | windows programs games emulator compatibility
transmission transmission-gtk transmission_4 | transmission-remote | bittorrent torrent client
qbittorrent | | bittorrent torrent client
youtube-dl yt-dlp | | download video youtube downloader
yt-dlp | | download video youtube downloader
telegram-desktop tdesktop | telegram | chat messenger messaging
signal-desktop | signal | chat messenger messaging
discord | | chat voice messenger
slack | | chat team messenger
spotify | | music player streaming
borgbackup borg | borg | backup deduplicating
restic | | backup
syncthing | | sync synchronize files between computers devices continuous
rclone | | cloud storage sync files drive
ncdu | | disk usage analyzer space
wireguard-tools wireguard | wg wg-quick | vpn tunnel
openvpn | | vpn tunnel
tesseract tesseract4 tesseract5 | | ocr text recognition image
calibre | ebook-convert | ebook e-book reader library manager epub
graphviz | dot neato fdp | graph visualization plot diagram
gnuplot | | plot graphs chart function
octave | | matlab numerical math
nautilus gnome3.nautilus | | file manager files gnome
sudo | | root privileges
vscodium | codium | visual studio code text editor ide
`,
  ],
  [
    2,
    `
brave | | web browser internet
qutebrowser | | web browser vim keyboard
vivaldi | | web browser
epiphany gnome3.epiphany | | web browser gnome
lynx | | web browser terminal text console
w3m | | web browser terminal text console
links2 | links | web browser terminal text
tor-browser tor-browser-bundle-bin | tor-browser | tor web browser anonymous privacy onion
tor | | anonymous network onion privacy
mutt | | email mail client terminal
neomutt | | email mail client terminal
evolution gnome3.evolution | | email mail client calendar
geary gnome3.geary | | email mail client
claws-mail | | email mail client
mplayer | mencoder | video player movie media multimedia
smplayer | | video player movie
celluloid | | video player mpv
totem gnome3.totem | | video player movie
handbrake | HandBrakeCLI ghb | video converter convert transcode dvd
openshot-qt | | video editor
shotcut | | video editor
pitivi | | video editor
olive-editor | | video editor
avidemux | | video editor cut convert
losslesscut-bin | losslesscut | video cut trim
simplescreenrecorder | | screen recorder recording capture screencast
peek | | screen recorder gif recording
kazam | | screen recorder screenshot
vokoscreen vokoscreen-ng | | screen recorder recording
wf-recorder | | screen recorder wayland
asciinema | | terminal session recorder recording
flameshot | | screenshot capture
scrot | | screenshot capture
maim | | screenshot capture
grim | | screenshot capture wayland
spectacle kdePackages.spectacle kdeApplications.spectacle | | screenshot capture kde
gnome-screenshot gnome3.gnome-screenshot | | screenshot capture
shutter | | screenshot capture
darktable | | raw photo editor develop photography
rawtherapee | | raw photo editor develop photography
digikam | | photo management manager organizer library
shotwell | | photo management manager organizer
gthumb | | image viewer photo browser
feh | | image viewer picture
sxiv nsxiv | | image viewer picture
imv | | image viewer picture
eog gnome3.eog | | image viewer picture eye of gnome
gwenview kdePackages.gwenview kdeApplications.gwenview | | image viewer picture
geeqie | | image viewer
nomacs | | image viewer
pinta | | image editor paint drawing
mypaint | | painting drawing tablet
mupdf | mutool | pdf viewer reader
xpdf | pdftotext | pdf viewer reader
poppler-utils poppler_utils | pdftotext pdfinfo pdfimages pdftoppm pdfunite pdfseparate pdftohtml pdftocairo | pdf tools extract text convert merge split
qpdf | | pdf merge split tools encrypt
pdftk | | pdf merge split tools
ghostscript | gs ps2pdf | postscript pdf interpreter convert
pdfgrep | | pdf search text extract
ocrmypdf | | ocr pdf text
xournalpp xournal | | note taking handwriting pdf annotate
joplin-desktop joplin | | note taking notes markdown todo
obsidian | | note taking notes markdown knowledge
logseq | | note taking notes
zim | | note taking notes wiki
cherrytree | | note taking notes
gnote tomboy | | note taking notes
standardnotes simplenote | | note taking notes
gnumeric | | spreadsheet excel
sc-im | | spreadsheet terminal
visidata | vd | csv tables data spreadsheet terminal explore
abiword | | word processor document
onlyoffice-bin onlyoffice-desktopeditors | | office suite spreadsheet word
texlive.combined.scheme-full texliveFull | latex pdflatex xelatex lualatex tex bibtex | latex tex typesetting
texlive.combined.scheme-small texliveSmall texlive.combined.scheme-basic | | latex tex typesetting
tectonic | | latex tex typesetting engine
texstudio | | latex tex editor
texmaker | | latex tex editor
kile kdeApplications.kile | | latex tex editor
lyx | | latex document editor
typst | | typesetting document markup
micro | | text editor terminal
helix | hx | text editor modal
kakoune | kak | text editor modal
gedit gnome3.gedit | | text editor gnome
kate kdePackages.kate kdeApplications.kate | kwrite | text editor kde
geany | | text editor ide
sublime3 sublime4 | subl sublime_text | text editor sublime
atom | | text editor
jetbrains.idea-community idea.idea-community | idea | java ide intellij
android-studio | | android ide development
android-tools | adb fastboot | android debug bridge
arduino | | arduino ide microcontroller
lazygit | | git gui tui terminal ui client
gitui | | git gui tui terminal ui
tig gitAndTools.tig | | git gui tui log browser text-mode
git-cola gitAndTools.git-cola | | git gui client
gitg gnome3.gitg | | git gui client gnome
gitkraken | | git gui client
gitFull gitAndTools.gitFull | gitk git-gui | git gui
git-lfs | | large files storage
delta gitAndTools.delta | | diff git pager viewer syntax highlighting
diff-so-fancy gitAndTools.diff-so-fancy | | diff git
difftastic | difft | diff structural syntax
meld | | diff merge compare files directories visual tool
kdiff3 | | diff merge compare files directories
diffutils | diff cmp diff3 sdiff | compare files diff tool
colordiff | | diff color
diffoscope | | diff compare files archives directories
mercurial | hg | version control scm
subversion | svn | version control scm
jujutsu | jj | version control git
silver-searcher | ag | recursive grep search code fast
ack | | grep search code recursive
ugrep | | recursive grep search
eza exa | | ls listing files
exa | | ls listing files
lsd | | ls listing files
skim | sk | fuzzy finder
fzy | | fuzzy finder
ranger | | file manager terminal
nnn | | file manager terminal
lf | | file manager terminal
vifm | | file manager terminal vim
yazi | | file manager terminal
mc | mcedit | file manager midnight commander terminal
dolphin kdePackages.dolphin kdeApplications.dolphin | | file manager kde
thunar xfce.thunar | | file manager xfce
pcmanfm | | file manager
nemo cinnamon.nemo | | file manager
alacritty | | terminal emulator gpu
kitty | | terminal emulator gpu
wezterm | | terminal emulator
foot | | terminal emulator wayland
ghostty | | terminal emulator
xterm | | terminal emulator
rxvt-unicode rxvt_unicode | urxvt | terminal emulator
st | | terminal emulator suckless
konsole kdePackages.konsole kdeApplications.konsole | | terminal emulator kde
gnome-terminal gnome3.gnome-terminal | | terminal emulator gnome
terminator | | terminal emulator
tilix | | terminal emulator tiling
screen | | terminal multiplexer gnu
zellij | | terminal multiplexer workspace
byobu | | terminal multiplexer
mosh | | remote shell ssh mobile slow connection lag speed
sshfs sshfs-fuse | | mount remote filesystem ssh
sshpass | | ssh password
starship | | shell prompt
direnv | | environment variables directory shell
zoxide | | cd jump directory
autojump | | cd jump directory
thefuck pay-respects | fuck | correct previous command typo fix mistyped
tldr tealdeer | | man pages simplified help examples cheat
cheat | | cheatsheets help examples
btop | | system monitor resource process
bottom | btm | system monitor process
glances | | system monitor
gotop | | system monitor
atop | | system monitor process performance
procs | | process viewer ps
procps procps-ng | ps top free vmstat uptime watch pkill pgrep sysctl w kill pidof | process system
psmisc | killall pstree fuser | process kill
lsof | | list open files
strace | | trace system calls debug
ltrace | | trace library calls
gdb | | debugger debug c c++ program gnu
lldb | | debugger debug c c++ program llvm
valgrind | | memory leak debugger profiler
iotop | | disk io monitor
iftop | | network bandwidth monitor traffic
nethogs | | network bandwidth process traffic
bandwhich | | network bandwidth process
nload | | network bandwidth monitor traffic
vnstat | | network traffic monitor
sysstat | iostat mpstat sar pidstat | performance monitor
netdata | | monitoring metrics
prometheus | | monitoring metrics time series
grafana | | dashboard metrics visualization
util-linux utillinux | fdisk sfdisk lsblk mount umount dmesg blkid losetup hexdump lscpu column rename kill more script cal | disk partition system utilities
iproute2 iproute | ip ss tc bridge | network interfaces routes
nettools | ifconfig netstat route arp hostname | network interfaces
inetutils | telnet ftp ping hostname ifconfig traceroute | network telnet ftp
iputils | ping arping tracepath | ping network
dnsutils bind.dnsutils | dig nslookup host nsupdate | dns lookup
bind | named | dns server
dig | dig nslookup host | dns lookup
dogdns dog | dog | dns lookup client
dnsmasq | | dns dhcp server
unbound | | dns resolver server
netcat netcat-gnu netcat-openbsd libressl.nc | nc | tcp network connections
socat | | socket relay tcp network
tcpdump | | network packet analyzer capture sniffer
termshark | | network packet analyzer terminal wireshark
mtr | | traceroute ping network diagnostic
traceroute | | network route
whois | | domain lookup
iperf iperf3 iperf2 | | network bandwidth measure benchmark speed
speedtest-cli | speedtest | internet speed test bandwidth
masscan | | port scanner
aria2 aria | aria2c | download manager downloader http bittorrent
axel | | download manager accelerator
uget | | download manager
httpie | http https | http client rest api curl make request
xh | | http client rest api make request
curlie | | http client curl
postman | | http api rest client test
insomnia | | http api rest client
wrk | | http benchmark load testing
siege | | http benchmark load testing
vegeta | | http load testing
k6 | | http load testing
hey | | http load generator testing
caddy | | web server http https reverse proxy
lighttpd | | web server http
haproxy | | load balancer reverse proxy
traefik | | reverse proxy load balancer
varnish | varnishd | http cache accelerator
squid | | http proxy cache
privoxy | | web proxy filter
etcd | etcdctl | key value store distributed
memcached | | key value store cache memory
mongodb | mongo mongod mongodump | nosql database document
elasticsearch | | search engine server
rabbitmq-server | rabbitmqctl | message queue broker
influxdb | | time series database
cockroachdb | | sql database distributed
clickhouse | | sql database analytics columnar
duckdb | | sql database analytics
sqlitebrowser | | sqlite database gui browser
dbeaver dbeaver-bin | | database gui client sql
pgcli | | postgresql client cli
mycli | | mysql client cli
docker-compose | | containers multi
containerd | ctr | container runtime
runc | | container runtime
crun | | container runtime
lxc | lxd | linux containers
buildah | | container image build
skopeo | | container image copy
dive | | docker image explore
k9s | | kubernetes tui terminal
minikube | | kubernetes local cluster
kind | | kubernetes docker local cluster
k3s | | kubernetes lightweight
kustomize | | kubernetes configuration
packer | | machine images
vagrant | | virtual machine development environments
virt-manager | | virtual machine manager gui
libvirt | virsh libvirtd | virtualization virtual machine
gnome-boxes gnome3.gnome-boxes | | virtual machine gui
awscli2 awscli | aws | amazon cloud
google-cloud-sdk | gcloud gsutil bq | google cloud
azure-cli | az | azure cloud microsoft
openstackclient python3Packages.openstackclient | openstack | cloud
yq yq-go | | yaml xml json processor query
yq-go | yq | yaml processor query
gron | | json grep
fx | | json viewer
jless | | json viewer
dasel | | json yaml toml query
miller | mlr | csv json tabular data
xsv qsv | | csv toolkit
csvkit python3Packages.csvkit | csvcut csvlook in2csv csvgrep csvsql csvstat | csv toolkit
xmlstarlet | xml xmlstarlet | xml query edit xpath
libxml2 | xmllint | xml parser xpath query lint
xidel | | html xml xpath query extract
pup | | html parser query
htmlq | | html query
cmark discount | markdown | markdown html converter
discount | markdown | markdown html converter
multimarkdown | | markdown html converter
glow | | markdown viewer terminal render
mdbook | | markdown book static site generator documentation
hugo | | static site generator blog website
zola | | static site generator website
jekyll | | static site generator blog website
mkdocs | | documentation static site generator markdown
doxygen | | documentation generator source
sphinx python3Packages.sphinx | sphinx-build | documentation generator
asciidoctor | | asciidoc converter document
plantuml | | uml diagram
mermaid-cli nodePackages.mermaid-cli | mmdc | diagram
drawio | | diagram editor flowchart
dia | | diagram editor
hexyl | | hex viewer
hexedit | | hex editor
ghex gnome3.ghex | | hex editor gnome
bless | | hex editor
wxhexeditor | | hex editor
okteta kdeApplications.okteta | | hex editor
imhex | | hex editor
file | | file type magic
less | | pager
dos2unix | unix2dos | line endings convert newline crlf
parallel | | run commands jobs parallel gnu
moreutils | sponge ts vidir vipe chronic ifne parallel | unix tools
entr | | watch files run command change
watchexec | | watch files run command change
inotify-tools | inotifywait inotifywatch | watch files events
pv | | pipe progress viewer
hyperfine | | benchmark command line time
time | | measure time
tokei | | count lines of code statistics
cloc | | count lines of code
scc | | count lines of code
sloccount | | count lines of code
just | | command runner make task
gnupatch patch | patch | apply diff
patchelf | | elf rpath
binutils binutils-unwrapped | ld as objdump nm ar strip readelf strings objcopy addr2line | linker assembler
pkg-config pkgconfig | pkg-config | compile flags
autoconf | autoreconf | build configure
automake | aclocal | build
meson | | build system
ninja | | build system
bazel | | build system
maven | mvn | java build
gradle | | java build
sbt | scala build | scala build
scala | | programming language
kotlin | kotlinc | programming language
ghc haskellPackages.ghc | ghci runghc | haskell compiler
stack haskellPackages.stack | | haskell build
cabal-install haskellPackages.cabal-install | cabal | haskell build
ocaml | ocamlopt ocamlc | programming language compiler
opam | | ocaml package manager
elixir | iex mix | programming language
erlang | erl erlc | programming language
ruby | irb gem rake | programming language
perl | | programming language
php | | programming language
lua lua5 | luac | programming language
R | Rscript | statistics programming language
rstudio | | r ide statistics
julia | | programming language scientific
zig | | programming language compiler
nim | | programming language compiler
deno | | javascript typescript runtime
bun | | javascript runtime
yarn | | javascript package manager
nodePackages.pnpm pnpm | | javascript package manager
typescript nodePackages.typescript | tsc | typescript compiler language
nodePackages.prettier prettier | | code formatter
nodePackages.eslint eslint | | javascript linter
black python3Packages.black | | python code formatter
ruff | | python linter
poetry | | python package dependency manager
pipenv | | python package dependency
uv | | python package manager
python3Packages.pip python313Packages.pip | pip pip3 | python package installer
python3Packages.virtualenv python313Packages.virtualenv | virtualenv | python environment
python3Packages.ipython python313Packages.ipython | ipython | python shell interactive
jupyter | | notebook python
python3Packages.flask python313Packages.flask | | web framework
python3Packages.django python313Packages.django | | web framework
python3Packages.requests python313Packages.requests | | http client
python3Packages.numpy python313Packages.numpy | | arrays numerical
python3Packages.matplotlib python313Packages.matplotlib | | plot graphs chart
shellcheck haskellPackages.ShellCheck | | shell script linter analysis bash
shfmt | | shell formatter
hadolint | | dockerfile linter
nixfmt nixpkgs-fmt nixfmt-rfc-style alejandra | | nix formatter
nixpkgs-fmt | | nix formatter
rubyPackages.rails rails | | ruby on rails web framework
clang-tools | clangd clang-format clang-tidy | c++ formatter linter language server
cppcheck | | c c++ static analysis
weechat | | irc client chat
irssi | | irc client chat
hexchat | | irc client chat
pidgin | | chat messenger xmpp im
element-desktop | | matrix chat messenger
fractal | | matrix chat
gajim | | xmpp chat jabber
mumble | | voice chat
zoom-us | zoom | video conference meeting call
teams teams-for-linux | | microsoft chat meeting
skypeforlinux | skype | video call chat
jitsi jitsi-meet-electron | | video conference call
i3 i3-gaps | i3-msg i3lock | window manager tiling
sway | swaymsg | window manager wayland tiling compositor
dwm | | window manager tiling suckless
awesome | | window manager tiling
xmonad haskellPackages.xmonad xmonad-with-packages | | window manager tiling haskell
bspwm | bspc | window manager tiling
openbox | | window manager
hyprland | Hyprland hyprctl | window manager wayland compositor tiling
rofi | | application launcher menu window switcher
dmenu | | application launcher menu
wofi | | application launcher wayland
albert | | application launcher
ulauncher | | application launcher
dunst | | notification daemon
polybar | | status bar
waybar | | status bar wayland
picom compton | | compositor
redshift | | screen color temperature night blue light
gammastep | | screen color temperature night
brightnessctl | | brightness control backlight
light | | brightness control backlight
acpilight | xbacklight | brightness control backlight
wl-clipboard | wl-copy wl-paste | clipboard wayland copy paste
xclip | | clipboard copy paste
xsel | | clipboard copy paste
copyq | | clipboard manager history
clipmenu | | clipboard manager history
parcellite | | clipboard manager
xdotool | | automate keyboard mouse x11
xorg.xrandr xrandr | | screen resolution monitor display
arandr | | screen layout monitor display xrandr
autorandr | | screen layout monitor display
pavucontrol | | volume control audio mixer pulseaudio sound
pamixer | | volume control pulseaudio
pulsemixer | | volume control pulseaudio mixer
alsa-utils alsaUtils | alsamixer amixer aplay arecord | volume control sound mixer alsa
easyeffects pulseeffects | | audio equalizer effects
pulseaudio | pactl pacmd | sound server audio
pipewire | | sound server audio video
blueman | | bluetooth manager gui
bluez bluez5 | bluetoothctl | bluetooth
networkmanager | nmcli nmtui | network wifi connection manager
networkmanagerapplet | nm-applet | network wifi gui
wpa_supplicant | | wifi wireless
iw | | wifi wireless
ardour | | audio workstation daw recording music production
lmms | | music production daw synthesizer
reaper | | audio workstation daw music production
mixxx | | dj mixing
hydrogen | | drum machine
sox | play rec | audio converter sound edit convert
lame | | mp3 encoder convert audio
flac | metaflac | audio encoder lossless
cmus | | music player terminal
mpd | | music player daemon
ncmpcpp | | music player mpd client
mpc-cli mpc_cli mpc | mpc | music player mpd client
rhythmbox | | music player library
clementine | | music player library
strawberry | | music player
audacious | | music player
deadbeef | | music player
amarok | | music player
lollypop | | music player
spotify-tui spotifyd | spt | music player spotify terminal
musescore | mscore | music notation score sheet composer
lilypond | | music notation engraving score
frescobaldi | | lilypond music notation editor
picard | | music tagger tag mp3 metadata
easytag | | music tagger mp3 tag editor
beets | beet | music library organizer tagger
cdparanoia | | cd ripper audio
asunder | | cd ripper
brasero gnome3.brasero | | cd dvd burning
k3b | | cd dvd burning
handbrake | | dvd ripper
kodi | | media center
jellyfin | | media server
plex | | media server
nextcloud-client | nextcloud | sync files cloud
dropbox | | cloud file sync
unison | | sync files synchronize
duplicity | | backup encrypted
rsnapshot | | backup snapshots
bup | | backup
deja-dup | | backup gui
timeshift | | backup system restore
kopia | | backup
deluge | | bittorrent torrent client
rtorrent | | bittorrent torrent client terminal
ktorrent kdePackages.ktorrent kdeApplications.ktorrent | | bittorrent torrent client
pass | | password manager store
gopass | | password manager
bitwarden bitwarden-desktop | | password manager
bitwarden-cli | bw | password manager
keepass | | password manager
_1password 1password _1password-gui | op | password manager
pwgen | | password generator
apg | | password generator
diceware | | password generator passphrase
age | age-keygen | encrypt files encryption
sops | | secrets encryption
cryptsetup | | disk encryption luks
veracrypt | | disk encryption encrypt volume
gocryptfs | | encrypt files filesystem
encfs | | encrypt files filesystem
mkcert | | certificates tls local development
certbot | | lets encrypt certificates acme tls ssl
fail2ban | | ban ip brute force security
clamav | clamscan freshclam | antivirus virus scanner malware
lynis | | security audit
john | | password cracker
hashcat | | password cracker recovery
aircrack-ng | | wifi cracking security wireless
thc-hydra | hydra | password login cracker
metasploit | msfconsole | penetration testing exploit
sqlmap | | sql injection
nikto | | web vulnerability scanner
burpsuite | | web security testing
radare2 | r2 | reverse engineering disassembler
ghidra ghidra-bin | | reverse engineering disassembler decompiler
cutter | | reverse engineering
strongswan | ipsec | vpn ipsec
openconnect | | vpn cisco anyconnect
tailscale | | vpn wireguard mesh
mullvad-vpn | mullvad | vpn
sshuttle | | vpn ssh proxy
zap zapproxy | zap | web security scanner
gparted | | disk partition editor manager
parted | | disk partition editor
gptfdisk | gdisk sgdisk | disk partition gpt
gnome-disk-utility gnome3.gnome-disk-utility | gnome-disks | disk partition manager
testdisk | photorec | recover deleted files data recovery partition undelete
ddrescue | | data recovery disk copy
foremost | | recover deleted files data recovery
extundelete | | recover deleted files ext4
smartmontools | smartctl smartd | disk health smart monitor
hdparm | | disk parameters
dosfstools | mkfs.vfat mkfs.fat fsck.vfat | fat filesystem
ntfs3g | mkfs.ntfs ntfsfix | ntfs filesystem windows
exfat exfatprogs exfat-utils | mkfs.exfat | exfat filesystem
e2fsprogs | mkfs.ext4 fsck.ext4 resize2fs tune2fs | ext4 filesystem
btrfs-progs | btrfs mkfs.btrfs | btrfs filesystem
zfs | zpool | zfs filesystem
baobab gnome3.baobab | | disk usage analyzer space gui
filelight kdePackages.filelight kdeApplications.filelight | | disk usage analyzer space gui
qdirstat | | disk usage analyzer space gui
dust du-dust | dust | disk usage analyzer du space
du-dust | dust | disk usage analyzer du space
gdu | | disk usage analyzer space
duf | | disk usage free df space
dua | | disk usage analyzer
fdupes | | duplicate files finder find
jdupes | | duplicate files finder find
rmlint | | duplicate files finder lint find
czkawka | | duplicate files finder
renameutils | qmv imv icp | rename many files bulk
mmv | | rename many files move
rename | | rename many files
gprename krename | | rename many files batch
stow | | dotfiles symlink manager manage
chezmoi | | dotfiles manager manage
yadm | | dotfiles manager manage
home-manager | | dotfiles home manager manage nix
trash-cli | trash-put | trash recycle delete
atool | aunpack als apack | archive unpack extract
unrar unrar-wrapper | | rar extract unpack archive
unar | lsar | extract unpack archive
xarchiver | | archive manager gui
file-roller gnome3.file-roller | | archive manager gui unzip
ark kdePackages.ark kdeApplications.ark | | archive manager gui unzip
xz | unxz lzma | compress
zstd | unzstd | compress
lz4 | | compress
brotli | | compress
pigz | | gzip parallel compress
bzip2 | bunzip2 | compress
optipng | | png compress optimize image
pngquant | | png compress optimize image
oxipng | | png compress optimize image
pngcrush | | png compress optimize image
jpegoptim | | jpeg compress optimize image
libwebp | cwebp dwebp | webp image convert
exiftool perlPackages.ImageExifTool | | image metadata exif photo
exiv2 | | image metadata exif
mediainfo | | media file information video metadata
potrace | | bitmap vector trace
graphicsmagick | gm | image convert processing
simple-scan gnome3.simple-scan | | scanner scan document
sane-backends | scanimage | scanner scan
xsane | | scanner scan
cups | lp lpr lpstat | printing printer server
fbreader | | ebook e-book reader epub
foliate | | ebook e-book reader epub
bookworm | | ebook reader epub
gocr | | ocr text recognition
espeak espeak-ng espeak-classic | | speech synthesis text to speech tts voice
espeak-ng | | speech synthesis text to speech tts voice
festival | | speech synthesis text to speech tts
flite | | speech synthesis text to speech tts
orca gnome3.orca | | screen reader accessibility blind
aspell | | spell checker spelling
hunspell | | spell checker spelling
languagetool | | grammar checker spell
kicad | | pcb design electronics schematic eda circuit
freecad | | cad 3d modeling parametric
openscad | | cad 3d modeling script
librecad | | cad 2d drawing
solvespace | | cad 3d parametric
qgis | | gis map geographic
josm | | openstreetmap map editor
marble kdePackages.marble kdeApplications.marble | | map globe navigation
gnome-maps gnome3.gnome-maps | | map navigation
stellarium | | astronomy planetarium stars
anki anki-bin | | flashcards learning memory cards
mnemosyne | | flashcards learning memory
gnucash | | personal finance accounting money
homebank | | personal finance accounting money budget
kmymoney | | personal finance accounting money
ledger | | accounting finance command line
hledger haskellPackages.hledger | | accounting finance command line
beancount | | accounting finance
taskwarrior taskwarrior3 taskwarrior2 | task | todo list task manager
todo-txt-cli | todo.sh | todo list
timewarrior | timew | time tracking tracker
watson | | time tracking tracker
hamster gnome3.hamster-time-tracker | | time tracking tracker
calcurse | | calendar todo terminal
khal | | calendar terminal
qalculate-gtk | | calculator units
libqalculate | qalc | calculator units
speedcrunch | | calculator
gnome-calculator gnome3.gnome-calculator | | calculator
kcalc kdePackages.kcalc kdeApplications.kcalc | | calculator
bc | dc | calculator arbitrary precision
units | | unit converter conversion
maxima wxmaxima | | computer algebra math symbolic
sage sageWithDoc | | mathematics algebra
remmina | | remote desktop rdp vnc client
freerdp | xfreerdp | remote desktop rdp client
tigervnc | vncviewer vncserver | remote desktop vnc
rdesktop | | remote desktop rdp
x11vnc | | remote desktop vnc server
anydesk | | remote desktop
teamviewer | | remote desktop support
rustdesk | | remote desktop
lutris | | games windows wine gaming
bottles | | windows programs wine
playonlinux | | windows games wine
winetricks | | wine windows
retroarch | | emulator games console
dosbox | | dos emulator games
scummvm | | adventure games engine
mame | | arcade emulator
dolphinEmu dolphin-emu | | gamecube wii emulator
minecraft prismlauncher | | game sandbox blocks
minetest luanti | | game voxel sandbox minecraft
zeroad | 0ad | strategy game rts
wesnoth | | strategy game turn-based
openttd | | transport tycoon simulation game
superTuxKart supertuxkart superTuxKart | | racing kart game
stockfish | | chess engine
gnuchess | | chess game engine
gnome-chess gnome3.gnome-chess | | chess game
lnav | | log viewer monitor logs files
multitail | | log monitor tail files
goaccess | | web log analyzer monitor
neofetch fastfetch | | system information
fastfetch | | system information
screenfetch | | system information
inxi | | system hardware information
lshw | | hardware list information
pciutils | lspci setpci | pci devices hardware
usbutils | lsusb | usb devices hardware
dmidecode | | hardware bios information
lm_sensors lm-sensors | sensors | temperature hardware sensors monitor
powertop | | power battery consumption laptop
tlp | | power battery laptop
stress stress-ng | | stress test cpu load
memtest86plus memtest86+ | | memory test ram
figlet | | ascii art banner text
toilet | | ascii art banner text
cowsay | | cow talking fortune
fortune fortune-kind | | random quotes cookie cow
lolcat | | rainbow colors
cmatrix | | matrix terminal screensaver
sl | | steam locomotive train
wego | | weather terminal forecast
gnome-weather gnome3.gnome-weather | | weather forecast
ansiweather | | weather terminal
klavaro | | learn type typing tutor touch
gtypist | | learn type typing tutor
ktouch kdePackages.ktouch kdeApplications.ktouch | | learn type typing tutor touch
tuxpaint | | drawing children kids paint
gcompris | | children kids education learning
cron | crontab | scheduler jobs schedule
cronie | crontab | cron scheduler jobs
fcron | | cron scheduler jobs
at | atd atq | schedule job later
supervisor python3Packages.supervisor | supervisord supervisorctl | process control daemon
pre-commit | | git hooks
act | | github actions local
glab | | gitlab cli
hub gitAndTools.hub | | github cli
ctags universal-ctags | | source code tags index
protobuf | protoc | protocol buffers
grpcurl | | grpc client curl
nix | nix-env nix-shell nix-build nix-store | package manager
cachix | | nix binary cache
msmtp | sendmail | smtp mail send
isync | mbsync | imap mail sync
offlineimap | | imap mail sync
fetchmail | | mail retrieve
notmuch | | mail index search
postfix | | mail server smtp
dovecot | | imap mail server
exim | | mail server smtp
gitea forgejo | | git server hosting
gitlab | | git server hosting
jenkins | | ci continuous integration server
gitlab-runner | | ci gitlab
nodePackages.serve | serve | web server static
darkhttpd | | web server static
samba | smbd smbclient | windows file sharing server smb
vsftpd | | ftp server
lftp | | ftp client download
filezilla | | ftp client
proftpd | | ftp server
minicom | | serial terminal
picocom | | serial terminal
putty | | ssh serial terminal client
openocd | | jtag debug microcontroller
avrdude | | avr microcontroller flash programmer
platformio | pio | embedded development microcontroller
esptool | | esp8266 esp32 flash
gnuradio | | sdr software radio
gqrx | | sdr radio receiver
newsboat | | rss feed reader
liferea | | rss feed reader
googleearth googleearth-pro | google-earth | map globe
paraview | | scientific visualization data
meshlab | | 3d mesh
cura | | 3d printing slicer
prusa-slicer | | 3d printing slicer
scribus | | desktop publishing layout
fontforge | | font editor
font-manager | | font viewer manager
gcolor3 gcolor2 gpick | | color picker
fontconfig | fc-list fc-cache fc-match | fonts configuration
xorg.xev xev | | keyboard events
xorg.xkill xkill | | kill window
xorg.xhost | xhost | access control
autossh | | ssh tunnel connection restart
ngrok | | tunnel expose localhost
croc | | send files transfer
magic-wormhole | wormhole | send files transfer
firejail | | sandbox security
bubblewrap | bwrap | sandbox
flatpak | | package manager sandbox
appimage-run | | appimage run
wtf | wtfutil | dashboard terminal
expect | unbuffer | automate interactive programs
dialog | | terminal dialog boxes script
zenity gnome3.zenity | | dialog boxes script gui
gum | | shell script prompts
qrencode | | qr code generator
zbar | zbarimg zbarcam | barcode qr code reader scanner
imwheel | | mouse scroll
libnotify | notify-send | desktop notification send
`,
  ],
  [
    1,
    `
librsvg | rsvg-convert | svg png convert render
gifsicle | | gif edit optimize animation
aegisub subtitleeditor gaupol | | subtitle editor subtitles
goldendict | | dictionary lookup
sdcv dict | | dictionary terminal
freemind freeplane vym minder | | mind map mapping
quiterss rssguard | | rss feed reader
mitmproxy | mitmdump mitmweb | intercept https http proxy traffic
charles | | http proxy intercept
tinyproxy polipo | | http proxy
coredns pdns nsd knot-dns | | dns server
opensmtpd | smtpd | mail server smtp
openldap | slapd ldapsearch | ldap server directory
chrony ntp | chronyd chronyc ntpd | ntp time clock sync
acpi | | battery status power
upower | | battery status power
cpufrequtils linuxPackages.cpupower | cpufreq-info cpupower | cpu frequency governor
nvtop nvtopPackages.full radeontop | | gpu monitor usage
intel-gpu-tools | intel_gpu_top | gpu monitor
unetbootin etcher woeusb ventoy ventoy-bin | | usb boot disk writer image iso live
cdrkit cdrtools | mkisofs genisoimage wodim cdrecord | cd dvd iso image burn
xorriso | | iso image create burn
abcde whipper | | cd ripper rip audio
tuxguitar | | guitar tablature
zynaddsubfx yoshimi surge | | synthesizer
fluidsynth timidity | | midi player synthesizer
guvcview gnome3.cheese cheese webcamoid | | webcam camera viewer
motion | | webcam camera motion detection security
home-assistant | hass | home automation smart
mattermost matrix-synapse prosody ejabberd | | chat messaging server
teamspeak_client | | voice chat
drone buildbot | | ci continuous integration server
gogs gitolite cgit | | git server hosting
mosquitto | mosquitto_pub mosquitto_sub | mqtt broker message
apacheKafka | | message queue streaming broker kafka
nats-server | | message queue broker
victoriametrics | | time series database metrics
neo4j | | graph database
couchdb | | document database nosql
firebird | | sql database server
pgadmin pgadmin4 | | postgresql gui admin client
jd-gui jadx procyon cfr | | java decompiler decompile
apktool | | android apk decompile
heaptrack | | memory profiler heap leak
flamegraph | | flame graph profile
astyle indent uncrustify | | c c++ code formatter
codespell | | spelling checker code
translate-shell | trans | translate text translator language
crow-translate | | translate text translator
poedit lokalize kdeApplications.lokalize gtranslator | | translation po editor gettext
gettext | msgfmt xgettext | translation internationalization
gramps | | genealogy family tree
celestia kstars kdeApplications.kstars | | astronomy stars planetarium space
avogadro pymol jmol vmd | | molecule viewer chemistry
kalzium kdeApplications.kalzium gelemental | | periodic table elements chemistry
ngspice qucs | | circuit simulator electronics
logisim | | digital logic circuit simulator
verilog verilator iverilog | | verilog simulator hdl
gtkwave | | waveform viewer
yosys | | verilog synthesis fpga
aisleriot gnome3.aisleriot pysolfc kpat kdeApplications.kpat | | solitaire card game patience
gnome3.gnome-sudoku ksudoku kdeApplications.ksudoku | | sudoku puzzle game
gnome3.quadrapassel bastet vitetris | | tetris blocks game
gnome3.gnome-mines kmines kdeApplications.kmines | | minesweeper game
flightgear | | flight simulator game
torcs speed_dreams speed-dreams | | racing car game
superTux supertux | | platform game mario
xonotic openarena assaultcube redeclipse | | first person shooter fps game
freeciv unciv | | civilization strategy game
nethack crawl angband | | roguelike dungeon game
fceux nestopia | | nes nintendo emulator
snes9x-gtk zsnes bsnes-hd higan | | snes nintendo emulator
mupen64plus | | n64 nintendo emulator
mgba vbam visualboyadvance | | gameboy advance emulator nintendo
desmume melonDS | | nintendo ds emulator
pcsx2 pcsxr rpcs3 duckstation | | playstation emulator ps2
ppsspp | | psp emulator
citra yuzu | | nintendo emulator
vice | x64 | commodore c64 emulator
gimp-with-plugins | | image editor
djview djvulibre | | djvu viewer document
diffpdf | | compare pdf diff
pdfarranger pdfmod pdfsam-basic | | pdf merge split arrange edit
masterpdfeditor | | pdf editor edit
img2pdf python3Packages.img2pdf | | images to pdf convert
wkhtmltopdf | wkhtmltoimage | html to pdf convert
html2text | | html to text convert
antiword catdoc | | word doc to text convert
unoconv | | document converter office convert doc docx pdf
csv2latex | | csv latex convert
dos2unix | unix2dos mac2unix | line endings
recode | | character encoding convert charset
enca | | character encoding detect
libiconv | iconv | character encoding convert
xmlformat | | xml formatter
html-tidy | tidy | html formatter cleaner
jsonnet | | json configuration language
yamllint python3Packages.yamllint | | yaml linter
pylint python3Packages.pylint python3Packages.flake8 | | python linter
mypy python3Packages.mypy | | python type checker
python3Packages.pytest | pytest | python testing test framework
rust-analyzer | | rust language server
gopls | | go language server
golangci-lint | | go linter
nodePackages.bash-language-server | | bash language server
php74Packages.composer php73Packages.composer phpPackages.composer | composer | php package dependency manager
bundler | bundle | ruby package dependency manager
leiningen | lein | clojure build
clojure | clj | programming language lisp
sbcl | | common lisp compiler
racket guile chez | | scheme lisp programming language
swiProlog swi-prolog | swipl | prolog programming language
gfortran | | fortran compiler
fpc lazarus | | pascal compiler
dmd ldc | | d compiler programming language
mono | mcs | c# dotnet runtime compiler
dotnet-sdk dotnetCorePackages.sdk_3_1 | dotnet | c# dotnet microsoft sdk
nasm yasm | | assembler x86
arduino-cli | | arduino microcontroller
screenkey | | show keys keyboard screencast
slop | | select region screen
nitrogen feh | | wallpaper background set
swaybg | | wallpaper background wayland
variety | | wallpaper changer
conky | | desktop system monitor widget
xscreensaver | | screensaver lock
i3lock swaylock slock betterlockscreen | | screen locker lock
lightdm gdm gnome3.gdm sddm | | display manager login
plank | | dock launcher
tint2 | | panel taskbar
gnome3.gnome-tweaks gnome-tweaks | | gnome settings customize tweak
gnome3.gnome-control-center | | settings gnome
gnome3.gnome-system-monitor gnome-system-monitor | | system monitor task manager gui process
ksysguard plasma5.ksysguard | | system monitor task manager gui process
gnome3.gnome-calendar gnome-calendar | | calendar
korganizer kdeApplications.korganizer | | calendar organizer
gnome3.gnome-clocks | | clock timer alarm stopwatch
gnome3.gnome-maps | | map navigation
gnome3.gnome-music | | music player
gnome3.gnome-photos | | photo viewer manager
gnome3.file-roller | | archive manager
gnome3.seahorse seahorse | | password key manager gnome
kwalletmanager kdeApplications.kwalletmanager | | password wallet
onboard | | on-screen keyboard virtual
ibus fcitx fcitx5 | | input method chinese japanese
dconf-editor gnome3.dconf-editor | | gnome settings configuration editor
wmctrl | | control windows command
devilspie2 | | window rules
barrier synergy | | share keyboard mouse between computers
scrcpy | | android screen mirror control
kdeconnect | | phone android connect
jmtpfs mtpfs simple-mtpfs | | android phone files mtp mount
libimobiledevice ifuse | | iphone ios
gphoto2 | | camera photo digital download
rawtherapee | | raw photo
hugin | | panorama stitch photo
luminanceHDR luminance-hdr | | hdr photo
natron | | video compositing effects
synfigstudio | | animation 2d
pencil2d | | animation 2d drawing
dvdauthor devede dvdstyler | | dvd authoring
makemkv | | dvd blu-ray rip
subdl | | subtitles download
streamlink livestreamer | | stream video twitch
mps-youtube | | youtube terminal
gpodder | | podcast client
castero | | podcast client terminal
shairport-sync | | airplay audio
snapcast | | audio multiroom
icecast | | streaming server audio radio
tagainijisho | | japanese dictionary
xdg-utils xdg_utils | xdg-open xdg-mime | open default application
units | | convert units
when remind | | calendar reminder terminal
pdsh pssh | parallel-ssh | run command many hosts ssh parallel
clusterssh | cssh | ssh many hosts
nebula zerotierone n2n tinc | | vpn mesh network
stunnel | | tls ssl tunnel
proxychains | proxychains4 | proxy force socks
shadowsocks-libev shadowsocks-rust v2ray | | proxy socks circumvent
iodine | | tunnel dns ip
ettercap bettercap | | man in the middle network attack sniff
kismet | | wifi wireless sniffer detector
wavemon | | wifi wireless monitor signal
reaverwps | reaver | wifi wps attack
hping | hping3 | ping packets
fping | | ping hosts many
arp-scan | | scan lan hosts arp
iptables nftables ufw | iptables ip6tables nft | firewall packet filter
firehol | | firewall
opensnitch | | application firewall
ethtool | | ethernet network card
bridge-utils | brctl | ethernet bridge
bmon | | network bandwidth monitor
tcptrack | | tcp connections monitor
ntopng | | network traffic monitor
smokeping | | network latency monitor
nagios zabbix icinga2 zabbix.server | | monitoring server network
telegraf collectd | | metrics collection agent
loki grafana-loki | | logs aggregation
fluentd logstash filebeat | | log collector shipper
vault | | secrets management
consul | | service discovery key value
nomad | | cluster scheduler orchestration
pulumi-bin pulumi | | infrastructure code cloud
nixops | | nixos deployment
salt | salt-call salt-minion | configuration management
puppet | | configuration management
chef-dk | | configuration management
kubectx | kubens | kubernetes context switch
stern | | kubernetes logs tail
argocd fluxcd | | kubernetes gitops
doctl | | digitalocean cloud
heroku | | cloud deploy
s3cmd s3fs s4cmd minio-client | | s3 amazon storage upload
minio | | s3 object storage server
ipfs go-ipfs kubo | | distributed filesystem p2p
nfs-utils | mount.nfs exportfs | nfs mount network filesystem
cifs-utils cifs_utils | mount.cifs | mount windows share smb
davfs2 | | webdav mount
mergerfs | | union filesystem
squashfsTools squashfs-tools-ng | mksquashfs unsquashfs | squashfs compress filesystem
mdadm | | raid
lvm2 | lvcreate vgcreate pvcreate lvs | logical volumes
f3 | | flash usb capacity test fake
hdparm | | disk benchmark
fio bonnie | | disk io benchmark
nvme-cli | nvme | ssd nvme
partclone clonezilla | | clone disk partition image
dcfldd dc3dd | | disk copy forensics
sleuthkit autopsy | | forensics filesystem
volatility | | memory forensics
binwalk | | firmware analysis extract
wipe srm scrub nwipe | | secure delete erase files disk
bleachbit | | clean disk space cleaner
stacer | | system cleaner optimizer
rkhunter chkrootkit | | rootkit scanner
tripwire aide | | file integrity intrusion
snort suricata | | intrusion detection network
gobuster dirb ffuf wfuzz | | web directory brute force
wpscan | | wordpress vulnerability scanner
exploitdb | searchsploit | exploit search
crunch | | wordlist generator
steghide | | steganography hide
minisign signify | | sign files verify signature
rage | | encrypt files age
pinentry | | passphrase prompt
yubikey-manager | ykman | yubikey
oathToolkit | oathtool | otp totp two factor
pam_u2f | | u2f two factor
bitcoin bitcoind | bitcoin-cli | bitcoin wallet node cryptocurrency
electrum | | bitcoin wallet
monero monero-gui monero-cli | | monero wallet cryptocurrency
go-ethereum | geth | ethereum
docker-machine | | docker hosts
distrobox toolbox | | container development environment
lxd incus | lxc | system containers
firecracker cloud-hypervisor | | microvm virtual machine
open-vm-tools | | vmware guest
spice-gtk virt-viewer | remote-viewer | virtual machine viewer
cool-retro-term | | terminal emulator retro
guake tilda yakuake | | terminal emulator drop-down
xfce.xfce4-terminal sakura | | terminal emulator
abduco dtach | | terminal session detach
tmate | | terminal sharing
ttyd gotty | | terminal web share
vhs | | terminal recorder gif
ttyrec | | terminal recorder
termtosvg | | terminal recorder svg
nushell | nu | shell structured
xonsh | | shell python
elvish | | shell
dash mksh | | shell posix
powershell | pwsh | shell microsoft
oh-my-zsh | | zsh configuration framework
fasd | | cd jump recent
broot | br | file manager tree directory navigate
progress | | copy progress coreutils
gcp | | copy progress
mosh | | mobile shell
pax-utils | scanelf | elf
upx | | compress executable packer
rpm | rpm2cpio | package redhat
dpkg | dpkg-deb | package debian deb
cpio | | archive
cabextract | | cab extract windows
innoextract | | installer extract windows
libarchive | bsdtar | archive
rar | | archive
lzop lzip | | compress
zopfli | | compress gzip png
par2cmdline | par2 | parity repair archive
rdfind | | duplicate files
detox | | clean filenames rename
convmv | | filename encoding convert
mlocate plocate | locate updatedb | find files database
recoll | | desktop search full text
catfish | | file search gui
fsearch | | file search gui
as-tree | | tree
pstree | | process tree
sshguard | | brute force protection
num-utils | | numbers
datamash | | statistics command line
q-text-as-data textql | q | sql csv query
sc | | spreadsheet terminal
gnome3.gnome-boxes | | virtual machine
teapot | | spreadsheet terminal
calligra | | office suite
scribus | | desktop publishing
xournal | | handwriting notes pdf
homeshick rcm vcsh | | dotfiles manage
timetrap | | time tracking
gtg | | todo tasks
nb | | notes terminal
buku | | bookmark manager
wallabag | | read later
qtpass | | password manager pass gui
keepassx2 keepassx | | password manager
lastpass-cli | lpass | password manager
nmap-graphical zenmap | zenmap | port scanner gui
`,
  ],
];

export interface WellKnown {
  /** 1 to 3: how many people know it. */
  readonly level: number;
  /** Program names beside the package's own. */
  readonly programs: readonly string[];
  /** As people speak of it, in plain words. */
  readonly words: string;
}

let table: ReadonlyMap<string, WellKnown> | undefined;

/** Well-known packages by attribute. A package named in several lines has all of them. */
export function wellKnown(): ReadonlyMap<string, WellKnown> {
  table ??= parse();
  return table;
}

function parse(): ReadonlyMap<string, WellKnown> {
  const all = new Map<string, WellKnown>();
  for (const [level, lines] of LINES) {
    for (const line of lines.split("\n")) {
      const [names, programs, words] = line.split("|").map((part) => part.trim());
      if (!names) continue;
      for (const name of names.split(" ")) {
        const before = all.get(name);
        all.set(name, {
          level: Math.max(level, before?.level ?? 0),
          programs: [...new Set([...(before?.programs ?? []), ...(programs ? programs.split(" ") : [])])],
          words: [before?.words, words].filter(Boolean).join(" "),
        });
      }
    }
  }
  return all;
}
