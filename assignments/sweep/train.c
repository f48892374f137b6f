/* train.c - given: train one dense network, and score it.
 *
 * Hidden layers are rectified linear (max(0, z)), the last one is linear; weights
 * begin uniform in +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio, 2010),
 * biases at 0.  Training minimises the mean square error with Adam (Kingma
 * and Ba, 2015; rate 0.001, decays 0.9 and 0.999, epsilon 1e-7), in batches
 * of 100 points, always in the order of the series.
 *
 * Reproducible to the last bit, on any number of workers and at any level of optimisation,
 * as long as the compiler may neither reorder nor contract (GCC: -std=c17, no -ffast-math):
 * the weights come from a counter-based generator, and every sum has one order, which is
 * written out here in vectors of 8 numbers.  Elements of a vector are points of a batch, so
 * most sums do not even cross a vector.  Batches are padded from 100 to 104 points; the
 * added points have no effect.
 *
 * Single precision, as is usual for networks.  Numbers below 1e-38 (denormals) are treated
 * as 0 while it runs: computing with them takes a hundred times longer, and decaying
 * averages reach them.
 *
 * Calls share no memory.
 */
#include <Random123/philox.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "sweep.h"

enum {
	LANES = 8,
	VECTORS = (SWEEP_BATCH + LANES - 1) / LANES, /* of a batch */
	BATCHES = SWEEP_LENGTH / SWEEP_BATCH,
	LAYERS_MOST = SWEEP_LAYERS_MAX + 1, /* with the output */
	WEIGHTS_MOST = LAYERS_MOST * SWEEP_WIDTH_MAX * (SWEEP_WIDTH_MAX + 1),
};

typedef float vector __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t mask __attribute__((vector_size(LANES * sizeof(int32_t))));

/* Inlined into a function that is compiled for AVX2 and into one that is not. */
#define INLINE static inline __attribute__((always_inline))

struct batch {
	vector x[3][VECTORS], y[3][VECTORS];
};

struct layer {
	int inputs, outputs;
	int weights, biases; /* their offset in the parameters: weights[output][input] */
};

struct training {
	struct layer layers[LAYERS_MOST];
	int layer_count, parameter_count;
	double decay1, decay2; /* powers of Adam's decays so far */
	int epochs;
	struct batch train[BATCHES], validate[BATCHES];
	/* value[0] is unused: the first layer reads the batch itself. */
	vector value[LAYERS_MOST + 1][SWEEP_WIDTH_MAX][VECTORS];
	vector slope[2][SWEEP_WIDTH_MAX][VECTORS]; /* of the error, with respect to a layer's output */
	_Alignas(vector) float parameter[WEIGHTS_MOST], gradient[WEIGHTS_MOST];
	_Alignas(vector) float mean[WEIGHTS_MOST], variance[WEIGHTS_MOST];
};

/* One layer forward: sums over its inputs, point by point. */
INLINE void forward(struct training *t, int l, vector (*in)[VECTORS])
{
	const struct layer *layer = &t->layers[l];
	bool rectify = l + 1 < t->layer_count;

	for (int o = 0; o < layer->outputs; o++) {
		const float *weight = &t->parameter[layer->weights + o * layer->inputs];
		vector sum[VECTORS];
#pragma GCC unroll 16
		for (int v = 0; v < VECTORS; v++)
			sum[v] = (vector){0} + t->parameter[layer->biases + o];
		for (int i = 0; i < layer->inputs; i++)
#pragma GCC unroll 16
			for (int v = 0; v < VECTORS; v++)
				sum[v] += weight[i] * in[i][v];
#pragma GCC unroll 16
		for (int v = 0; v < VECTORS; v++)
			t->value[l + 1][o][v] = rectify ? (vector)((mask)sum[v] & (sum[v] > 0)) : sum[v];
	}
}

/* The error's derivative with respect to the inputs of layer l, which is 0 where an input
 * was cut off. */
INLINE void backward(struct training *t, int l, vector (*slope)[VECTORS], vector (*result)[VECTORS])
{
	const struct layer *layer = &t->layers[l];

	for (int i = 0; i < layer->inputs; i++) {
		const float *weight = &t->parameter[layer->weights + i];
		vector sum[VECTORS];
#pragma GCC unroll 16
		for (int v = 0; v < VECTORS; v++)
			sum[v] = (vector){0};
		for (int o = 0; o < layer->outputs; o++)
#pragma GCC unroll 16
			for (int v = 0; v < VECTORS; v++)
				sum[v] += weight[o * layer->inputs] * slope[o][v];
#pragma GCC unroll 16
		for (int v = 0; v < VECTORS; v++)
			result[i][v] = (vector)((mask)sum[v] & (t->value[l][i][v] > 0));
	}
}

INLINE float add_up(const vector *v)
{
	return (((*v)[0] + (*v)[4]) + ((*v)[2] + (*v)[6])) + (((*v)[1] + (*v)[5]) + ((*v)[3] + (*v)[7]));
}

/* The error's derivative with respect to weights and biases of layer l. */
INLINE void find_gradient(struct training *t, int l, vector (*in)[VECTORS], vector (*slope)[VECTORS])
{
	const struct layer *layer = &t->layers[l];

	for (int o = 0; o < layer->outputs; o++) {
		vector bias = {0};
#pragma GCC unroll 16
		for (int v = 0; v < VECTORS; v++)
			bias += slope[o][v];
		t->gradient[layer->biases + o] = add_up(&bias);
		for (int i = 0; i < layer->inputs; i++) {
			vector sum = {0};
#pragma GCC unroll 16
			for (int v = 0; v < VECTORS; v++)
				sum += slope[o][v] * in[i][v];
			t->gradient[layer->weights + o * layer->inputs + i] = add_up(&sum);
		}
	}
}

/* A square root is always rounded correctly, so both versions give the same bits. */
INLINE void square_root(const float *from, float *to)
{
#if defined(__SSE__)
	_mm_store_ps(to, _mm_sqrt_ps(_mm_load_ps(from)));
	_mm_store_ps(to + 4, _mm_sqrt_ps(_mm_load_ps(from + 4)));
#else
	for (int i = 0; i < LANES; i++)
		to[i] = sqrtf(from[i]);
#endif
}

/* One step of Adam. */
INLINE void update(struct training *t)
{
	const float keep1 = 0.9f, keep2 = 0.999f;

	t->decay1 *= 0.9;
	t->decay2 *= 0.999;
	float rate = (float)(0.001 * sqrt(1 - t->decay2) / (1 - t->decay1));
	for (int i = 0; i < t->parameter_count; i += LANES) {
		vector *parameter = (vector *)&t->parameter[i], gradient = *(vector *)&t->gradient[i];
		vector *mean = (vector *)&t->mean[i], *variance = (vector *)&t->variance[i];
		vector root;

		*mean = keep1 * *mean + (1 - keep1) * gradient;
		*variance = keep2 * *variance + (1 - keep2) * (gradient * gradient);
		square_root(&t->variance[i], (float *)&root);
		*parameter -= rate * *mean / (root + 1e-7f);
	}
}

/* The input of layer l. */
INLINE vector (*inputs_of(struct training *t, struct batch *batch, int l))[VECTORS]
{
	return l == 0 ? batch->x : t->value[l];
}

INLINE void forward_all(struct training *t, struct batch *batch)
{
	for (int l = 0; l < t->layer_count; l++)
		forward(t, l, inputs_of(t, batch, l));
}

/* The derivative of the mean square error with respect to the output; 0 for padding points. */
INLINE void find_slope(struct training *t, const struct batch *batch)
{
	const float scale = 2.0f / (3 * SWEEP_BATCH);

	for (int o = 0; o < 3; o++) {
		for (int v = 0; v < VECTORS; v++)
			t->slope[0][o][v] = scale * (t->value[t->layer_count][o][v] - batch->y[o][v]);
		for (int lane = SWEEP_BATCH % LANES; lane < LANES; lane++)
			t->slope[0][o][VECTORS - 1][lane] = 0;
	}
}

INLINE void learn(struct training *t, struct batch *batch)
{
	int now = 0;

	forward_all(t, batch);
	find_slope(t, batch);
	for (int l = t->layer_count - 1; l >= 0; l--, now = !now) {
		find_gradient(t, l, inputs_of(t, batch, l), t->slope[now]);
		if (l > 0)
			backward(t, l, t->slope[now], t->slope[!now]);
	}
	update(t);
}

INLINE double score(struct training *t)
{
	double sum = 0;

	for (int b = 0; b < BATCHES; b++) {
		forward_all(t, &t->validate[b]);
		for (int o = 0; o < 3; o++)
			for (int i = 0; i < SWEEP_BATCH; i++) {
				double value = t->value[t->layer_count][o][i / LANES][i % LANES];
				double difference = t->validate[b].y[o][i / LANES][i % LANES] - value;
				sum += difference * difference;
			}
	}
	return sqrt(sum / (3 * SWEEP_LENGTH));
}

INLINE double train(struct training *t)
{
	for (int epoch = 0; epoch < t->epochs; epoch++)
		for (int b = 0; b < BATCHES; b++)
			learn(t, &t->train[b]);
	return score(t);
}

/* The same sums in the same order, compiled twice: AVX2 has vectors of 8; without it the
 * compiler splits each into two of 4.  Under a sanitizer, which is never timed, one version
 * is enough. */
static double __attribute__((noinline)) train_anywhere(struct training *t)
{
	return train(t);
}

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
static double __attribute__((noinline, target("avx2"))) train_avx2(struct training *t)
{
	return train(t);
}
#endif

static double train_here(struct training *t)
{
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
	if (__builtin_cpu_supports("avx2"))
		return train_avx2(t);
#endif
	return train_anywhere(t);
}

static double train_without_denormals(struct training *t)
{
#if defined(__SSE__)
	unsigned before = _mm_getcsr();

	_mm_setcsr(before | 0x8040); /* flush to zero, denormals are zero */
	double rmse = train_here(t);

	_mm_setcsr(before);
	return rmse;
#else
	return train_here(t);
#endif
}

/* Preparations */

static bool is_legal(const struct sweep_configuration *c)
{
	if (c->layers < 1 || c->layers > SWEEP_LAYERS_MAX || c->epochs < 0 || c->epochs > SWEEP_EPOCHS_MAX)
		return false;
	for (int l = 0; l < c->layers; l++)
		if (c->width[l] < 1 || c->width[l] > SWEEP_WIDTH_MAX)
			return false;
	return true;
}

static void lay_out(struct training *t, const struct sweep_configuration *c)
{
	int at = 0;

	t->layer_count = c->layers + 1;
	for (int l = 0; l < t->layer_count; l++) {
		struct layer *layer = &t->layers[l];
		layer->inputs = l == 0 ? 3 : c->width[l - 1];
		layer->outputs = l == c->layers ? 3 : c->width[l];
		layer->weights = at;
		layer->biases = at + layer->inputs * layer->outputs;
		at = layer->biases + layer->outputs;
	}
	t->parameter_count = at;
	t->epochs = c->epochs;
	t->decay1 = t->decay2 = 1;
}

/* Weight w of layer l is drawn with the counter (l, w). */
static void draw_weights(struct training *t, uint64_t seed)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};

	for (int l = 0; l < t->layer_count; l++) {
		const struct layer *layer = &t->layers[l];
		double limit = sqrt(6.0 / (layer->inputs + layer->outputs));
		for (int w = 0; w < layer->inputs * layer->outputs; w++) {
			philox4x32_ctr_t counter = {{(uint32_t)w, (uint32_t)l, 0, 0}};
			double uniform = (philox4x32(counter, key).v[0] + 0.5) / 4294967296.0;
			t->parameter[layer->weights + w] = (float)(limit * (2 * uniform - 1));
		}
	}
}

static void fill_batches(struct batch *batches, const double (*from)[3])
{
	for (int i = 0; i < SWEEP_LENGTH; i++) {
		struct batch *batch = &batches[i / SWEEP_BATCH];
		int v = i % SWEEP_BATCH / LANES, lane = i % SWEEP_BATCH % LANES;
		for (int o = 0; o < 3; o++) {
			batch->x[o][v][lane] = (float)from[i][o];
			batch->y[o][v][lane] = (float)from[i + SWEEP_SHIFT][o];
		}
	}
}

int train_and_score(const struct sweep_configuration *configuration, const double (*series)[3], double *rmse)
{
	struct training *t;

	if (!is_legal(configuration))
		return errno = EINVAL, -1;
	t = aligned_alloc(_Alignof(struct training), sizeof *t);
	if (t == NULL)
		return -1;
	memset(t, 0, sizeof *t);
	lay_out(t, configuration);
	draw_weights(t, configuration->seed);
	fill_batches(t->train, series);
	fill_batches(t->validate, series + SWEEP_VALIDATION);
	*rmse = train_without_denormals(t);
	free(t);
	return 0;
}
