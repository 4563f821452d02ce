#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "say.h"

/* A file this large becomes FILE.1, in place of an older one. */
enum { MAX_FILE = 1 << 20 };

static const char state_variable[] = "$XDG_STATE_HOME";

/* basedir-spec: $XDG_STATE_HOME is ~/.local/state where it is not set; relative ones do not count. */
static bool expand(const char *path, char *into, size_t size) {
    size_t length = sizeof state_variable - 1;
    int used;
    if (strncmp(path, state_variable, length) != 0) {
        used = snprintf(into, size, "%s", path);
    } else {
        const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
        if (state && *state == '/')
            used = snprintf(into, size, "%s%s", state, path + length);
        else if (home && *home == '/')
            used = snprintf(into, size, "%s/.local/state%s", home, path + length);
        else
            return false;
    }
    return used > 0 && (size_t)used < size - 2; /* with room for ".1" */
}

static void make_folders(const char *path) {
    char folder[1024];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(folder, 0700);
        *slash = '/';
    }
}

static int open_file(const char *path) {
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
}

/*
 * A terminal or a pipe that nobody reads would hold us up, and then we watched nothing. Its own descriptor may
 * not be made non-blocking, for others share it; one that is opened anew may.
 */
static bool open_out(struct log *log) {
    struct stat what;
    if (fstat(STDERR_FILENO, &what) < 0) return false;
    log->out_is_socket = S_ISSOCK(what.st_mode);
#ifdef __linux__
    if (S_ISFIFO(what.st_mode) || S_ISCHR(what.st_mode)) {
        log->out = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        return log->out >= 0;
    }
#endif
    log->out = STDERR_FILENO;
    return true;
}

void log_open(struct log *log, const char *path) {
    *log = (struct log){.source = -1, .target = -1, .file = -1, .out = -1};
    if (!path || !expand(path, log->path, sizeof log->path)) return;
    make_folders(log->path);
    log->file = open_file(log->path);
    if (log->file < 0) {
        say("writes no log: %s: %s", log->path, strerror(errno));
        return;
    }
    fchmod(log->file, 0600); /* one that was there before */
    int ends[2];
    if (!open_out(log) || pipe(ends) < 0) {
        say("writes no log: standard error cannot be written without waiting (%s)", strerror(errno));
        close(log->file);
        log->file = -1;
        return;
    }
    log->source = ends[0];
    log->target = ends[1];
    for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(log->source, F_SETFL, O_NONBLOCK);
}

void log_become_stderr(const struct log *log) {
    if (log->target >= 0) dup2(log->target, STDERR_FILENO);
}

void log_started(struct log *log) {
    if (log->target >= 0) close(log->target);
    log->target = -1;
}

/* Several servers of one name share the file: whoever finds it too large moves it, the others follow. */
static void rotate(struct log *log) {
    struct stat ours, there;
    if (fstat(log->file, &ours) < 0) return;
    bool moved = stat(log->path, &there) < 0 || there.st_ino != ours.st_ino || there.st_dev != ours.st_dev;
    if (!moved && ours.st_size < MAX_FILE) return;
    if (!moved) {
        char older[1026];
        snprintf(older, sizeof older, "%s.1", log->path);
        rename(log->path, older);
    }
    int fresh = open_file(log->path);
    if (fresh < 0) return;
    close(log->file);
    log->file = fresh;
}

static void write_file(struct log *log, const char *text, size_t size) {
    if (log->file < 0) return;
    rotate(log);
    if (write(log->file, text, size) < 0) return; /* a full disk is not the server's matter */
}

int log_poll(const struct log *log, struct pollfd *entry) {
    if (log->source < 0) return 0;
    if (log->used > log->written)
        *entry = (struct pollfd){.fd = log->out, .events = POLLOUT};
    else
        *entry = (struct pollfd){.fd = log->source, .events = POLLIN};
    return 1;
}

static bool flush(struct log *log) {
    struct pollfd entry = {.fd = log->out, .events = POLLOUT};
    if (poll(&entry, 1, 0) <= 0) return false;
    const char *text = log->waiting + log->written;
    size_t size = (size_t)(log->used - log->written);
    ssize_t sent = log->out_is_socket ? send(log->out, text, size, MSG_DONTWAIT) : write(log->out, text, size);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) return false;
    if (sent < 0) {
        log->deaf = true;
        log->written = log->used;
    } else {
        log->written += (int)sent;
    }
    return true;
}

bool log_move(struct log *log) {
    if (log->source < 0) return false;
    if (log->used > log->written) return flush(log);
    ssize_t got = read(log->source, log->waiting, sizeof log->waiting);
    if (got <= 0) {
        if (got == 0) {
            close(log->source);
            log->source = -1;
        }
        return false;
    }
    write_file(log, log->waiting, (size_t)got);
    log->written = 0;
    log->used = log->deaf ? 0 : (int)got;
    return true;
}

void log_note(struct log *log, const char *text) {
    char line[256], when[32];
    time_t now = time(NULL);
    struct tm parts;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
    int size = snprintf(line, sizeof line, "--- %s %s\n", when, text);
    if (size > 0 && (size_t)size < sizeof line) write_file(log, line, (size_t)size);
}
