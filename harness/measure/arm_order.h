/* arm_order.h - the order of the arms in each round.  Pure.
 *
 * A cyclic Latin square whose rows, columns and symbols are shuffled anew every `arms`
 * rounds: in each block every arm takes every place once.  The seed determines all of it.
 */
#ifndef PARLAB_ARM_ORDER_H
#define PARLAB_ARM_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* arm_order: order[place] = arm for round (from 0). */
void arm_order(uint64_t seed, size_t round, size_t arms, size_t *order);
/* arm_random: the k-th draw of a counter-based stream (Philox, Random123). */
uint64_t arm_random(uint64_t seed, uint64_t k);

#endif
