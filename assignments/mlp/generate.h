/* generate.h - given: made-up images and initial parameters, from a seed.
 *
 * Counter-based random numbers (Philox): image i and parameter i depend on the
 * seed and i alone, on every machine.
 */
#ifndef GENERATE_H
#define GENERATE_H

#include <stddef.h>
#include <stdint.h>

/* Images 0 .. count - 1 of 28 x 28 pixels that look like digits on a display,
 * each moved, dimmed and speckled a little, and their labels 0..9. */
void generate_images(uint64_t seed, size_t count, uint8_t *images, uint8_t *labels);

/* Initial parameters in the layout of mlp.h: weights 0.001 times a standard
 * normal, biases 0.1 times one. */
void generate_parameters(uint64_t seed, size_t hidden, float *parameters);

/* An order of 0 .. count - 1 in which every order is equally likely (Fisher and
 * Yates). */
void generate_order(uint64_t seed, size_t count, uint32_t *order);

#endif
