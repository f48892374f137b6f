/* oracle_training.h - the right parameters and losses of mlp, and those that a usual
 * mistake would give.
 *
 * All batches are of one size, so the average of a group's gradients is the mean
 * over all its images, and a group is trained as one large batch.
 */
#ifndef ORACLE_TRAINING_H
#define ORACLE_TRAINING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge.h"
#include "mlp.h"

struct training_shape {
	size_t batches, batch, hidden, group, epochs;
	size_t images, count; /* of parameters */
	double work;          /* multiplications of a training, those with the pixels */
};

/* Mistakes, for hints; all 0: none. */
struct mistake {
	enum { DIVIDE_BY_BATCHES, DIVIDE_BY_ONE, DIVIDE_BY_GROUP } divide;
	enum { AT_CURRENT, AT_INITIAL, AT_GROUP_BEFORE } gradients;
	bool forget_short_group;
	bool group_of_one;
	bool keep_sum;         /* set to 0 once, and not again for each group */
	bool forget_remainder; /* of batches, when the workers share a group */
	size_t only_worker;    /* 1 ..: gradients of one worker's slice alone; 0: all */
	bool loss_before;      /* measured before the epoch's steps */
	bool loss_without_penalty;
	bool penalty_over_images;
	size_t workers;
};

struct training {
	struct training_shape s;
	const uint8_t *images, *labels;
	double *initial, *now, *before; /* parameters; before: those of the group before */
	double *gradient;               /* of one group */
	float *x;                       /* pixels of the images of one group, exact in a float */
	double *z, *y, *delta;          /* for the images of one group */
	float *z_single, *w1_single;    /* of the sizes of z and W1 */
	double *loss;
	size_t rows_most;
	bool by_blas; /* products; else by plain loops */
};

extern const struct judge_key training_keys[];

/* The sizes that a case asks for.  0, or -1 with errno ERANGE. */
int training_shape(const struct judge_case *c, struct training_shape *s);

/* Take images, labels and initial parameters from the input, which must outlive it.
 * 0, or -1 with errno; free it if 0 came back. */
int training_new(const struct judge_case *c, const struct bundle *input, struct training *m);
void training_free(struct training *m);

/* A complete training: `now` and `loss` are the right values, or those with a mistake. */
void training_run(struct training *m, const struct mistake *mistake);

#endif
