#include "property.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum kind { SIZE, TASKS, QUOTA, WEIGHT };

/* `scale` is the property that takes a share of the machine instead: uint32 of 2^32-1. */
static const struct {
    const char *key;
    enum kind kind;
    const char *name;
    const char *scale;
} table[] = {
    {"MemoryMax", SIZE, "MemoryMax", "MemoryMaxScale"},
    {"MemoryHigh", SIZE, "MemoryHigh", "MemoryHighScale"},
    {"MemorySwapMax", SIZE, "MemorySwapMax", "MemorySwapMaxScale"},
    {"TasksMax", TASKS, "TasksMax", "TasksMaxScale"},
    {"CPUQuota", QUOTA, "CPUQuotaPerSecUSec", NULL},
    {"CPUWeight", WEIGHT, "CPUWeight", NULL},
    {"IOWeight", WEIGHT, "IOWeight", NULL},
};

static int size_shift(char unit) {
    switch (unit) {
        case 'K': return 10;
        case 'M': return 20;
        case 'G': return 30;
        case 'T': return 40;
        default: return -1;
    }
}

const char *parse_property(const char *text, struct property *property) {
    const char *equals = strchr(text, '=');
    if (!equals || !equals[1]) return "not KEY=VALUE";
    size_t length = (size_t)(equals - text);
    size_t row = 0, rows = sizeof table / sizeof *table;
    while (row < rows && (strlen(table[row].key) != length || strncmp(table[row].key, text, length) != 0)) row++;
    if (row == rows) return "unknown property";

    enum kind kind = table[row].kind;
    const char *value = equals + 1;
    *property = (struct property){table[row].name, 't', UINT64_MAX};
    if (strcmp(value, "infinity") == 0) return kind == WEIGHT ? "a weight cannot be infinity" : NULL;

    if (*value < '0' || *value > '9') return "not a number";
    char *end;
    errno = 0;
    uint64_t number = strtoull(value, &end, 10);
    if (errno) return "too large";
    if (strcmp(end, "%") == 0) {
        if (kind == WEIGHT) return "a weight is no percentage";
        if (kind == QUOTA) {
            if (number == 0 || number > 1000000) return "out of range";
            property->value = number * 10000; /* microseconds a second */
            return NULL;
        }
        if (number > 100) return "more than 100%";
        *property = (struct property){table[row].scale, 'u', (uint64_t)UINT32_MAX * number / 100};
        return NULL;
    }
    if (kind == QUOTA) return "a quota is a percentage";
    if (kind == SIZE && *end && !end[1]) {
        int shift = size_shift(*end);
        if (shift < 0) return "a size ends in K, M, G, T or %";
        if (number > UINT64_MAX >> shift) return "too large";
        number <<= shift;
        end++;
    }
    if (*end) return "not a number";
    if (kind == WEIGHT && (number < 1 || number > 10000)) return "a weight is 1 to 10000";
    property->value = number;
    return NULL;
}
