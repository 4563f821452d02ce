#ifdef __linux__
#define _GNU_SOURCE
#include "platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int process_watch(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); /* close-on-exec by itself */ }

/* Reads a small file of /proc as text; false when it is not there. */
static bool read_file(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t got = read(file, text, size - 1);
    close(file);
    if (got < 0) return false;
    text[got] = 0;
    return true;
}

struct stat_line {
    char name[32], state;
    int parent;
    unsigned long long start;
};

/* proc_pid_stat(5): "pid (name) state ppid … starttime(22)". The name may hold spaces and parentheses. */
static bool read_stat(pid_t pid, struct stat_line *line) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (!read_file(path, text, sizeof text)) return false;
    char *open_at = strchr(text, '('), *close_at = strrchr(text, ')');
    if (!open_at || !close_at) return false;
    snprintf(line->name, sizeof line->name, "%.*s", (int)(close_at - open_at - 1), open_at + 1);
    return sscanf(close_at + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                  &line->state, &line->parent, &line->start) == 3;
}

pid_t process_parent(pid_t pid) {
    struct stat_line line;
    return read_stat(pid, &line) ? line.parent : 0;
}

uint64_t process_start(pid_t pid) {
    struct stat_line line;
    /* A zombie has ended; its parent has not looked yet. */
    return read_stat(pid, &line) && line.state != 'Z' && line.state != 'X' ? line.start : 0;
}

/* Those that only take in orphans, by the names their processes have: inits, and the first processes that containers
 * and bubblewrap (Flatpak) put before the program. The latter share the program's session. */
static bool is_reaper(const char *name) {
    static const char *const reapers[] = {"systemd",   "init",    "bwrap",   "tini",         "docker-init",
                                          "dumb-init", "catatonit", "s6-svscan", "runit"};
    for (size_t i = 0; i < sizeof reapers / sizeof *reapers; i++)
        if (strcmp(name, reapers[i]) == 0) return true;
    return false;
}

bool adopts_orphans(pid_t pid) {
    struct stat_line line;
    if (pid <= 0) return true;
    /* A container's first process may be a client, or its shell. Real inits share their session with nobody. */
    if (pid == 1 && getsid(1) != getsid(0)) return true;
    return read_stat(pid, &line) && is_reaper(line.name);
}

bool stdin_is_channel(void) {
    struct stat stdin_stat;
    return fstat(STDIN_FILENO, &stdin_stat) == 0 && (S_ISFIFO(stdin_stat.st_mode) || S_ISSOCK(stdin_stat.st_mode));
}

pid_t stdin_peer(void) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(STDIN_FILENO, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return 0;
    return peer.pid > 0 ? peer.pid : 0;
}

bool shares_stdin(pid_t pid) {
    struct stat mine, theirs;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd/0", (int)pid);
    return fstat(STDIN_FILENO, &mine) == 0 && stat(path, &theirs) == 0 && mine.st_dev == theirs.st_dev &&
           mine.st_ino == theirs.st_ino;
}

bool writes_to_stdin(pid_t pid) {
    struct stat mine;
    if (fstat(STDIN_FILENO, &mine) < 0 || !S_ISFIFO(mine.st_mode)) return false;
    char folder[64];
    snprintf(folder, sizeof folder, "/proc/%d/fd", (int)pid);
    DIR *entries = opendir(folder);
    if (!entries) return false; /* another user's, or one that hides: a setuid program */
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(entries));) {
        struct stat link, target;
        /* The mode of the link itself tells how the file was opened. */
        if (fstatat(dirfd(entries), entry->d_name, &link, AT_SYMLINK_NOFOLLOW) < 0) continue;
        if (!S_ISLNK(link.st_mode) || !(link.st_mode & S_IWUSR)) continue;
        if (fstatat(dirfd(entries), entry->d_name, &target, 0) < 0) continue;
        found = target.st_dev == mine.st_dev && target.st_ino == mine.st_ino;
    }
    closedir(entries);
    return found;
}

bool adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0; }

bool die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0) == 0; }

struct kin {
    pid_t pid, parent;
};

static size_t all_processes(struct kin **all) {
    size_t count = 0, room = 0;
    *all = NULL;
    DIR *entries = opendir("/proc");
    if (!entries) return 0;
    for (struct dirent *entry; (entry = readdir(entries));) {
        pid_t pid = (pid_t)atoi(entry->d_name);
        struct stat_line line;
        if (pid <= 0 || !read_stat(pid, &line)) continue;
        if (count == room) {
            struct kin *more = realloc(*all, (room = room ? room * 2 : 256) * sizeof **all);
            if (!more) break;
            *all = more;
        }
        (*all)[count++] = (struct kin){pid, line.parent};
    }
    closedir(entries);
    return count;
}

pid_t writing_stranger(void) {
    struct stat stdin_stat;
    if (fstat(STDIN_FILENO, &stdin_stat) < 0 || !S_ISFIFO(stdin_stat.st_mode)) return 0;
    struct kin *all;
    size_t count = all_processes(&all);
    pid_t found = 0;
    for (size_t i = 0; i < count && !found; i++)
        if (getsid(all[i].pid) != getsid(0) && writes_to_stdin(all[i].pid)) found = all[i].pid;
    free(all);
    return found;
}

size_t find_descendants(pid_t root, pid_t *found, size_t max) {
    struct kin *all;
    size_t count = all_processes(&all), used = 0;
    /* Generation by generation: what is found is looked at in turn as a parent. */
    pid_t parent = root;
    for (size_t next = 0;; parent = found[next++]) {
        for (size_t i = 0; i < count && used < max; i++)
            if (all[i].parent == parent) found[used++] = all[i].pid;
        if (next >= used) break;
    }
    free(all);
    return used;
}

bool in_unit(const char *unit) {
    char groups[4096];
    return read_file("/proc/self/cgroup", groups, sizeof groups) && strstr(groups, unit);
}

void kill_own_scope(void) {
    char groups[4096], path[4352];
    if (!read_file("/proc/self/cgroup", groups, sizeof groups)) return;
    char *save = NULL;
    for (char *line = strtok_r(groups, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        /* cgroups(7): "0::PATH" is the hierarchy of version 2. */
        if (strncmp(line, "0::/", 4) != 0 || !strstr(line, "/mcp-") || !strstr(line, ".scope")) continue;
        static const char *const mounts[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
        for (size_t i = 0; i < 2; i++) {
            snprintf(path, sizeof path, "%s%s/cgroup.kill", mounts[i], line + 3);
            int file = open(path, O_WRONLY | O_CLOEXEC);
            if (file >= 0 && write(file, "1", 1) == 1) pause();
            if (file >= 0) close(file);
        }
    }
}
#endif
