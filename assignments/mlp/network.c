/* network.c - given: the network's gradient and loss for one batch.
 *
 * Backpropagation as in Bishop, Pattern Recognition and Machine Learning, section 5.3, for
 * a whole batch at a time, so that almost all the work is in products of matrices, which
 * OpenBLAS computes.  One call works on one batch with one thread; sharing batches among
 * workers is the exercise.  It keeps no state between calls and starts no thread.
 */
#include <cblas.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlp.h"

enum { ALIGNMENT = 64 };

struct mlp_workspace {
	float *x;     /* [batch_images][MLP_PIXELS], the pixels as floats */
	float *z;     /* [batch_images][hidden], the hidden units */
	float *delta; /* [batch_images][hidden], the loss's derivative by what enters them */
	float *y;     /* [batch_images][MLP_CLASSES], outputs, then the derivative there */
};

/* Where each part of the parameters, or of a gradient, begins. */
struct parts {
	size_t w1, w2, b1, b2, end;
};

static struct parts parts_of(size_t hidden)
{
	struct parts at = {.w1 = 0, .w2 = MLP_PIXELS * hidden};

	at.b1 = at.w2 + hidden * MLP_CLASSES;
	at.b2 = at.b1 + hidden;
	at.end = at.b2 + MLP_CLASSES;
	return at;
}

/* One BLAS thread for each worker: BLAS would otherwise start as many as there
 * are CPUs in each of them.  Done before main, when there are no workers yet. */
static void __attribute__((constructor)) use_one_blas_thread(void)
{
	openblas_set_num_threads(1);
}

static float *floats(size_t rows, size_t columns)
{
	size_t bytes = rows * columns * sizeof(float);

	return aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

struct mlp_workspace *mlp_workspace_new(const struct mlp_input *in)
{
	struct mlp_workspace *w = malloc(sizeof *w);

	if (w == NULL)
		return NULL;
	w->x = floats(in->batch_images, MLP_PIXELS);
	w->z = floats(in->batch_images, in->hidden);
	w->delta = floats(in->batch_images, in->hidden);
	w->y = floats(in->batch_images, MLP_CLASSES);
	if (w->x != NULL && w->z != NULL && w->delta != NULL && w->y != NULL)
		return w;
	mlp_workspace_free(w);
	errno = ENOMEM;
	return NULL;
}

void mlp_workspace_free(struct mlp_workspace *workspace)
{
	if (workspace == NULL)
		return;
	free(workspace->x);
	free(workspace->z);
	free(workspace->delta);
	free(workspace->y);
	free(workspace);
}

/* exp(x) for x in [-87, 88], to about 2e-7 of its value, and without branches,
 * so that a loop around it is vectorised; expf in a loop is not.
 * exp(x) = 2^n exp(r) with r = x - n log 2, |r| <= log(2) / 2; the polynomial
 * is that of S. Moshier's Cephes library. */
static inline float exponential(float x)
{
	const float round = 12582912.f; /* 1.5 * 2^23: adding it drops what is behind the point */
	float clamped = x < -87.f ? -87.f : x > 88.f ? 88.f : x;
	float n = (clamped * 1.44269504f + round) - round;
	float r = (clamped - n * 0.693359375f) + n * 2.12194440e-4f;
	float p = 1.9875691500e-4f;
	int32_t bits = ((int32_t)n + 127) << 23; /* 2^n as a float's bits */
	float power;

	p = p * r + 1.3981999507e-3f;
	p = p * r + 8.3334519073e-3f;
	p = p * r + 4.1665795894e-2f;
	p = p * r + 1.6666665459e-1f;
	p = p * r + 5.0000001201e-1f;
	memcpy(&power, &bits, sizeof power);
	return (p * r * r + r + 1.f) * power;
}

/* Forward: fill x and z, and y with what enters the softmax. */
static void forward(const struct mlp_input *in, const float *parameters, size_t batch,
                    struct mlp_workspace *w)
{
	const struct parts at = parts_of(in->hidden);
	const float *b1 = parameters + at.b1, *b2 = parameters + at.b2;
	size_t rows = in->batch_images, hidden = in->hidden;
	const uint8_t *pixels = in->images + batch * rows * MLP_PIXELS;
	int m = (int)rows, h = (int)hidden;

	for (size_t i = 0; i < rows * MLP_PIXELS; i++)
		w->x[i] = pixels[i];
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, h, MLP_PIXELS, 1.f, w->x, MLP_PIXELS,
	            parameters + at.w1, h, 0.f, w->z, h);
	for (size_t i = 0; i < rows; i++) {
		float *z = w->z + i * hidden;
		for (size_t j = 0; j < hidden; j++)
			z[j] = 1.f / (1.f + exponential(-(z[j] + b1[j])));
	}
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, MLP_CLASSES, h, 1.f, w->z, h,
	            parameters + at.w2, MLP_CLASSES, 0.f, w->y, MLP_CLASSES);
	for (size_t i = 0; i < rows; i++)
		for (size_t c = 0; c < MLP_CLASSES; c++)
			w->y[i * MLP_CLASSES + c] += b2[c];
}

/* Replace a row by its softmax.  Subtracting the largest first keeps exp from overflowing. */
static void softmax(float y[MLP_CLASSES])
{
	float largest = y[0], sum = 0.f;

	for (int c = 1; c < MLP_CLASSES; c++)
		largest = y[c] > largest ? y[c] : largest;
	for (int c = 0; c < MLP_CLASSES; c++)
		sum += y[c] = exponential(y[c] - largest);
	for (int c = 0; c < MLP_CLASSES; c++)
		y[c] /= sum;
}

/* sum[columns] += the sum of the rows of a[rows][columns]. */
static void add_rows(const float *a, size_t rows, size_t columns, float *sum)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			sum[j] += a[i * columns + j];
}

void mlp_add_gradient(const struct mlp_input *in, const float *parameters, size_t batch,
                      struct mlp_workspace *w, float *sum)
{
	const struct parts at = parts_of(in->hidden);
	const uint8_t *labels = in->labels + batch * in->batch_images;
	size_t rows = in->batch_images, hidden = in->hidden;
	int m = (int)rows, h = (int)hidden;

	forward(in, parameters, batch, w);
	/* y - t, where t is 1 for the right class and 0 elsewhere, divided for the mean. */
	for (size_t i = 0; i < rows; i++) {
		float *y = w->y + i * MLP_CLASSES;
		softmax(y);
		y[labels[i] % MLP_CLASSES] -= 1.f;
		for (int c = 0; c < MLP_CLASSES; c++)
			y[c] /= (float)rows;
	}
	cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, h, MLP_CLASSES, m, 1.f, w->z, h, w->y,
	            MLP_CLASSES, 1.f, sum + at.w2, MLP_CLASSES);
	add_rows(w->y, rows, MLP_CLASSES, sum + at.b2);
	/* Back through the second layer and the sigmoid, whose derivative is z (1 - z). */
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, h, MLP_CLASSES, 1.f, w->y, MLP_CLASSES,
	            parameters + at.w2, MLP_CLASSES, 0.f, w->delta, h);
	for (size_t i = 0; i < rows * hidden; i++)
		w->delta[i] *= w->z[i] * (1.f - w->z[i]);
	cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, MLP_PIXELS, h, m, 1.f, w->x, MLP_PIXELS,
	            w->delta, h, 1.f, sum + at.w1, h);
	add_rows(w->delta, rows, hidden, sum + at.b1);
	for (size_t i = at.w1; i < at.w2; i++)
		sum[i] += MLP_DECAY_1 * parameters[i];
	for (size_t i = at.w2; i < at.b1; i++)
		sum[i] += MLP_DECAY_2 * parameters[i];
}

double mlp_cross_entropy(const struct mlp_input *in, const float *parameters, size_t batch,
                         struct mlp_workspace *w)
{
	const uint8_t *labels = in->labels + batch * in->batch_images;
	double entropy = 0;

	forward(in, parameters, batch, w);
	for (size_t i = 0; i < in->batch_images; i++) {
		const float *y = w->y + i * MLP_CLASSES;
		double largest = y[0], sum = 0;
		for (int c = 1; c < MLP_CLASSES; c++)
			largest = y[c] > largest ? y[c] : largest;
		for (int c = 0; c < MLP_CLASSES; c++)
			sum += exp(y[c] - largest);
		/* -log of the softmax, without taking the logarithm of a 0. */
		entropy += log(sum) + largest - y[labels[i] % MLP_CLASSES];
	}
	return entropy;
}

/* Eight sums side by side: a single one would wait for each addition to end. */
static double squares(const float *a, size_t count)
{
	double part[8] = {0}, sum = 0;
	size_t i = 0;

	for (; i + 8 <= count; i += 8)
		for (size_t k = 0; k < 8; k++)
			part[k] += (double)a[i + k] * a[i + k];
	for (; i < count; i++)
		part[0] += (double)a[i] * a[i];
	for (size_t k = 0; k < 8; k++)
		sum += part[k];
	return sum;
}

double mlp_penalty(const struct mlp_input *in, const float *parameters)
{
	const struct parts at = parts_of(in->hidden);

	return 0.5 * MLP_DECAY_1 * squares(parameters + at.w1, at.w2 - at.w1) +
	       0.5 * MLP_DECAY_2 * squares(parameters + at.w2, at.b1 - at.w2);
}

size_t mlp_correct(const struct mlp_input *in, const float *parameters, size_t batch, struct mlp_workspace *w)
{
	const uint8_t *labels = in->labels + batch * in->batch_images;
	size_t correct = 0;

	forward(in, parameters, batch, w);
	for (size_t i = 0; i < in->batch_images; i++) {
		const float *y = w->y + i * MLP_CLASSES;
		int best = 0;
		for (int c = 1; c < MLP_CLASSES; c++)
			best = y[c] > y[best] ? c : best;
		correct += best == labels[i];
	}
	return correct;
}
