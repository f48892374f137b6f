/* oracle_training.c - the training of mlp in an independent way: in double precision, and
 * with a group as one large batch.
 *
 * In every case of the manifest the products are plain loops.  For the timed size
 * these would take a minute, so OpenBLAS multiplies there (and in the larger runs
 * of the charts), on all CPUs; the two large products, those with the pixels, in
 * single precision, everything that is kept from step to step in double.
 */
#include "oracle_training.h"

#include <cblas.h>
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MOST = 1 << 16, IMAGES_MOST = 1 << 20, HIDDEN_MOST = 4096, EPOCHS_MOST = 10000 };

/* Up to this many multiplications plain loops are used, for about half a second; the
 * largest case needs half of them. */
#define LOOPS_MOST 9e8

const struct judge_key training_keys[] = {
	{"batches", JUDGE_UINT, 20, 1, SIDE_MOST},  {"batch", JUDGE_UINT, 21, 1, SIDE_MOST},
	{"hidden", JUDGE_UINT, 16, 1, HIDDEN_MOST}, {"group", JUDGE_UINT, 5, 1, IMAGES_MOST},
	{"epochs", JUDGE_UINT, 2, 0, EPOCHS_MOST},  {0},
};

int training_shape(const struct judge_case *c, struct training_shape *s)
{
	*s = (struct training_shape){
		.batches = judge_uint(c, "batches"),
		.batch = judge_uint(c, "batch"),
		.hidden = judge_uint(c, "hidden"),
		.group = judge_uint(c, "group"),
		.epochs = judge_uint(c, "epochs"),
	};
	if (s->batches * s->batch > IMAGES_MOST)
		return errno = ERANGE, -1;
	s->images = s->batches * s->batch;
	s->count = mlp_parameter_count(s->hidden);
	/* Each epoch: forward and back for the gradients, forward for the loss. */
	s->work = 3. * (double)s->images * MLP_PIXELS * (double)s->hidden * (double)s->epochs;
	return 0;
}

/* C += A B, or C = with `fresh`; ta, tb: A, B are stored transposed. */
static void product(bool by_blas, bool ta, bool tb, size_t m, size_t n, size_t k, const double *a,
                    const double *b, bool fresh, double *c)
{
	if (by_blas) {
		cblas_dgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans,
		            (int)m, (int)n, (int)k, 1., a, (int)(ta ? m : k), b, (int)(tb ? k : n),
		            fresh ? 0. : 1., c, (int)n);
		return;
	}
	if (fresh)
		memset(c, 0, m * n * sizeof *c);
	for (size_t i = 0; i < m; i++)
		for (size_t l = 0; l < k; l++) {
			double factor = ta ? a[l * m + i] : a[i * k + l];
			for (size_t j = 0; j < n; j++)
				c[i * n + j] += factor * (tb ? b[j * k + l] : b[l * n + j]);
		}
}

/* z = x W1 */
static void multiply_by_w1(struct training *m, size_t rows, const double *w1)
{
	size_t h = m->s.hidden;

	if (m->by_blas) {
		for (size_t i = 0; i < MLP_PIXELS * h; i++)
			m->w1_single[i] = (float)w1[i];
		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)h, MLP_PIXELS, 1.f,
		            m->x, MLP_PIXELS, m->w1_single, (int)h, 0.f, m->z_single, (int)h);
		for (size_t i = 0; i < rows * h; i++)
			m->z[i] = m->z_single[i];
		return;
	}
	memset(m->z, 0, rows * h * sizeof *m->z);
	for (size_t i = 0; i < rows; i++)
		for (size_t l = 0; l < MLP_PIXELS; l++)
			for (size_t j = 0; j < h; j++)
				m->z[i * h + j] += (double)m->x[i * MLP_PIXELS + l] * w1[l * h + j];
}

/* gradient of W1 += x^T delta */
static void add_to_w1(struct training *m, size_t rows, double *gradient)
{
	size_t h = m->s.hidden;

	if (m->by_blas) {
		for (size_t i = 0; i < rows * h; i++)
			m->z_single[i] = (float)m->delta[i];
		cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, MLP_PIXELS, (int)h, (int)rows, 1.f, m->x,
		            MLP_PIXELS, m->z_single, (int)h, 0.f, m->w1_single, (int)h);
		for (size_t i = 0; i < MLP_PIXELS * h; i++)
			gradient[i] += m->w1_single[i];
		return;
	}
	for (size_t i = 0; i < rows; i++)
		for (size_t l = 0; l < MLP_PIXELS; l++)
			for (size_t j = 0; j < h; j++)
				gradient[l * h + j] += (double)m->x[i * MLP_PIXELS + l] * m->delta[i * h + j];
}

static void use_all_cpus(void)
{
	cpu_set_t mask;

	if (sched_getaffinity(0, sizeof mask, &mask) == 0)
		openblas_set_num_threads(CPU_COUNT(&mask));
}

void training_free(struct training *m)
{
	double *wide[] = {m->initial, m->now, m->before, m->gradient, m->z, m->y, m->delta, m->loss};

	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		free(wide[i]);
	free(m->x);
	free(m->z_single);
	free(m->w1_single);
}

int training_new(const struct judge_case *c, const struct bundle *input, struct training *m)
{
	const float *initial;
	struct training_shape s;

	*m = (struct training){.rows_most = 0};
	if (training_shape(c, &s) != 0)
		return -1;
	m->s = s;
	m->images = bundle_array(input, "images", BUNDLE_U8, s.images * MLP_PIXELS);
	m->labels = bundle_array(input, "labels", BUNDLE_U8, s.images);
	initial = bundle_array(input, "parameters", BUNDLE_F32, s.count);
	if (m->images == NULL || m->labels == NULL || initial == NULL)
		return errno = EPROTO, -1;
	m->rows_most = (s.group < s.batches ? s.group : s.batches) * s.batch;
	m->initial = malloc(s.count * sizeof(double));
	m->now = malloc(s.count * sizeof(double));
	m->before = malloc(s.count * sizeof(double));
	m->gradient = malloc(s.count * sizeof(double));
	m->x = malloc(m->rows_most * MLP_PIXELS * sizeof(float));
	m->z_single = malloc(m->rows_most * s.hidden * sizeof(float));
	m->w1_single = malloc(MLP_PIXELS * s.hidden * sizeof(float));
	m->z = malloc(m->rows_most * s.hidden * sizeof(double));
	m->delta = malloc(m->rows_most * s.hidden * sizeof(double));
	m->y = malloc(m->rows_most * MLP_CLASSES * sizeof(double));
	m->loss = malloc((s.epochs + 1) * sizeof(double));
	if (!m->initial || !m->now || !m->before || !m->gradient || !m->x || !m->z_single || !m->w1_single ||
	    !m->z || !m->delta || !m->y || !m->loss) {
		training_free(m);
		return errno = ENOMEM, -1;
	}
	for (size_t i = 0; i < s.count; i++)
		m->initial[i] = initial[i];
	m->by_blas = s.work > LOOPS_MOST;
	if (m->by_blas)
		use_all_cpus();
	return 0;
}

struct parts {
	double *w1, *w2, *b1, *b2;
};

static struct parts parts_of(const struct training *m, double *all)
{
	size_t h = m->s.hidden;
	double *w2 = all + MLP_PIXELS * h, *b1 = w2 + h * MLP_CLASSES;

	return (struct parts){all, w2, b1, b1 + h};
}

/* Fill x, z and y = log softmax for images first .. first + rows - 1. */
static void forward(struct training *m, double *parameters, size_t first, size_t rows)
{
	struct parts p = parts_of(m, parameters);
	size_t h = m->s.hidden;

	for (size_t i = 0; i < rows * MLP_PIXELS; i++)
		m->x[i] = m->images[first * MLP_PIXELS + i];
	multiply_by_w1(m, rows, p.w1);
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < h; j++)
			m->z[i * h + j] = 1 / (1 + exp(-m->z[i * h + j] - p.b1[j]));
	product(m->by_blas, false, false, rows, MLP_CLASSES, h, m->z, p.w2, true, m->y);
	for (size_t i = 0; i < rows; i++) {
		double *y = m->y + i * MLP_CLASSES, largest = -INFINITY, sum = 0;
		for (int c = 0; c < MLP_CLASSES; c++) {
			y[c] += p.b2[c];
			largest = fmax(largest, y[c]);
		}
		for (int c = 0; c < MLP_CLASSES; c++)
			sum += exp(y[c] - largest);
		for (int c = 0; c < MLP_CLASSES; c++)
			y[c] -= largest + log(sum);
	}
}

/* gradient += the sum of the mean gradients of these images' batches; `batches` of them. */
static void add_gradients(struct training *m, double *parameters, size_t first_batch, size_t batches)
{
	struct parts p = parts_of(m, parameters), g = parts_of(m, m->gradient);
	size_t rows = batches * m->s.batch, first = first_batch * m->s.batch, h = m->s.hidden;

	if (rows == 0)
		return;
	forward(m, parameters, first, rows);
	for (size_t i = 0; i < rows; i++)
		for (int c = 0; c < MLP_CLASSES; c++) {
			double *y = &m->y[i * MLP_CLASSES + (size_t)c];
			*y = (exp(*y) - (m->labels[first + i] == c)) / (double)m->s.batch;
			g.b2[c] += *y;
		}
	product(m->by_blas, true, false, h, MLP_CLASSES, rows, m->z, m->y, false, g.w2);
	product(m->by_blas, false, true, rows, h, MLP_CLASSES, m->y, p.w2, true, m->delta);
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < h; j++) {
			double z = m->z[i * h + j];
			m->delta[i * h + j] *= z * (1 - z);
			g.b1[j] += m->delta[i * h + j];
		}
	add_to_w1(m, rows, g.w1);
	for (size_t i = 0; i < MLP_PIXELS * h; i++)
		g.w1[i] += (double)batches * MLP_DECAY_1 * p.w1[i];
	for (size_t i = 0; i < h * MLP_CLASSES; i++)
		g.w2[i] += (double)batches * MLP_DECAY_2 * p.w2[i];
}

static double loss(struct training *m, const struct mistake *mistake)
{
	struct parts p = parts_of(m, m->now);
	double entropy = 0, penalty = 0, images = (double)m->s.images;

	for (size_t first = 0; first < m->s.images; first += m->rows_most) {
		size_t rows = m->s.images - first < m->rows_most ? m->s.images - first : m->rows_most;
		forward(m, m->now, first, rows);
		for (size_t i = 0; i < rows; i++)
			entropy -= m->y[i * MLP_CLASSES + m->labels[first + i]];
	}
	for (size_t i = 0; i < MLP_PIXELS * m->s.hidden; i++)
		penalty += 0.5 * MLP_DECAY_1 * p.w1[i] * p.w1[i];
	for (size_t i = 0; i < m->s.hidden * MLP_CLASSES; i++)
		penalty += 0.5 * MLP_DECAY_2 * p.w2[i] * p.w2[i];
	if (mistake->loss_without_penalty)
		penalty = 0;
	return mistake->penalty_over_images ? (entropy + penalty) / images : entropy / images + penalty;
}

/* The gradients of one group, into m->gradient. */
static void take_gradients(struct training *m, const struct mistake *mistake, double *at, size_t first,
                           size_t batches)
{
	size_t share = batches / mistake->workers, from = 0, end = batches;

	if (mistake->forget_remainder)
		end = share * mistake->workers;
	if (mistake->only_worker > 0) {
		from = (mistake->only_worker - 1) * batches / mistake->workers;
		end = mistake->only_worker * batches / mistake->workers;
	}
	if (!mistake->keep_sum)
		memset(m->gradient, 0, m->s.count * sizeof(double));
	add_gradients(m, at, first + from, end - from);
}

static void train_group(struct training *m, const struct mistake *mistake, size_t first, size_t batches,
                        size_t group)
{
	size_t divide = mistake->divide == DIVIDE_BY_ONE     ? 1
	                : mistake->divide == DIVIDE_BY_GROUP ? group
	                                                     : batches;
	double *at = mistake->gradients == AT_INITIAL        ? m->initial
	             : mistake->gradients == AT_GROUP_BEFORE ? m->before
	                                                     : m->now;

	take_gradients(m, mistake, at, first, batches);
	memcpy(m->before, m->now, m->s.count * sizeof(double));
	for (size_t i = 0; i < m->s.count; i++)
		m->now[i] -= MLP_RATE * m->gradient[i] / (double)divide;
}

void training_run(struct training *m, const struct mistake *mistake)
{
	size_t group = mistake->group_of_one ? 1 : m->s.group;

	memcpy(m->now, m->initial, m->s.count * sizeof(double));
	memcpy(m->before, m->initial, m->s.count * sizeof(double));
	memset(m->gradient, 0, m->s.count * sizeof(double));
	for (size_t epoch = 0; epoch < m->s.epochs; epoch++) {
		if (mistake->loss_before)
			m->loss[epoch] = loss(m, mistake);
		for (size_t first = 0, batches; first < m->s.batches; first += batches) {
			batches = m->s.batches - first < group ? m->s.batches - first : group;
			if (batches == group || !mistake->forget_short_group)
				train_group(m, mistake, first, batches, group);
		}
		if (!mistake->loss_before)
			m->loss[epoch] = loss(m, mistake);
	}
}
