#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *server_name = "guard";

void say_name(const char *server) { server_name = server; }

/* One write(2) a line: lines of several processes that share a standard error do not mix. */
static void write_line(const char *format, va_list args) {
    char line[1024];
    int used = snprintf(line, sizeof line, "mcp-%s: ", server_name);
    if (used < 0 || (size_t)used >= sizeof line) used = 0;
    int more = vsnprintf(line + used, sizeof line - (size_t)used, format, args);
    size_t length = (size_t)used + (more > 0 ? (size_t)more : 0);
    if (length > sizeof line - 2) length = sizeof line - 2;
    line[length] = '\n';
    if (write(STDERR_FILENO, line, length + 1) < 0) return; /* nobody listens */
}

void say(const char *format, ...) {
    va_list args;
    va_start(args, format);
    write_line(format, args);
    va_end(args);
}

_Noreturn void die(int code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    write_line(format, args);
    va_end(args);
    exit(code);
}
