/* What the programs share: memory, the state's file, the clock. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "%s %s\n", what, which);
    exit(1);
}

/* Room for a number of elements, all zero. */
static void *room(int64_t number, size_t size)
{
    void *found = calloc((size_t)(number > 0 ? number : 1), size);
    if (!found) fail("not enough memory", "");
    return found;
}

static FILE *opened(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (!file) fail("cannot open", path);
    return file;
}

static void take(void *to, size_t size, int64_t number, FILE *file)
{
    if (fread(to, size, (size_t)number, file) != (size_t)number)
        fail("the state's file is too short", "");
}

/* Nanoseconds of processor time. */
static int64_t processor_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

#endif
