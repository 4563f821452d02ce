import { stemOf } from "./words.ts";

/** Words of the field that mean nearly the same; a query for one finds the others, a little later. */
const GROUPS = `
video movie film
music audio sound song
image picture photo photograph
viewer reader
torrent bittorrent
email mail
ebook epub
delete remove erase
duplicate dupe dedupe
terminal console
messenger messaging chat
watch monitor
http web www
html web
todo task
directory folder dir
find search locate lookup
download fetch
convert conversion transcode
spell spelling
drawing paint draw painting sketch
kubernetes k8s
javascript js
postgres postgresql
golang go
note notes
finance accounting money
plot graph chart
speech tts voice
sync synchronize synchronization mirror
process task
screenshot screengrab
screencast screen
recorder capture
record screencast
encrypt crypto encryption cipher
vm virtual virtualization hypervisor
analyze analyse analysis analyzer
colour color
archive compress
unzip unpack extract decompress
partition fdisk
pcb eda circuit
wifi wireless
database db
spreadsheet excel
presentation powerpoint slides
launcher menu
backlight brightness
mixer volume
scheduler cron schedule
unformat format
debugger debug
compare diff
count counter
ide editor
raster bitmap
cd cdrom
scan scanner
flashcard flashcards anki
notation score
weather forecast
map maps navigation
undelete recover recovery restore
rename renamer
password secret passwords
json jsonl
`;

let table: ReadonlyMap<string, readonly string[]> | undefined;

/** Stems that mean nearly the same as a word's stem, itself not among them. */
export function synonymsOf(stem: string): readonly string[] {
  table ??= parse();
  return table.get(stem) ?? [];
}

function parse(): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const line of GROUPS.split("\n")) {
    const stems = [...new Set(line.split(" ").filter(Boolean).map(stemOf))];
    for (const stem of stems) {
      const others = stems.filter((other) => other !== stem);
      all.set(stem, [...new Set([...(all.get(stem) ?? []), ...others])]);
    }
  }
  return all;
}
