/* network.c - given: the network's gradient and loss for one batch.
 *
 * Backpropagation as in Bishop, Pattern Recognition and Machine Learning, section 5.3, for
 * a whole batch at a time, so that almost all the work is in products of matrices.
 *
 * Why it is fast.  The matrices are small enough for the level-2 cache, so a product needs no
 * more than a good inner loop: a tile of the result stays in registers while all terms are
 * added to it, and each number that is loaded serves a whole row or column of the tile.  Other
 * loops are over independent numbers.  All of it is compiled for several processors, and the
 * right ones are found at run time.
 *
 * One call works on one batch with one thread; sharing batches among workers is the exercise.
 * It keeps no state between calls and starts no thread.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mlp.h"

enum { ALIGNMENT = 64, CLASSES_STRIDE = 16 /* from one row of outputs to the next */ };

#define INLINED static inline __attribute__((always_inline))

struct mlp_workspace {
	float *x;     /* [batch_images][MLP_PIXELS], the pixels as floats */
	float *z;     /* [batch_images][hidden], the hidden units */
	float *delta; /* [batch_images][hidden], the loss's derivative by what enters them */
	float *y;     /* [batch_images][CLASSES_STRIDE], outputs, then the derivative there */
	float *w2;    /* [hidden][CLASSES_STRIDE], a copy of W2 with zeros behind each row */
	float *back;  /* [MLP_CLASSES][hidden], its transpose */
	float *step;  /* [hidden][CLASSES_STRIDE], the gradient there */
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
	w->y = floats(in->batch_images, CLASSES_STRIDE);
	w->w2 = floats(in->hidden, CLASSES_STRIDE);
	w->back = floats(MLP_CLASSES, in->hidden);
	w->step = floats(in->hidden, CLASSES_STRIDE);
	if (w->x && w->z && w->delta && w->y && w->w2 && w->back && w->step)
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
	free(workspace->w2);
	free(workspace->back);
	free(workspace->step);
	free(workspace);
}

/* Products of matrices */

/* c = a b, or c += a b: element (i, j) is the sum of a[i * row_step + p * term_step] * b[p *
 * b_stride + j] over k terms p.  With other steps a is a transposed matrix. */
struct product {
	size_t rows, columns, k;
	const float *a;
	size_t row_step, term_step;
	const float *b;
	size_t b_stride;
	float *c;
	size_t c_stride;
	bool add;
};

/* The same code for vectors of 16, 8 and 4 numbers, one register each: see product.h.  The tiles
 * fill the registers: 32 with AVX-512, else 16. */
#if defined(__x86_64__)
#define FOR_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma")))
#define FOR_AVX2 __attribute__((target("avx2,fma")))

#define MULTIPLY multiply_avx512
#define TARGET FOR_AVX512
#define LANES 16
#define ROWS 7
#include "product.h"

#define MULTIPLY multiply_avx2
#define TARGET FOR_AVX2
#define LANES 8
#define ROWS 5
#include "product.h"
#endif

#define MULTIPLY multiply_plain
#define TARGET
#define LANES 4
#define ROWS 5
#include "product.h"

typedef void multiply_function(const struct product *of);

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
INLINED void forward(const struct mlp_input *in, const float *parameters, size_t batch,
                     struct mlp_workspace *w, multiply_function *multiply)
{
	const struct parts at = parts_of(in->hidden);
	const float *b1 = parameters + at.b1, *b2 = parameters + at.b2, *w2 = parameters + at.w2;
	size_t rows = in->batch_images, hidden = in->hidden;
	const uint8_t *pixels = in->images + batch * rows * MLP_PIXELS;

	for (size_t i = 0; i < rows * MLP_PIXELS; i++)
		w->x[i] = pixels[i];
	for (size_t j = 0; j < hidden; j++)
		for (size_t c = 0; c < CLASSES_STRIDE; c++)
			w->w2[j * CLASSES_STRIDE + c] = c < MLP_CLASSES ? w2[j * MLP_CLASSES + c] : 0;
	multiply(&(struct product){rows, hidden, MLP_PIXELS, w->x, MLP_PIXELS, 1, parameters + at.w1, hidden,
	                           w->z, hidden, false});
	for (size_t i = 0; i < rows; i++) {
		float *z = w->z + i * hidden;
		for (size_t j = 0; j < hidden; j++)
			z[j] = 1.f / (1.f + exponential(-(z[j] + b1[j])));
	}
	multiply(&(struct product){rows, CLASSES_STRIDE, hidden, w->z, hidden, 1, w->w2, CLASSES_STRIDE, w->y,
	                           CLASSES_STRIDE, false});
	for (size_t i = 0; i < rows; i++)
		for (size_t c = 0; c < MLP_CLASSES; c++)
			w->y[i * CLASSES_STRIDE + c] += b2[c];
}

/* Replace a row by its softmax.  Subtracting the largest first keeps exp from overflowing. */
INLINED void softmax(float y[MLP_CLASSES])
{
	float largest = y[0], sum = 0.f;

	for (int c = 1; c < MLP_CLASSES; c++)
		largest = y[c] > largest ? y[c] : largest;
	for (int c = 0; c < MLP_CLASSES; c++)
		sum += y[c] = exponential(y[c] - largest);
	for (int c = 0; c < MLP_CLASSES; c++)
		y[c] /= sum;
}

/* sum[columns] += the sum of the rows of a, which are `stride` apart. */
INLINED void add_rows(const float *a, size_t rows, size_t columns, size_t stride, float *sum)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			sum[j] += a[i * stride + j];
}

/* y - t, where t is 1 for the right class and 0 elsewhere, divided for the mean. */
INLINED void differentiate_outputs(const struct mlp_input *in, size_t batch, struct mlp_workspace *w)
{
	const uint8_t *labels = in->labels + batch * in->batch_images;

	for (size_t i = 0; i < in->batch_images; i++) {
		float *y = w->y + i * CLASSES_STRIDE;
		softmax(y);
		y[labels[i] % MLP_CLASSES] -= 1.f;
		for (int c = 0; c < MLP_CLASSES; c++)
			y[c] /= (float)in->batch_images;
	}
}

/* The gradient of the second layer's parameters. */
INLINED void add_gradient_2(const struct mlp_input *in, const float *parameters, struct mlp_workspace *w,
                            float *sum, multiply_function *multiply)
{
	const struct parts at = parts_of(in->hidden);
	size_t rows = in->batch_images, hidden = in->hidden;

	multiply(&(struct product){hidden, CLASSES_STRIDE, rows, w->z, 1, hidden, w->y, CLASSES_STRIDE,
	                           w->step, CLASSES_STRIDE, false});
	for (size_t j = 0; j < hidden; j++)
		for (size_t c = 0; c < MLP_CLASSES; c++) {
			size_t i = at.w2 + j * MLP_CLASSES + c;
			sum[i] += w->step[j * CLASSES_STRIDE + c] + MLP_DECAY_2 * parameters[i];
		}
	add_rows(w->y, rows, MLP_CLASSES, CLASSES_STRIDE, sum + at.b2);
}

/* Back through the second layer and the sigmoid, whose derivative is z (1 - z), to the gradient
 * of the first layer's parameters. */
INLINED void add_gradient_1(const struct mlp_input *in, const float *parameters, struct mlp_workspace *w,
                            float *sum, multiply_function *multiply)
{
	const struct parts at = parts_of(in->hidden);
	size_t rows = in->batch_images, hidden = in->hidden;

	for (size_t j = 0; j < hidden; j++)
		for (size_t c = 0; c < MLP_CLASSES; c++)
			w->back[c * hidden + j] = w->w2[j * CLASSES_STRIDE + c];
	multiply(&(struct product){rows, hidden, MLP_CLASSES, w->y, CLASSES_STRIDE, 1, w->back, hidden,
	                           w->delta, hidden, false});
	for (size_t i = 0; i < rows * hidden; i++)
		w->delta[i] *= w->z[i] * (1.f - w->z[i]);
	for (size_t i = at.w1; i < at.w2; i++)
		sum[i] += MLP_DECAY_1 * parameters[i];
	multiply(&(struct product){MLP_PIXELS, hidden, rows, w->x, 1, MLP_PIXELS, w->delta, hidden,
	                           sum + at.w1, hidden, true});
	add_rows(w->delta, rows, hidden, hidden, sum + at.b1);
}

INLINED void add_gradient(const struct mlp_input *in, const float *parameters, size_t batch,
                          struct mlp_workspace *w, float *sum, multiply_function *multiply)
{
	forward(in, parameters, batch, w, multiply);
	differentiate_outputs(in, batch, w);
	add_gradient_2(in, parameters, w, sum, multiply);
	add_gradient_1(in, parameters, w, sum, multiply);
}

/* The same C code, compiled for several processors.  `multiply` is a constant there, so that the
 * calls are direct. */
#if defined(__x86_64__)
FOR_AVX512 static void forward_avx512(const struct mlp_input *in, const float *parameters, size_t batch,
                                      struct mlp_workspace *w)
{
	forward(in, parameters, batch, w, multiply_avx512);
}

FOR_AVX512 static void add_gradient_avx512(const struct mlp_input *in, const float *parameters, size_t batch,
                                           struct mlp_workspace *w, float *sum)
{
	add_gradient(in, parameters, batch, w, sum, multiply_avx512);
}

FOR_AVX2 static void forward_avx2(const struct mlp_input *in, const float *parameters, size_t batch,
                                  struct mlp_workspace *w)
{
	forward(in, parameters, batch, w, multiply_avx2);
}

FOR_AVX2 static void add_gradient_avx2(const struct mlp_input *in, const float *parameters, size_t batch,
                                       struct mlp_workspace *w, float *sum)
{
	add_gradient(in, parameters, batch, w, sum, multiply_avx2);
}

static bool has_avx512(void)
{
	return __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
	       __builtin_cpu_supports("avx512bw");
}

static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

static void go_forward(const struct mlp_input *in, const float *parameters, size_t batch,
                       struct mlp_workspace *w)
{
#if defined(__x86_64__)
	if (has_avx512()) {
		forward_avx512(in, parameters, batch, w);
		return;
	}
	if (has_avx2()) {
		forward_avx2(in, parameters, batch, w);
		return;
	}
#endif
	forward(in, parameters, batch, w, multiply_plain);
}

void mlp_add_gradient(const struct mlp_input *in, const float *parameters, size_t batch,
                      struct mlp_workspace *w, float *sum)
{
#if defined(__x86_64__)
	if (has_avx512()) {
		add_gradient_avx512(in, parameters, batch, w, sum);
		return;
	}
	if (has_avx2()) {
		add_gradient_avx2(in, parameters, batch, w, sum);
		return;
	}
#endif
	add_gradient(in, parameters, batch, w, sum, multiply_plain);
}

double mlp_cross_entropy(const struct mlp_input *in, const float *parameters, size_t batch,
                         struct mlp_workspace *w)
{
	const uint8_t *labels = in->labels + batch * in->batch_images;
	double entropy = 0;

	go_forward(in, parameters, batch, w);
	for (size_t i = 0; i < in->batch_images; i++) {
		const float *y = w->y + i * CLASSES_STRIDE;
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

	go_forward(in, parameters, batch, w);
	for (size_t i = 0; i < in->batch_images; i++) {
		const float *y = w->y + i * CLASSES_STRIDE;
		int best = 0;
		for (int c = 1; c < MLP_CLASSES; c++)
			best = y[c] > y[best] ? c : best;
		correct += best == labels[i];
	}
	return correct;
}
