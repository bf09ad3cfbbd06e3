/* A month of the housing market in plain C: contracts, strain, search under a quota, rents.
 *
 *     gcc -O3 -march=native -ffp-contract=off -std=gnu11 -o full full.c
 *     full FIRST_STATE        then on standard input: "run MONTHS", "write LAST_STATE"
 *
 * The same semantics, order of turns, draws and columns as sim/engines/kernel, written on its own,
 * for a closed city in which nothing is built, prices follow rents and no rent is capped
 * (docs/odd.md, section 7). The last state has the hash of the city of the same config and seed.
 * full_twin.py writes the first state and reads the last. Every "run" goes on where the last one
 * ended and prints the nanoseconds of processor time of all months, and those of the households'
 * part: without rent levels, and without the pools of those who arrive.
 */
#include "full_files.h"

static void forget_flows(City *c)
{
    memset(c->events, 0, sizeof c->events);
    memset(c->taken, 0, sizeof c->taken);
    memset(c->sales, 0, sizeof c->sales);
    memset(c->sales_wait, 0, sizeof c->sales_wait);
    memset(c->utility, 0, sizeof c->utility);
    memset(c->deciders, 0, sizeof c->deciders);
    memset(c->refused_utility, 0, sizeof c->refused_utility);
}

static void live(City *c)
{
    c->month++;
    forget_flows(c);
    int64_t start = processor_time();
    turn_over(c);
    c->inside += processor_time() - start;
    update_levels(c);
    start = processor_time();
    search(c);
    c->inside += processor_time() - start;
}

static void run(City *c, int64_t months)
{
    c->inside = c->decisions = 0;
    int64_t start = processor_time();
    for (int64_t i = 0; i < months; i++) live(c);
    int64_t taken = processor_time() - start;
    printf("%lld %lld %lld\n", (long long)taken, (long long)c->inside, (long long)c->decisions);
    fflush(stdout);
}

int main(int count, char **words)
{
    if (count != 2) return fprintf(stderr, "usage: full FIRST_STATE\n"), 2;
    City *city = read_city(words[1]);
    char command[16], rest[4096];
    while (scanf("%15s %4095s", command, rest) == 2) {
        if (!strcmp(command, "run")) run(city, atoll(rest));
        if (!strcmp(command, "write")) write_city(city, rest), puts("written"), fflush(stdout);
    }
    return 0;
}
