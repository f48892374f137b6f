/* oracle_watch.c - an independent implementation of sweep's given code: plain loops in
 * double precision, point by point, without vectors; and a Taylor series of order 24 in
 * place of a Runge-Kutta method.
 *
 * Tolerances: 1e-3 of the error after 3 epochs, where single precision was seen to
 * differ by 1e-6 at most; and 1e-6 for the series up to t = 4, which is twice
 * as far as is trained on, where the Runge-Kutta steps were seen to be off by
 * 1e-7 at most.  Later, chaos leaves nothing to compare.
 */
#include "oracle_watch.h"

#include <Random123/philox.h>
#include <math.h>
#include <string.h>

/* The series */

enum { ORDER = 24 };

/* Coefficients of the solution's Taylor series follow from those before:
 * (i + 1) x[i + 1] = coefficient i of the right-hand side; a product's are a
 * convolution. */
static void taylor_step(double s[3], double h)
{
	double x[ORDER + 1] = {s[0]}, y[ORDER + 1] = {s[1]}, z[ORDER + 1] = {s[2]};

	for (int i = 0; i < ORDER; i++) {
		double xz = 0, xy = 0;
		for (int j = 0; j <= i; j++) {
			xz += x[j] * z[i - j];
			xy += x[j] * y[i - j];
		}
		x[i + 1] = 10 * (y[i] - x[i]) / (i + 1);
		y[i + 1] = (58 * x[i] - xz - y[i]) / (i + 1);
		z[i + 1] = (xy - 8.0 / 3 * z[i]) / (i + 1);
	}
	s[0] = s[1] = s[2] = 0;
	for (int i = ORDER; i >= 0; i--) {
		s[0] = s[0] * h + x[i];
		s[1] = s[1] * h + y[i];
		s[2] = s[2] * h + z[i];
	}
}

bool watch_series(const double (*series)[3])
{
	const double h = 20.0 / (SWEEP_POINTS - 1);
	double s[3] = {1, 1, 1};

	for (int i = 0; i * h <= 4; i++) {
		for (int j = 0; j < 3; j++)
			if (!(fabs(series[i][j] - s[j]) <= 1e-6))
				return false;
		taylor_step(s, h);
	}
	return true;
}

/* One network, 3-5-8-5-3 */

enum { LEVELS = 5, WIDEST = 8, PLAIN_EPOCHS = 3 };
static const int plain_width[LEVELS] = {3, 5, 8, 5, 3};

/* A layer's numbers: [output][input], the bias as one more input. */
struct plain {
	double weight[LEVELS][WIDEST][WIDEST + 1], gradient[LEVELS][WIDEST][WIDEST + 1];
	double mean[LEVELS][WIDEST][WIDEST + 1], variance[LEVELS][WIDEST][WIDEST + 1];
	double value[LEVELS][WIDEST], slope[LEVELS][WIDEST];
};

static void plain_begin(struct plain *n, uint64_t seed)
{
	philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};

	memset(n, 0, sizeof *n);
	for (uint32_t l = 1; l < LEVELS; l++) {
		int inputs = plain_width[l - 1];
		for (int o = 0; o < plain_width[l]; o++)
			for (int i = 0; i < inputs; i++) {
				philox4x32_ctr_t counter = {{(uint32_t)(o * inputs + i), l - 1, 0, 0}};
				double u = (philox4x32(counter, key).v[0] + 0.5) / 4294967296.0;
				n->weight[l][o][i] = (2 * u - 1) * sqrt(6.0 / (inputs + plain_width[l]));
			}
	}
}

static void plain_forward(struct plain *n, const double point[3])
{
	memcpy(n->value[0], point, 3 * sizeof *point);
	for (int l = 1; l < LEVELS; l++)
		for (int o = 0; o < plain_width[l]; o++) {
			double z = n->weight[l][o][plain_width[l - 1]];
			for (int i = 0; i < plain_width[l - 1]; i++)
				z += n->weight[l][o][i] * n->value[l - 1][i];
			n->value[l][o] = l == LEVELS - 1 || z > 0 ? z : 0;
		}
}

static void plain_backward(struct plain *n, const double target[3])
{
	for (int o = 0; o < 3; o++)
		n->slope[LEVELS - 1][o] = 2 * (n->value[LEVELS - 1][o] - target[o]) / (3 * SWEEP_BATCH);
	for (int l = LEVELS - 1; l > 0; l--) {
		int inputs = plain_width[l - 1];
		memset(n->slope[l - 1], 0, sizeof n->slope[l - 1]);
		for (int o = 0; o < plain_width[l]; o++) {
			n->gradient[l][o][inputs] += n->slope[l][o];
			for (int i = 0; i < inputs; i++) {
				n->gradient[l][o][i] += n->slope[l][o] * n->value[l - 1][i];
				if (n->value[l - 1][i] > 0)
					n->slope[l - 1][i] += n->weight[l][o][i] * n->slope[l][o];
			}
		}
	}
}

static void plain_update(struct plain *n, int step)
{
	double rate = 0.001 * sqrt(1 - pow(0.999, step)) / (1 - pow(0.9, step));

	for (int l = 1; l < LEVELS; l++)
		for (int o = 0; o < plain_width[l]; o++)
			for (int i = 0; i <= plain_width[l - 1]; i++) {
				double g = n->gradient[l][o][i];
				double *mean = &n->mean[l][o][i], *variance = &n->variance[l][o][i];
				*mean = 0.9 * *mean + 0.1 * g;
				*variance = 0.999 * *variance + 0.001 * g * g;
				n->weight[l][o][i] -= rate * *mean / (sqrt(*variance) + 1e-7);
			}
	memset(n->gradient, 0, sizeof n->gradient);
}

static double plain_train(struct plain *n, const double (*series)[3])
{
	double sum = 0;
	int step = 0;

	for (int epoch = 0; epoch < PLAIN_EPOCHS; epoch++)
		for (int i = 0; i < SWEEP_LENGTH; i++) {
			plain_forward(n, series[i]);
			plain_backward(n, series[i + SWEEP_SHIFT]);
			if ((i + 1) % SWEEP_BATCH == 0)
				plain_update(n, ++step);
		}
	for (int i = SWEEP_VALIDATION; i < SWEEP_VALIDATION + SWEEP_LENGTH; i++) {
		plain_forward(n, series[i]);
		for (int o = 0; o < 3; o++)
			sum += pow(series[i + SWEEP_SHIFT][o] - n->value[LEVELS - 1][o], 2);
	}
	return sqrt(sum / (3 * SWEEP_LENGTH));
}

bool watch_training(const double (*series)[3], uint64_t seed)
{
	const struct sweep_configuration c = {3, {5, 8, 5}, PLAIN_EPOCHS, seed};
	struct plain network;
	double given, plain;

	plain_begin(&network, seed);
	plain = plain_train(&network, series);
	return train_and_score(&c, series, &given) == 0 && fabs(given - plain) <= 1e-3 * plain;
}
