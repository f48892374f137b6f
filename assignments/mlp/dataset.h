/* dataset.h - given: the images for runs by hand.  Grading never uses them; its images are
 * generated.
 */
#ifndef DATASET_H
#define DATASET_H

#include <stddef.h>
#include <stdint.h>

struct dataset {
	size_t count;
	uint8_t *images;   /* [count][MLP_PIXELS] */
	uint8_t *labels;   /* [count], 0..9 */
	char origin[4200]; /* their origin, for people */
	char name[64];     /* the same in a word, for tables: the folder's own name, or "made-up" */
};

/* dataset_load: from the folder in the environment variable PARLAB_IMAGES; else
 * from Debian's package dataset-fashion-mnist; else `generated` made-up ones.
 * From a folder every `every`-th image is kept, counted through the training and
 * then the test images.  The order is shuffled.  0, or -1 with one line in
 * `message`; free with dataset_free. */
int dataset_load(uint64_t seed, size_t every, size_t generated, struct dataset *set, char *message,
                 size_t message_bytes);
void dataset_free(struct dataset *set);

#endif
