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
    static const char units[] = "KMGTPE";
    const char *at = unit ? strchr(units, unit) : NULL;
    return at ? 10 * (int)(at - units + 1) : -1;
}

/* A number as systemd takes it, with a fraction or without: "2", "1.5". `whole` is exact where there is none. */
struct number {
    double value;
    uint64_t whole;
    bool has_fraction;
};

static const char *parse_number(const char *text, struct number *number, const char **end) {
    size_t digits = strspn(text, "0123456789");
    if (digits == 0) return "not a number";
    errno = 0;
    number->whole = strtoull(text, NULL, 10);
    if (errno) return "too large";
    size_t length = digits;
    number->has_fraction = text[length] == '.';
    if (number->has_fraction) {
        size_t fraction = strspn(text + length + 1, "0123456789");
        if (fraction == 0) return "not a number";
        length += 1 + fraction;
    }
    number->value = strtod(text, NULL); /* in the C locale: nothing has called setlocale */
    *end = text + length;
    return NULL;
}

static const char *parse_percentage(double value, enum kind kind, const char *scale, struct property *property) {
    if (kind == WEIGHT) return "a weight is no percentage";
    if (kind == QUOTA) {
        if (value <= 0 || value > 1000000) return "out of range";
        property->value = (uint64_t)(value * 10000); /* microseconds a second */
        return NULL;
    }
    if (value > 100) return "more than 100%";
    *property = (struct property){scale, 'u', (uint64_t)((double)UINT32_MAX * value / 100)};
    return NULL;
}

static const char *parse_size(const struct number *number, const char *unit, struct property *property) {
    int shift = *unit ? size_shift(*unit) : 0;
    if (shift < 0 || (*unit && unit[1])) return "a size ends in K, M, G, T, P, E or %";
    if (number->value * (double)(UINT64_C(1) << shift) >= (double)UINT64_MAX) return "too large";
    property->value = number->has_fraction ? (uint64_t)(number->value * (double)(UINT64_C(1) << shift)) : number->whole << shift;
    return NULL;
}

const char *parse_property(const char *text, struct property *property) {
    const char *equals = strchr(text, '=');
    if (!equals || !equals[1]) return "not KEY=VALUE";
    size_t length = (size_t)(equals - text);
    size_t row = 0, rows = sizeof table / sizeof *table;
    while (row < rows && (strlen(table[row].key) != length || strncmp(table[row].key, text, length) != 0)) row++;
    if (row == rows) return "unknown property";

    enum kind kind = table[row].kind;
    const char *value = equals + 1, *end;
    *property = (struct property){table[row].name, 't', UINT64_MAX};
    if (strcmp(value, "infinity") == 0) return kind == WEIGHT ? "a weight cannot be infinity" : NULL;

    struct number number;
    const char *problem = parse_number(value, &number, &end);
    if (problem) return problem;
    if (strcmp(end, "%") == 0) return parse_percentage(number.value, kind, table[row].scale, property);
    if (kind == QUOTA) return "a quota is a percentage";
    if (kind == SIZE) return parse_size(&number, end, property);
    if (*end || number.has_fraction) return "not a whole number";
    if (kind == WEIGHT && (number.whole < 1 || number.whole > 10000)) return "a weight is 1 to 10000";
    property->value = number.whole;
    return NULL;
}
