/* sweep.h - the contract: train many small networks, and score each.
 *
 * A configuration is the shape of a network and how long to train it.  For each of them
 * call train_and_score (given), and store the root mean square error in rmse, in the order
 * of the configurations:
 *
 *	rmse[i] belongs to configuration[i]
 *
 * and must have the same bits as if the calls had been made one after the other:
 * train_and_score is reproducible, so there is no tolerance.
 *
 * `configurations` may be 0; then there is nothing to write.  All elements of rmse must be
 * written; their contents before the call are arbitrary.
 *
 * Every function returns 0, or -1 with errno set: EINVAL if workers < 1 or a
 * configuration is outside the limits below, otherwise the errno of the call
 * that failed (EAGAIN from fork or pthread_create, ENOMEM, ...).  After -1 the
 * contents of rmse do not matter, but nothing may be left behind: no child
 * unreaped, no thread running, no memory or file kept.
 *
 * `in` and what it points to are read-only.  rmse is plain private memory: in
 * fork mode a child writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to train at the same time.
 * The caller may be one of them, or only coordinate.  There may be more workers
 * than configurations.
 *
 * Source: the second task of an assignment on multiprocessing in a course on
 * computational physics, where Keras networks were trained in a process pool.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include <stddef.h>
#include <stdint.h>

enum {
	SWEEP_LAYERS_MAX = 8,
	SWEEP_WIDTH_MAX = 32,
	SWEEP_EPOCHS_MAX = 1000000,
	SWEEP_POINTS = 9999,     /* of the series */
	SWEEP_LENGTH = 900,      /* points trained on, from the first; and points validated on */
	SWEEP_SHIFT = 99,        /* how many points ahead the network predicts */
	SWEEP_VALIDATION = 5000, /* first point validated on */
	SWEEP_BATCH = 100,
};

/* A network 3 - width[0] - ... - width[layers - 1] - 3. */
struct sweep_configuration {
	int32_t layers;                  /* hidden ones: 1 to SWEEP_LAYERS_MAX */
	int32_t width[SWEEP_LAYERS_MAX]; /* of each: 1 to SWEEP_WIDTH_MAX; beyond `layers` arbitrary */
	int32_t epochs;                  /* passes over the training points: 0 to SWEEP_EPOCHS_MAX */
	uint64_t seed;                   /* of the weights at the start */
};

struct sweep_input {
	size_t configurations;
	const struct sweep_configuration *configuration; /* [configurations] */
	const double (*series)[3];                       /* [SWEEP_POINTS]: x, y, z */
};

struct sweep_output {
	double *rmse; /* [configurations] */
};

/* What you write. */
int sweep_serial(const struct sweep_input *in, struct sweep_output *out);
int sweep_fork(const struct sweep_input *in, int workers, struct sweep_output *out);
int sweep_threads(const struct sweep_input *in, int workers, struct sweep_output *out);
int sweep_openmp(const struct sweep_input *in, int workers, struct sweep_output *out);

/* Given, in train.c: train one network on the first SWEEP_LENGTH points, each to be mapped
 * to the point SWEEP_SHIFT further on, and compare its predictions for the SWEEP_LENGTH
 * points from SWEEP_VALIDATION on with the true points: *rmse is the root of the mean
 * square difference over all points and their three coordinates.  Returns 0, or -1 with
 * errno EINVAL or ENOMEM.
 *
 * The same configuration and series always give the same bits.  It shares no state, so any
 * number of threads may call it at once.  Its time grows with epochs times the number of
 * weights. */
int train_and_score(const struct sweep_configuration *configuration, const double (*series)[3], double *rmse);

/* Given, in notebook.c: network i of the original assignment, 0 <= i <
 * SWEEP_NOTEBOOK, with seed 0.  Most are trained for `epochs`, the others in
 * proportion (999 in the original). */
enum { SWEEP_NOTEBOOK = 11 };
struct sweep_configuration sweep_notebook(int i, uint64_t epochs);

/* Given, in lorenz.c: the series. */
void lorenz_series(double (*series)[3]);

#endif
