/* oracle.c - cases and judgement for mlp.
 *
 * Case: batches, batch (images in each), hidden, group, epochs.  Images, labels
 * and initial parameters are generated from the seed, so each timed round has
 * its own; no file is read.
 *
 * The right answer is computed in double precision, and in another way than
 * the one that is judged: all batches are of one size, so the average of a
 * group's gradients is the mean over all its images, and a group is trained as
 * one large batch.  In every case of the manifest the products are plain loops,
 * so nothing is shared with the given network.c, which calls OpenBLAS.  For the
 * timed size these would take a minute, so OpenBLAS multiplies there (and in the
 * larger runs of the charts), on all CPUs; the two large products, those with the
 * pixels, in single precision, everything that is kept from step to step in double.
 *
 * Tolerance.  Floats carry 6e-8 of their value, and sums of them differ with their
 * order, which differs with the workers.  The steps of so short a training are
 * small against the parameters they are added to (1e-5 against 0.1), so what
 * is rounded there counts for more.  In the cases of the manifest, with 1 to 16
 * workers, single and double precision were seen to differ by 1e-4 at most (all
 * parameters as one vector, against the way they have gone since the start), and
 * losses by 2e-9 of their value.  A single batch in 24 that is left out once makes
 * 5e-3 and 6e-6 at the timed size, the largest there is.  1e-3 and 1e-6 lie
 * between the two.
 *
 * A hint is only given if a usual mistake, trained through here from start to
 * end, gives exactly what came, within the same tolerance.
 */
#include <cblas.h>
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "judge.h"
#include "mlp.h"

enum { SIDE_MOST = 1 << 16, IMAGES_MOST = 1 << 20, HIDDEN_MOST = 4096, EPOCHS_MOST = 10000 };

/* Up to so many multiplications in a training plain loops do, in about half a second;
 * the largest case needs half of them. */
#define LOOPS_MOST 9e8
/* So many for all hypotheses together; with more, hints are not tried. */
#define HINT_WORK_MOST 2e9

struct shape {
	size_t batches, batch, hidden, group, epochs;
	size_t images, count; /* of parameters */
	double work;          /* multiplications of a training, those with the pixels */
};

/* The case */

static int shape_of(const struct judge_case *c, struct shape *s)
{
	*s = (struct shape){
		.batches = judge_uint(c, "batches", 20),
		.batch = judge_uint(c, "batch", 21),
		.hidden = judge_uint(c, "hidden", 16),
		.group = judge_uint(c, "group", 5),
		.epochs = judge_uint(c, "epochs", 2),
	};
	if (s->batches < 1 || s->batches > SIDE_MOST || s->batch < 1 || s->batch > SIDE_MOST ||
	    s->hidden < 1 || s->hidden > HIDDEN_MOST || s->group < 1 || s->epochs > EPOCHS_MOST ||
	    s->batches * s->batch > IMAGES_MOST)
		return errno = ERANGE, -1;
	s->images = s->batches * s->batch;
	s->count = mlp_parameter_count(s->hidden);
	/* Each epoch: forward and back for the gradients, forward for the loss. */
	s->work = 3. * (double)s->images * MLP_PIXELS * (double)s->hidden * (double)s->epochs;
	return 0;
}

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	static const char *const scalars[] = {"batches", "batch_images", "hidden", "group", "epochs"};
	struct shape s;

	if (shape_of(c, &s) != 0)
		return -1;
	for (size_t i = 0; i < sizeof scalars / sizeof scalars[0]; i++)
		bundle_plan_array(input, scalars[i], BUNDLE_U64, 1);
	bundle_plan_array(input, "images", BUNDLE_U8, s.images * MLP_PIXELS);
	bundle_plan_array(input, "labels", BUNDLE_U8, s.images);
	bundle_plan_array(input, "parameters", BUNDLE_F32, s.count);
	bundle_plan_array(answer, "parameters", BUNDLE_F32, s.count);
	bundle_plan_array(answer, "loss", BUNDLE_F64, s.epochs);
	return 0;
}

static int fill(const struct judge_case *c, struct bundle *input)
{
	struct shape s;

	if (shape_of(c, &s) != 0)
		return -1;
	bundle_set_uint(input, "batches", s.batches);
	bundle_set_uint(input, "batch_images", s.batch);
	bundle_set_uint(input, "hidden", s.hidden);
	bundle_set_uint(input, "group", s.group);
	bundle_set_uint(input, "epochs", s.epochs);
	generate_images(c->seed, s.images, bundle_array(input, "images", BUNDLE_U8, 0),
	                bundle_array(input, "labels", BUNDLE_U8, 0));
	generate_parameters(c->seed, s.hidden, bundle_array(input, "parameters", BUNDLE_F32, 0));
	return 0;
}

/* Training, in double precision */

/* What may be done wrongly, for hints; all 0: as it should be. */
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

struct model {
	struct shape s;
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
static void multiply_by_w1(struct model *m, size_t rows, const double *w1)
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
static void add_to_w1(struct model *m, size_t rows, double *gradient)
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

static void model_free(struct model *m)
{
	double *wide[] = {m->initial, m->now, m->before, m->gradient, m->z, m->y, m->delta, m->loss};

	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		free(wide[i]);
	free(m->x);
	free(m->z_single);
	free(m->w1_single);
}

static int model_new(const struct judge_case *c, const struct bundle *input, struct model *m)
{
	const float *initial;
	struct shape s;

	*m = (struct model){.rows_most = 0};
	if (shape_of(c, &s) != 0)
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
		model_free(m);
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

static struct parts parts_of(const struct model *m, double *all)
{
	size_t h = m->s.hidden;
	double *w2 = all + MLP_PIXELS * h, *b1 = w2 + h * MLP_CLASSES;

	return (struct parts){all, w2, b1, b1 + h};
}

/* Fill x, z and y = log softmax for images first .. first + rows - 1. */
static void forward(struct model *m, double *parameters, size_t first, size_t rows)
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

/* gradient += that of the batches of these images, each by itself a mean, summed; `batches` of them. */
static void add_gradients(struct model *m, double *parameters, size_t first_batch, size_t batches)
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

static double loss(struct model *m, const struct mistake *mistake)
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
static void take_gradients(struct model *m, const struct mistake *mistake, double *at, size_t first,
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

static void train_group(struct model *m, const struct mistake *mistake, size_t first, size_t batches,
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

static void train(struct model *m, const struct mistake *mistake)
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

/* Comparison; written so that a NaN is never near to anything. */

static bool near(double got, double expected)
{
	return fabs(got - expected) <= MLP_LOSS_TOLERANCE * fabs(expected);
}

/* |got - expected| / |expected - initial|, and 0 if got is expected; NaN if there is one in got. */
static double distance(const struct model *m, const float *got)
{
	double off = 0, way = 0;

	for (size_t i = 0; i < m->s.count; i++) {
		double d = got[i] - m->now[i], w = m->now[i] - m->initial[i];
		off += d * d;
		way += w * w;
	}
	return off == 0 ? 0 : sqrt(off / way);
}

static bool same_parameters(const struct model *m, const float *got)
{
	return distance(m, got) <= MLP_PARAMETERS_TOLERANCE;
}

static size_t first_wrong_loss(const struct model *m, const double *got)
{
	size_t epoch = 0;

	while (epoch < m->s.epochs && near(got[epoch], m->loss[epoch]))
		epoch++;
	return epoch;
}

/* Hints */

struct hypothesis {
	struct mistake mistake;
	const char *words;
	bool needs_workers, needs_short_group;
};

static const struct hypothesis hypotheses[] = {
	{{.divide = DIVIDE_BY_ONE},
         "the gradients of a group are summed, and not divided by how many there are",
         0,
         0},
	{{.forget_short_group = true},
         "the last group of an epoch, which is smaller than `group`, is left out",
         0,
         1},
	{{.divide = DIVIDE_BY_GROUP},
         "the last group's sum is divided by `group`, though it has fewer batches",
         0,
         1},
	{{.gradients = AT_INITIAL},
         "all gradients are taken at the initial parameters: the workers never see a step",
         0,
         0},
	{{.gradients = AT_GROUP_BEFORE},
         "gradients are taken at the parameters of the group before: they are stale",
         0,
         0},
	{{.keep_sum = true}, "the sum of gradients is not set to 0 before each group", 0, 0},
	{{.group_of_one = true},
         "the parameters are changed after each batch, and not once for each group",
         0,
         0},
	{{.forget_remainder = true},
         "the batches that are left when a group is divided by the workers are left out",
         1,
         0},
	{{.loss_before = true}, "the loss is taken before the steps of its epoch, and not after them", 0, 0},
	{{.loss_without_penalty = true}, "the penalty is missing in the loss", 0, 0},
	{{.penalty_over_images = true}, "the penalty in the loss is divided by the number of images", 0, 0},
};

/* Train it through with a mistake; is the outcome what came? */
static bool explains(struct model *m, const struct mistake *mistake, const float *parameters,
                     const double *losses)
{
	train(m, mistake);
	return first_wrong_loss(m, losses) == m->s.epochs && same_parameters(m, parameters);
}

static bool hint_at_worker(struct model *m, size_t workers, const float *parameters, const double *losses)
{
	size_t most = workers < m->s.batches ? workers : m->s.batches;

	for (size_t k = 1; k <= most && workers > 1; k++) {
		struct mistake mistake = {.workers = workers, .only_worker = k};
		if (!explains(m, &mistake, parameters, losses))
			continue;
		judge_hint("this is exactly what comes out if only the gradients of one worker count: those "
		           "of slice"
		           " %zu of %zu of each group",
		           k, workers);
		return true;
	}
	return false;
}

static void hint(const struct judge_case *c, struct model *m, const float *parameters, const double *losses)
{
	const struct shape *s = &m->s;
	size_t workers = c->workers > 0 ? (size_t)c->workers : 1;

	if (s->work * (double)(sizeof hypotheses / sizeof hypotheses[0] + workers) > HINT_WORK_MOST)
		return;
	for (size_t i = 0; i < sizeof hypotheses / sizeof hypotheses[0]; i++) {
		const struct hypothesis *h = &hypotheses[i];
		struct mistake mistake = h->mistake;
		mistake.workers = workers;
		if ((h->needs_workers && workers == 1) ||
		    (h->needs_short_group && s->batches % s->group == 0))
			continue;
		if (!explains(m, &mistake, parameters, losses))
			continue;
		judge_hint("this is exactly what comes out if %s", h->words);
		return;
	}
	hint_at_worker(m, workers, parameters, losses);
}

/* The judgement */

static bool all_bytes_equal(const void *array, size_t bytes)
{
	const unsigned char *b = array;

	return bytes > 0 && memcmp(b, b + 1, bytes - 1) == 0;
}

/* "20 batches of 21 images in groups of 7, 16 hidden units, with 3 workers", the place of every message. */
static const char *place(const struct judge_case *c, const struct shape *s)
{
	static char text[192];

	snprintf(text, sizeof text,
	         "%zu batches of %zu in groups of %zu, %zu hidden, %zu epochs, %d worker%s", s->batches,
	         s->batch, s->group, s->hidden, s->epochs, c->workers, c->workers == 1 ? "" : "s");
	return text;
}

static int judge_untouched(const struct judge_case *c, const struct model *m, const char *what)
{
	return judge_wrong("for %s: %s never written%s", place(c, &m->s), what,
	                   c->mode == MODE_FORK
	                           ? "; in fork mode a child's memory is its own: put the result into"
	                             " shared memory"
	                           : "");
}

/* "W1[12][3]" */
static void name_parameter(const struct shape *s, size_t i, char *text, size_t bytes)
{
	size_t w2 = MLP_PIXELS * s->hidden, b1 = w2 + s->hidden * MLP_CLASSES, b2 = b1 + s->hidden;

	if (i < w2)
		snprintf(text, bytes, "W1[%zu][%zu]", i / s->hidden, i % s->hidden);
	else if (i < b1)
		snprintf(text, bytes, "W2[%zu][%zu]", (i - w2) / MLP_CLASSES, (i - w2) % MLP_CLASSES);
	else
		snprintf(text, bytes, "b%d[%zu]", i < b2 ? 1 : 2, i < b2 ? i - b1 : i - b2);
}

/* Which parameter to show: the first that is no number, else the one that is furthest off. */
static int judge_parameters(const struct judge_case *c, const struct model *m, const float *got)
{
	double most = 0, off = distance(m, got);
	char name[48];
	size_t at = 0;

	for (size_t i = 0; i < m->s.count; i++) {
		double d = fabs(got[i] - m->now[i]);
		if (!(d <= most)) {
			most = d;
			at = i;
		}
		if (!isfinite(d))
			break;
	}
	name_parameter(&m->s, at, name, sizeof name);
	if (m->s.epochs == 0)
		return judge_wrong("for %s: %s is to be what it was, %.9g, got %.9g", place(c, &m->s), name,
		                   m->now[at], (double)got[at]);
	return judge_wrong(
		"for %s: %s: expected %.7g, got %.7g (all parameters together are off by %.2g of the way"
		" they have to go, where %.0e is tolerated)",
		place(c, &m->s), name, m->now[at], (double)got[at], off, MLP_PARAMETERS_TOLERANCE);
}

static int judge(const struct judge_case *c, struct model *m, const float *parameters, const double *losses)
{
	static const struct mistake none = {.workers = 1};
	size_t epoch, epochs = m->s.epochs;
	int verdict;

	train(m, &none);
	epoch = first_wrong_loss(m, losses);
	if (epoch == epochs && same_parameters(m, parameters))
		return 0;
	if (all_bytes_equal(parameters, m->s.count * sizeof *parameters))
		return judge_untouched(c, m, "the parameters were");
	if (epoch < epochs && all_bytes_equal(losses + epoch, (epochs - epoch) * sizeof *losses))
		return judge_untouched(c, m, epoch == 0 ? "the loss was" : "the loss of the last epochs was");
	if (epoch < epochs)
		verdict = judge_wrong("for %s: loss of epoch %zu: expected %.9g, got %.9g", place(c, &m->s),
		                      epoch, m->loss[epoch], losses[epoch]);
	else
		verdict = judge_parameters(c, m, parameters);
	hint(c, m, parameters, losses);
	return verdict;
}

static int check(const struct judge_case *c, const struct bundle *input, const struct bundle *answer)
{
	struct model m;
	const float *parameters;
	const double *losses;
	int verdict;

	if (model_new(c, input, &m) != 0)
		return -1;
	parameters = bundle_array(answer, "parameters", BUNDLE_F32, m.s.count);
	losses = bundle_array(answer, "loss", BUNDLE_F64, m.s.epochs);
	if (parameters == NULL || losses == NULL) {
		model_free(&m);
		return errno = EPROTO, -1;
	}
	verdict = judge(c, &m, parameters, losses);
	model_free(&m);
	return verdict;
}

/* The charts: a row for the training as a whole, with the seconds that parlab saw.  The
 * accuracy is that of the program's parameters, which were judged right, on images
 * that it was not given, the same for everybody. */
enum { TEST_IMAGES = 2000, TEST_SEED = 2019 };

static double test_accuracy(const struct shape *s, const float *parameters)
{
	uint8_t *images = malloc((size_t)TEST_IMAGES * MLP_PIXELS), *labels = malloc(TEST_IMAGES);
	struct mlp_input test = {
		.batches = 1, .batch_images = TEST_IMAGES, .hidden = s->hidden, .images = images, .labels = labels};
	struct mlp_workspace *workspace = mlp_workspace_new(&test);
	double share = -1;

	if (images != NULL && labels != NULL && workspace != NULL) {
		generate_images(TEST_SEED, TEST_IMAGES, images, labels);
		share = (double)mlp_correct(&test, parameters, 0, workspace) / TEST_IMAGES;
	}
	mlp_workspace_free(workspace);
	free(images);
	free(labels);
	return share;
}

static int table(const struct judge_case *c, const char *chart, const struct bundle *input,
                 const struct bundle *answer)
{
	static const char *const modes[MODE_COUNT] = MODE_NAMES;
	struct shape s;
	const float *parameters;
	const double *loss;
	double accuracy;

	(void)input;
	if ((strcmp(chart, "loss") != 0 && strcmp(chart, "epoch-time") != 0) || shape_of(c, &s) != 0 ||
	    s.epochs < 1)
		return errno = EINVAL, -1;
	parameters = bundle_array(answer, "parameters", BUNDLE_F32, s.count);
	loss = bundle_array(answer, "loss", BUNDLE_F64, s.epochs);
	if (parameters == NULL || loss == NULL)
		return errno = EPROTO, -1;
	accuracy = test_accuracy(&s, parameters);
	if (accuracy < 0)
		return errno = ENOMEM, -1;
	printf("mode\tworkers\tgroup\tepochs\tseconds\tloss\taccuracy\timages\n");
	printf("%s\t%d\t%zu\t%zu\t%.6f\t%.6f\t%.6f\tmade-up\n", modes[c->mode], c->workers, s.group, s.epochs,
	       judge_real(c, "seen.wall_s", 0), loss[s.epochs - 1], accuracy);
	return 0;
}

const struct oracle oracle = {.plan = plan, .fill = fill, .check = check, .table = table};
