/* driver.c - given: converts between named arrays (kit/bundle.h) and mlp.h.  It judges
 * nothing.
 *
 * parlab makes one call for the whole training.  A run by hand also shows each epoch's time
 * and accuracy, so it trains one epoch at a time, starting with the previous one's
 * parameters; that is the same training, since groups do not extend across epochs.
 * (Starting the workers again takes less than a hundredth of an epoch.)  It prints as it
 * goes, because a training may take a minute.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dataset.h"
#include "generate.h"
#include "kit.h"
#include "mlp.h"

enum { PRINT_EVERY = 10, GROUP_SERIAL = 1, GROUP_PARALLEL = 25, TEST_SHARE = 4, GENERATED = 14000 };

static const struct kit_parameter parameters[] = {
	{"epochs", 'e', KIT_WHOLE, "21", 0, 100000, "passes over all images; 250 in the original"},
	{"group", 'g', KIT_WHOLE, "0", 0, 1000000,
         "batches averaged for an update; 0: 1 in serial mode, else 25"},
	{"batch", 'b', KIT_WHOLE, "105", 1, 10000, "images in a batch"},
	{"hidden", 0, KIT_WHOLE, "256", 1, 4096, "hidden units"},
	{"every", 0, KIT_WHOLE, "5", 1, 1000, "of a set that is read, keep each EVERY-th image"},
	{"seed", 0, KIT_WHOLE, "42", 0, 4294967295.0, "for the initial parameters and the order of images"},
	{"table", 0, KIT_WHOLE, "0", 0, 1, "1: print a line of a TSV table for each epoch instead"},
	{0},
};

static const char *const mode_names[MODE_COUNT] = MODE_NAMES;

/* In a run by hand, plan needs the number of images, and fill copies them. */
static struct dataset set;
static char set_name[sizeof set.name]; /* for the table, after the set has been freed */

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	size_t hidden = kit_whole(arguments, "hidden"), batch = kit_whole(arguments, "batch");
	size_t test, train;
	char message[8192];

	if (dataset_load(kit_whole(arguments, "seed"), kit_whole(arguments, "every"), GENERATED, &set,
	                 message, sizeof message) != 0) {
		/* The kit's own message would add nothing. */
		fprintf(stderr, "mlp: %s\n", message);
		exit(2);
	}
	test = set.count / TEST_SHARE;
	train = (set.count - test) / batch * batch;
	if (test == 0 || train == 0) {
		fprintf(stderr, "mlp: %s: %zu images are too few for a batch of %zu and a test\n", set.origin,
		        set.count, batch);
		exit(2);
	}
	memcpy(set_name, set.name, sizeof set_name);
	fprintf(stderr, "images: %s; %zu to train, %zu to test\n", set.origin, train, test);
	bundle_plan_array(input, "batches", BUNDLE_U64, 1);
	bundle_plan_array(input, "batch_images", BUNDLE_U64, 1);
	bundle_plan_array(input, "hidden", BUNDLE_U64, 1);
	bundle_plan_array(input, "group", BUNDLE_U64, 1);
	bundle_plan_array(input, "epochs", BUNDLE_U64, 1);
	bundle_plan_array(input, "table", BUNDLE_U64, 1);
	bundle_plan_array(input, "images", BUNDLE_U8, train * MLP_PIXELS);
	bundle_plan_array(input, "labels", BUNDLE_U8, train);
	bundle_plan_array(input, "test_images", BUNDLE_U8, test * MLP_PIXELS);
	bundle_plan_array(input, "test_labels", BUNDLE_U8, test);
	bundle_plan_array(input, "parameters", BUNDLE_F32, mlp_parameter_count(hidden));
	bundle_plan_array(answer, "parameters", BUNDLE_F32, mlp_parameter_count(hidden));
	bundle_plan_array(answer, "loss", BUNDLE_F64, kit_whole(arguments, "epochs"));
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	size_t train = bundle_count(input, "labels"), test = bundle_count(input, "test_labels");
	uint64_t group = kit_whole(arguments, "group"), seed = kit_whole(arguments, "seed");
	uint64_t usual = kit_mode(arguments) == MODE_SERIAL ? GROUP_SERIAL : GROUP_PARALLEL;

	bundle_set_uint(input, "batches", train / kit_whole(arguments, "batch"));
	bundle_set_uint(input, "batch_images", kit_whole(arguments, "batch"));
	bundle_set_uint(input, "hidden", kit_whole(arguments, "hidden"));
	bundle_set_uint(input, "group", group != 0 ? group : usual);
	bundle_set_uint(input, "epochs", kit_whole(arguments, "epochs"));
	bundle_set_uint(input, "table", kit_whole(arguments, "table"));
	/* The images come shuffled, so a quarter of them is as good as any other. */
	memcpy(bundle_array(input, "test_images", BUNDLE_U8, 0), set.images, test * MLP_PIXELS);
	memcpy(bundle_array(input, "test_labels", BUNDLE_U8, 0), set.labels, test);
	memcpy(bundle_array(input, "images", BUNDLE_U8, 0), set.images + test * MLP_PIXELS,
	       train * MLP_PIXELS);
	memcpy(bundle_array(input, "labels", BUNDLE_U8, 0), set.labels + test, train);
	generate_parameters(seed, kit_whole(arguments, "hidden"),
	                    bundle_array(input, "parameters", BUNDLE_F32, 0));
	dataset_free(&set);
	return 0;
}

static int train(enum mode mode, int workers, const struct mlp_input *in, struct mlp_output *out)
{
	switch (mode) {
	case MODE_SERIAL:
		return mlp_serial(in, out);
	case MODE_FORK:
		return mlp_fork(in, workers, out);
	case MODE_THREADS:
		return mlp_threads(in, workers, out);
	case MODE_OPENMP:
		return mlp_openmp(in, workers, out);
	default:
		return errno = ENOSYS, -1;
	}
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Of the test images, which are taken as a single batch. */
static double accuracy(const struct bundle *input, size_t hidden, const float *parameters)
{
	struct mlp_input test = {
		.batches = 1, .hidden = hidden, .batch_images = bundle_count(input, "test_labels")};
	struct mlp_workspace *workspace = mlp_workspace_new(&test);
	double share = -1;

	test.images = bundle_array(input, "test_images", BUNDLE_U8, 0);
	test.labels = bundle_array(input, "test_labels", BUNDLE_U8, 0);
	if (workspace != NULL)
		share = (double)mlp_correct(&test, parameters, 0, workspace) / (double)test.batch_images;
	mlp_workspace_free(workspace);
	return share;
}

static int train_and_tell(enum mode mode, int workers, const struct bundle *input, struct mlp_input in,
                          const struct mlp_output *out)
{
	bool table = bundle_uint(input, "table") != 0;
	size_t epochs = in.epochs, bytes = mlp_parameter_count(in.hidden) * sizeof(float);
	float *before = malloc(bytes);
	double elapsed = 0;
	int returned = before != NULL ? 0 : -1;

	if (before != NULL)
		memcpy(before, in.parameters, bytes);
	memcpy(out->parameters, in.parameters, bytes);
	in.parameters = before;
	in.epochs = 1;
	if (table)
		puts("mode\tworkers\tgroup\tepochs\tseconds\tloss\taccuracy\timages");
	for (size_t e = 0; e < epochs && returned == 0; e++) {
		struct mlp_output one = {out->parameters, out->loss + e};
		double start = now(), took;
		returned = train(mode, workers, &in, &one);
		took = now() - start;
		elapsed += took;
		memcpy(before, out->parameters, bytes);
		if (returned != 0 || (!table && e % PRINT_EVERY != 0))
			continue;
		double correct = accuracy(input, in.hidden, out->parameters);
		if (table)
			printf("%s\t%d\t%zu\t%zu\t%.6f\t%.6f\t%.6f\t%s\n", mode_names[mode], workers,
			       in.group, e + 1, elapsed, out->loss[e], correct, set_name);
		else
			printf("Epoch %zu Loss %f Accuracy %f time taken %.0f ms\n", e, out->loss[e], correct,
			       1e3 * took);
		fflush(stdout);
	}
	free(before);
	return returned;
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	struct mlp_input in = {
		.batches = bundle_uint(input, "batches"),
		.batch_images = bundle_uint(input, "batch_images"),
		.hidden = bundle_uint(input, "hidden"),
		.group = bundle_uint(input, "group"),
		.epochs = bundle_uint(input, "epochs"),
	};
	size_t images = in.batches * in.batch_images, count = mlp_parameter_count(in.hidden);
	struct mlp_output out = {
		.parameters = bundle_array(answer, "parameters", BUNDLE_F32, count),
		.loss = bundle_array(answer, "loss", BUNDLE_F64, in.epochs),
	};

	in.images = bundle_array(input, "images", BUNDLE_U8, images * MLP_PIXELS);
	in.labels = bundle_array(input, "labels", BUNDLE_U8, images);
	in.parameters = bundle_array(input, "parameters", BUNDLE_F32, count);
	if (images == 0 || in.images == NULL || in.labels == NULL || in.parameters == NULL ||
	    out.parameters == NULL || out.loss == NULL)
		return errno = EPROTO, -1;
	if (bundle_find(input, "test_images") != NULL)
		return train_and_tell(mode, workers, input, in, &out);
	return train(mode, workers, &in, &out);
}

/* Everything was printed during the training. */
static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	(void)input;
	(void)answer;
	(void)to;
}

const struct kit_exercise kit_exercise = {
	.name = "mlp",
	.summary = "train a 784-256-10 network on images of digits, by mini-batches",
	.modes = 1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
