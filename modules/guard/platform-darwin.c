#ifdef __APPLE__
#include "platform.h"

#include <fcntl.h>
#include <libproc.h>
#include <sys/event.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A kqueue is a descriptor that polls readable while it holds an event. */
int process_watch(pid_t pid) {
    int queue = kqueue();
    if (queue < 0) return -1;
    fcntl(queue, F_SETFD, FD_CLOEXEC);
    struct kevent change;
    EV_SET(&change, pid, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, NULL);
    if (kevent(queue, &change, 1, NULL, 0, NULL) == 0) return queue;
    close(queue);
    return -1;
}

static bool read_info(pid_t pid, struct proc_bsdinfo *info) {
    return proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, info, sizeof *info) == (int)sizeof *info;
}

pid_t process_parent(pid_t pid) {
    struct proc_bsdinfo info;
    return read_info(pid, &info) ? (pid_t)info.pbi_ppid : 0;
}

uint64_t process_start(pid_t pid) {
    struct proc_bsdinfo info;
    return read_info(pid, &info) ? info.pbi_start_tvsec * 1000000 + info.pbi_start_tvusec : 0;
}

bool adopts_orphans(pid_t pid) { return pid <= 1; }

bool stdin_is_channel(void) {
    struct stat stdin_stat;
    return fstat(STDIN_FILENO, &stdin_stat) == 0 && (S_ISFIFO(stdin_stat.st_mode) || S_ISSOCK(stdin_stat.st_mode));
}

pid_t stdin_peer(void) {
    pid_t peer = 0;
    socklen_t size = sizeof peer;
    return getsockopt(STDIN_FILENO, SOL_LOCAL, LOCAL_PEERPID, &peer, &size) == 0 && peer > 0 ? peer : 0;
}

bool shares_stdin(pid_t pid) {
    (void)pid;
    return false;
}

/* libproc tells a pipe's two ends by addresses of the kernel, which only root gets to see. */
bool writes_to_stdin(pid_t pid) {
    (void)pid;
    return false;
}

pid_t writing_stranger(void) { return 0; }

bool adopt_orphans(void) { return false; }

bool die_with_parent(int signal) {
    (void)signal;
    return false;
}

size_t find_descendants(pid_t root, pid_t *found, size_t max) {
    size_t used = 0;
    pid_t parent = root;
    for (size_t next = 0;; parent = found[next++]) {
        if (used < max) {
            int count = proc_listchildpids(parent, found + used, (int)((max - used) * sizeof *found));
            if (count > 0) used += (size_t)count;
        }
        if (next >= used) break;
    }
    return used;
}

bool in_unit(const char *unit) {
    (void)unit;
    return false;
}

void kill_own_scope(void) {}
#endif
