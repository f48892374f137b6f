/* oracle.c - cases and judgement for mlp.
 *
 * Case: batches, batch (images in each), hidden, group, epochs.  Images, labels and initial
 * parameters are generated from the seed, so they differ in each timed round; no file is
 * read.
 *
 * The right answer is computed in an independent way (oracle_training.h).
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
 * A hint is only given if a complete training with a usual mistake gives the student's
 * answer, within the same tolerance.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "judge.h"
#include "mlp.h"
#include "oracle_training.h"

/* Limit of multiplications for all hypotheses together; beyond it there are no hints. */
#define HINT_WORK_MOST 2e9

/* The case */

static int plan(const struct judge_case *c, struct bundle_plan *input, struct bundle_plan *answer)
{
	static const char *const scalars[] = {"batches", "batch_images", "hidden", "group", "epochs"};
	struct training_shape s;

	if (training_shape(c, &s) != 0)
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
	struct training_shape s;

	if (training_shape(c, &s) != 0)
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

/* Comparison; written so that a NaN is never near anything. */

static bool near(double got, double expected)
{
	return fabs(got - expected) <= MLP_LOSS_TOLERANCE * fabs(expected);
}

/* |got - expected| / |expected - initial|, and 0 if got is expected; NaN if there is one in got. */
static double distance(const struct training *m, const float *got)
{
	double off = 0, way = 0;

	for (size_t i = 0; i < m->s.count; i++) {
		double d = got[i] - m->now[i], w = m->now[i] - m->initial[i];
		off += d * d;
		way += w * w;
	}
	return off == 0 ? 0 : sqrt(off / way);
}

static bool same_parameters(const struct training *m, const float *got)
{
	return distance(m, got) <= MLP_PARAMETERS_TOLERANCE;
}

static size_t first_wrong_loss(const struct training *m, const double *got)
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

/* Train with a mistake; is the result the student's answer? */
static bool explains(struct training *m, const struct mistake *mistake, const float *parameters,
                     const double *losses)
{
	training_run(m, mistake);
	return first_wrong_loss(m, losses) == m->s.epochs && same_parameters(m, parameters);
}

static bool hint_at_worker(struct training *m, size_t workers, const float *parameters, const double *losses)
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

static void hint(const struct judge_case *c, struct training *m, const float *parameters,
                 const double *losses)
{
	const struct training_shape *s = &m->s;
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
static const char *place(const struct judge_case *c, const struct training_shape *s)
{
	static char text[192];

	snprintf(text, sizeof text,
	         "%zu batches of %zu in groups of %zu, %zu hidden, %zu epochs, %d worker%s", s->batches,
	         s->batch, s->group, s->hidden, s->epochs, c->workers, c->workers == 1 ? "" : "s");
	return text;
}

static int judge_untouched(const struct judge_case *c, const struct training *m, const char *what)
{
	return judge_wrong("for %s: %s never written%s", place(c, &m->s), what,
	                   c->mode == MODE_FORK
	                           ? "; in fork mode a child's memory is its own: put the result into"
	                             " shared memory"
	                           : "");
}

/* "W1[12][3]" */
static void name_parameter(const struct training_shape *s, size_t i, char *text, size_t bytes)
{
	size_t w2 = MLP_PIXELS * s->hidden, b1 = w2 + s->hidden * MLP_CLASSES, b2 = b1 + s->hidden;

	if (i < w2)
		snprintf(text, bytes, "W1[%zu][%zu]", i / s->hidden, i % s->hidden);
	else if (i < b1)
		snprintf(text, bytes, "W2[%zu][%zu]", (i - w2) / MLP_CLASSES, (i - w2) % MLP_CLASSES);
	else
		snprintf(text, bytes, "b%d[%zu]", i < b2 ? 1 : 2, i < b2 ? i - b1 : i - b2);
}

/* The parameter to show: the first NaN, else the one with the largest error. */
static int judge_parameters(const struct judge_case *c, const struct training *m, const float *got)
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

static int judge(const struct judge_case *c, struct training *m, const float *parameters,
                 const double *losses)
{
	static const struct mistake none = {.workers = 1};
	size_t epoch, epochs = m->s.epochs;
	int verdict;

	training_run(m, &none);
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
	struct training m;
	const float *parameters;
	const double *losses;
	int verdict;

	if (training_new(c, input, &m) != 0)
		return -1;
	parameters = bundle_array(answer, "parameters", BUNDLE_F32, m.s.count);
	losses = bundle_array(answer, "loss", BUNDLE_F64, m.s.epochs);
	if (parameters == NULL || losses == NULL) {
		training_free(&m);
		return errno = EPROTO, -1;
	}
	verdict = judge(c, &m, parameters, losses);
	training_free(&m);
	return verdict;
}

/* The charts: a row for the training as a whole, with the seconds that parlab saw.  The
 * accuracy is that of the program's parameters, which were judged right, on images
 * that it was not given, the same for everybody. */
enum { TEST_IMAGES = 2000, TEST_SEED = 2019 };

static double test_accuracy(const struct training_shape *s, const float *parameters)
{
	uint8_t *images = malloc((size_t)TEST_IMAGES * MLP_PIXELS), *labels = malloc(TEST_IMAGES);
	struct mlp_input test = {.batches = 1,
	                         .batch_images = TEST_IMAGES,
	                         .hidden = s->hidden,
	                         .images = images,
	                         .labels = labels};
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
	struct training_shape s;
	const float *parameters;
	const double *loss;
	double accuracy;

	(void)input;
	if ((strcmp(chart, "loss") != 0 && strcmp(chart, "epoch-time") != 0) || training_shape(c, &s) != 0 ||
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
	       judge_real(c, "seen.wall_s"), loss[s.epochs - 1], accuracy);
	return 0;
}

const struct oracle oracle = {
	.keys = training_keys, .plan = plan, .fill = fill, .check = check, .table = table};
