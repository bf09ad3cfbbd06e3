/* The first state, read, and the last, written. */
#ifndef FULL_FILES_H
#define FULL_FILES_H

#include "full_month.h"

static void *columns_of(int64_t number, size_t size, FILE *file)
{
    void *found = room(number, size);
    take(found, size, number, file);
    return found;
}

static void read_homes(City *c, FILE *file)
{
    int64_t cells = c->cells;
    c->sector = columns_of(cells, 1, file);
    c->rental = columns_of(cells, 1, file);
    c->quality = columns_of(cells, 4, file);
    c->base_rent = columns_of(cells, 8, file);
    c->household = columns_of(cells, 4, file);
    c->record = columns_of(cells, 1, file);
    c->vacant_since = columns_of(cells, 4, file);
    c->last_rent = columns_of(cells, 8, file);
    c->last_rent_month = columns_of(cells, 4, file);
    c->block = columns_of(cells, 4, file);
    c->neighbourhood = columns_of(cells, 4, file);
    c->place = columns_of(cells, 4, file);
    c->length = columns_of(MARKETS, 8, file);
    for (int market = 0; market < MARKETS; market++) {
        c->vacant[market] = room(cells, 4);
        take(c->vacant[market], 4, c->length[market], file);
    }
}

static void read_tables(City *c, FILE *file)
{
    const Rules *p = &c->rules;
    c->level = columns_of(2 * p->neighbourhoods, 8, file);
    c->arrivals = columns_of(STREAMS, 8, file);
    c->quota_class = columns_of(p->groups, 8, file);
    c->own_group = columns_of(p->groups, 8, file);
    c->appeal = columns_of(p->groups * p->neighbourhoods, 8, file);
    c->table = columns_of(3 * 4097, 8, file);
    c->block_limit = columns_of(p->blocks * p->classes, 8, file);
    c->neighbourhood_limit = columns_of(p->neighbourhoods * p->classes, 8, file);
    c->market_homes = columns_of(2 * p->neighbourhoods, 8, file);
    c->growth = columns_of(p->neighbourhoods, 8, file);
}

/* Count who lives around each cell, and public homes by owner of record. */
static void count_all(City *c)
{
    const Rules *p = &c->rules;
    c->around = room(c->cells * (p->groups + 1), 2);
    c->around_standing = room(c->cells, 4);
    c->window = room(c->cells, sizeof *c->window);
    c->block_record = room(p->blocks * p->classes, 8);
    c->block_sold = room(p->blocks, 8);
    c->neighbourhood_record = room(p->neighbourhoods * p->classes, 8);
    c->neighbourhood_sold = room(p->neighbourhoods, 8);
    c->empty = room(p->neighbourhoods, 8);
    for (int64_t i = 0; i < p->people; i++)
        if (c->dwelling[i] >= 0) count_around(c, c->dwelling[i], i, 1);
    for (int64_t cell = 0; cell < c->cells; cell++) {
        int64_t block = c->block[cell], place = c->neighbourhood[cell], seller = c->record[cell];
        if (seller < 0) continue;
        c->block_record[block * p->classes + seller]++;
        c->neighbourhood_record[place * p->classes + seller]++;
        c->block_sold[block]++;
        c->neighbourhood_sold[place]++;
    }
}

static City *read_city(const char *path)
{
    City *c = room(1, sizeof *c);
    FILE *file = opened(path, "rb");
    take(&c->rules, sizeof c->rules, 1, file);
    c->cells = c->rules.rows * c->rules.cols;
    c->month = c->rules.month;
    c->capacity = c->rules.people;
    Column columns[COLUMNS];
    household_columns(c, columns);
    for (int k = 0; k < COLUMNS; k++)
        *columns[k].where = columns_of(c->rules.people, columns[k].size, file);
    read_homes(c, file);
    read_tables(c, file);
    fclose(file);
    c->searchers = room(c->capacity, 4);
    c->turns = room(c->capacity, 8);
    c->spare = room(c->capacity, 8);
    count_all(c);
    fill_pools(c);
    return c;
}

static void write_city(City *c, const char *path)
{
    FILE *file = opened(path, "wb");
    size_t cells = (size_t)c->cells, people = (size_t)c->rules.people;
    int64_t head[2] = {c->month, c->rules.people};
    fwrite(head, sizeof head, 1, file);
    Column columns[COLUMNS];
    household_columns(c, columns);
    for (int k = 0; k < COLUMNS; k++) fwrite(*columns[k].where, columns[k].size, people, file);
    fwrite(c->household, 4, cells, file);
    fwrite(c->record, 1, cells, file);
    fwrite(c->vacant_since, 4, cells, file);
    fwrite(c->last_rent, 8, cells, file);
    fwrite(c->last_rent_month, 4, cells, file);
    fwrite(c->place, 4, cells, file);
    fwrite(c->length, 8, MARKETS, file);
    for (int market = 0; market < MARKETS; market++)
        fwrite(c->vacant[market], 4, (size_t)c->length[market], file);
    fwrite(c->level, 8, 2 * (size_t)c->rules.neighbourhoods, file);
    fwrite(c->arrivals, 8, STREAMS, file);
    fwrite(c->events, sizeof c->events, 1, file);
    fwrite(c->utility, sizeof c->utility, 1, file);
    fwrite(c->deciders, sizeof c->deciders, 1, file);
    fwrite(c->refused_utility, sizeof c->refused_utility, 1, file);
    fclose(file);
}

#endif
