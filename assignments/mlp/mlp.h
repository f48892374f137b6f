/* mlp.h - the contract: train a small network by gradient descent on mini-batches.
 *
 * The network: MLP_PIXELS inputs, `hidden` sigmoid units, MLP_CLASSES outputs
 * with softmax.  For an image x (pixels 0..255 as they are) with label t:
 *
 *     z = sigmoid(x W1 + b1)      y = softmax(z W2 + b2)
 *
 * Loss: the mean of -log(y[t]) over the images, plus the penalty
 * MLP_DECAY_1 / 2 * |W1|^2 + MLP_DECAY_2 / 2 * |W2|^2 (Bishop, Pattern
 * Recognition and Machine Learning, sections 5.2 and 5.3).  The gradient of a
 * batch is that of this loss with the mean taken over the batch's images.
 *
 * Parameters are one array of mlp_parameter_count(hidden) floats: W1[784][hidden],
 * W2[hidden][10], b1[hidden], b2[10], row-major, one after the other.  A
 * gradient has the same layout, so it is added and applied as one array.
 *
 * What is computed.  The batches are numbered 0 .. batches - 1; batch k holds the images k
 * * batch_images and on.  An epoch goes through them in order, in groups of `group`
 * successive batches; if `group` does not divide `batches`, the last group is smaller, and
 * if it is larger, there is one group of all.  Groups do not extend across epochs.  For
 * each group:
 *
 *   1. the gradient of each of its batches is taken at the same parameters;
 *   2. these gradients are averaged (divided by how many there are in this group);
 *   3. parameters -= MLP_RATE * average.
 *
 * With group = 1 that is an update for each batch.  After each epoch e,
 * loss[e] is the loss over all images, at the parameters the epoch ended with;
 * `parameters` of the output are those after the last epoch.  With epochs = 0
 * they are the initial ones, and there is no loss.
 *
 * All four functions compute this same quantity, for any `group` and any
 * number of workers.
 *
 * Tolerance: sums of floats depend on their order, and the order depends on
 * who adds what, so results need not agree to the last bit.  With p the
 * answer, q the right parameters and q0 the initial ones, |p - q| must be at most
 * MLP_PARAMETERS_TOLERANCE * |q - q0| (lengths of the whole arrays as vectors), and
 * each loss right to MLP_LOSS_TOLERANCE of its value.
 *
 * Ranges: batches, batch_images, hidden and group >= 1, epochs >= 0, labels
 * 0..9; sizes are such that every product of them fits a size_t.
 *
 * Every function returns 0, or -1 with errno set: EINVAL if one of these is
 * 0 where it must not be or workers < 1, otherwise the errno of the call that
 * failed.  After -1 the contents of *out do not matter, but nothing may be
 * left behind: no child unreaped, no thread running, no memory or file kept.
 *
 * `in` is read-only.  `out` is plain private memory: in fork mode a child
 * writes to its own copy, which the parent never sees.
 *
 * workers >= 1 is how many threads or processes are to compute at the same
 * time.  The caller may be one of them, or only coordinate.  There may be more
 * workers than batches in a group.
 */
#ifndef MLP_H
#define MLP_H

#include <stddef.h>
#include <stdint.h>

enum { MLP_PIXELS = 784, MLP_CLASSES = 10 };

#define MLP_RATE 1e-3f    /* learning rate */
#define MLP_DECAY_1 1e-2f /* L2 penalty of W1 */
#define MLP_DECAY_2 1e-5f /* L2 penalty of W2 */

#define MLP_PARAMETERS_TOLERANCE 1e-3
#define MLP_LOSS_TOLERANCE 1e-6

struct mlp_input {
	size_t batches, batch_images;
	size_t hidden;
	size_t group; /* batches whose gradients are averaged for one update */
	size_t epochs;
	const uint8_t *images;   /* [batches * batch_images][MLP_PIXELS] */
	const uint8_t *labels;   /* [batches * batch_images] */
	const float *parameters; /* the initial ones */
};

struct mlp_output {
	float *parameters; /* [mlp_parameter_count(hidden)] */
	double *loss;      /* [epochs] */
};

/* What you write. */
int mlp_serial(const struct mlp_input *in, struct mlp_output *out);
int mlp_fork(const struct mlp_input *in, int workers, struct mlp_output *out);
int mlp_threads(const struct mlp_input *in, int workers, struct mlp_output *out);
int mlp_openmp(const struct mlp_input *in, int workers, struct mlp_output *out);

/* Given, in network.c.  Single precision: the products of matrices are nearly
 * all of the work and take half the time of double precision, and the error
 * is far below what a step of gradient descent is accurate to. */

static inline size_t mlp_parameter_count(size_t hidden)
{
	return (MLP_PIXELS + MLP_CLASSES) * hidden + hidden + MLP_CLASSES;
}

/* Room for the values between the layers, for one batch.  The functions below
 * write to it, so two workers must not use the same one at the same time.
 * mlp_workspace_new returns NULL with errno; free with mlp_workspace_free
 * (NULL is allowed). */
struct mlp_workspace;
struct mlp_workspace *mlp_workspace_new(const struct mlp_input *in);
void mlp_workspace_free(struct mlp_workspace *workspace);

/* Add the gradient of one batch at `parameters` to `sum` (same layout).
 * Reads `in` and `parameters`, writes `sum` and the workspace, nothing else;
 * less than 1 ms for 784-256-10 and 105 images. */
void mlp_add_gradient(const struct mlp_input *in, const float *parameters, size_t batch,
                      struct mlp_workspace *workspace, float *sum);

/* The sum (not the mean) of -log(y[t]) over the images of one batch. */
double mlp_cross_entropy(const struct mlp_input *in, const float *parameters, size_t batch,
                         struct mlp_workspace *workspace);

/* The penalty; the loss of everything is
 * (sum of mlp_cross_entropy over all batches) / images + mlp_penalty. */
double mlp_penalty(const struct mlp_input *in, const float *parameters);

/* How many images of one batch are put into their right class. */
size_t mlp_correct(const struct mlp_input *in, const float *parameters, size_t batch,
                   struct mlp_workspace *workspace);

#endif
