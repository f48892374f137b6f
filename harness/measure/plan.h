/* plan.h - the order of the arms in each round.  Pure.
 *
 * A cyclic Latin square whose rows, columns and symbols are shuffled anew every `arms`
 * rounds: in each block every arm takes every place once.  The seed determines all of it.
 */
#ifndef PARLAB_PLAN_H
#define PARLAB_PLAN_H

#include <stddef.h>
#include <stdint.h>

/* plan_order: order[place] = arm for round (from 0). */
void plan_order(uint64_t seed, size_t round, size_t arms, size_t *order);
/* plan_random: the k-th draw of a counter-based stream (Philox, Random123). */
uint64_t plan_random(uint64_t seed, uint64_t k);

#endif
