/* driver.c - given: converts between named arrays (kit/bundle.h) and sweep.h.  In a run by
 * hand it uses the configurations of notebook.c.  It neither trains nor judges. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "kit.h"
#include "sweep.h"

static const struct kit_parameter parameters[] = {
	{"epochs", 'n', KIT_WHOLE, "999", 0, 100000, "epochs of most networks; the others in proportion"},
	{"seed", 0, KIT_WHOLE, "1", 0, 4294967295.0, "seed of the weights at the start"},
	{"table", 0, KIT_WHOLE, "0", 0, 1, "1: columns with tabs, for rmse.gp"},
	{0},
};

static int plan(const struct kit_arguments *arguments, struct bundle_plan *input, struct bundle_plan *answer)
{
	(void)arguments;
	bundle_plan_array(input, "table", BUNDLE_U64, 1);
	bundle_plan_array(input, "layers", BUNDLE_I32, SWEEP_NOTEBOOK);
	bundle_plan_shape(input, "width", BUNDLE_I32, 2, (size_t[]){SWEEP_NOTEBOOK, SWEEP_LAYERS_MAX});
	bundle_plan_array(input, "epochs", BUNDLE_I32, SWEEP_NOTEBOOK);
	bundle_plan_array(input, "seed", BUNDLE_U64, SWEEP_NOTEBOOK);
	bundle_plan_shape(input, "series", BUNDLE_F64, 2, (size_t[]){SWEEP_POINTS, 3});
	bundle_plan_array(answer, "rmse", BUNDLE_F64, SWEEP_NOTEBOOK);
	return 0;
}

static int fill(const struct kit_arguments *arguments, struct bundle *input)
{
	int32_t *layers = bundle_array(input, "layers", BUNDLE_I32, SWEEP_NOTEBOOK);
	int32_t *width = bundle_array(input, "width", BUNDLE_I32, SWEEP_NOTEBOOK * SWEEP_LAYERS_MAX);
	int32_t *epochs = bundle_array(input, "epochs", BUNDLE_I32, SWEEP_NOTEBOOK);
	uint64_t *seed = bundle_array(input, "seed", BUNDLE_U64, SWEEP_NOTEBOOK);

	for (int i = 0; i < SWEEP_NOTEBOOK; i++) {
		struct sweep_configuration one = sweep_notebook(i, kit_whole(arguments, "epochs"));
		layers[i] = one.layers;
		for (int l = 0; l < SWEEP_LAYERS_MAX; l++)
			width[i * SWEEP_LAYERS_MAX + l] = one.width[l];
		epochs[i] = one.epochs;
		seed[i] = kit_whole(arguments, "seed");
	}
	bundle_set_uint(input, "table", kit_whole(arguments, "table"));
	lorenz_series(bundle_array(input, "series", BUNDLE_F64, (size_t)SWEEP_POINTS * 3));
	return 0;
}

/* Convert the bundle's arrays to an array of structs, not NULL even if empty; the caller
 * frees. */
static struct sweep_configuration *collect(const struct bundle *input, size_t count)
{
	const int32_t *layers = bundle_array(input, "layers", BUNDLE_I32, count);
	const int32_t *width = bundle_array(input, "width", BUNDLE_I32, count * SWEEP_LAYERS_MAX);
	const int32_t *epochs = bundle_array(input, "epochs", BUNDLE_I32, count);
	const uint64_t *seed = bundle_array(input, "seed", BUNDLE_U64, count);
	struct sweep_configuration *all;

	if (layers == NULL || width == NULL || epochs == NULL || seed == NULL)
		return errno = EPROTO, NULL;
	all = calloc(count + 1, sizeof *all);
	for (size_t i = 0; all != NULL && i < count; i++) {
		all[i].layers = layers[i];
		for (int l = 0; l < SWEEP_LAYERS_MAX; l++)
			all[i].width[l] = width[i * SWEEP_LAYERS_MAX + (size_t)l];
		all[i].epochs = epochs[i];
		all[i].seed = seed[i];
	}
	return all;
}

static int call_mode(enum mode mode, int workers, const struct sweep_input *in, struct sweep_output *out)
{
	switch (mode) {
	case MODE_SERIAL:
		return sweep_serial(in, out);
	case MODE_FORK:
		return sweep_fork(in, workers, out);
	case MODE_THREADS:
		return sweep_threads(in, workers, out);
	case MODE_OPENMP:
		return sweep_openmp(in, workers, out);
	default:
		return errno = ENOSYS, -1;
	}
}

static int call(enum mode mode, int workers, const struct bundle *input, struct bundle *answer)
{
	size_t count = bundle_count(input, "layers");
	const double *series = bundle_array(input, "series", BUNDLE_F64, (size_t)SWEEP_POINTS * 3);
	struct sweep_output out = {bundle_array(answer, "rmse", BUNDLE_F64, count)};
	struct sweep_configuration *all;
	int status, error;

	if (series == NULL || out.rmse == NULL)
		return errno = EPROTO, -1;
	all = collect(input, count);
	if (all == NULL)
		return -1;
	struct sweep_input in = {count, all, (const double(*)[3])series};
	status = call_mode(mode, workers, &in, &out);
	error = errno;
	free(all);
	errno = error;
	return status;
}

static void print(const struct bundle *input, const struct bundle *answer, FILE *to)
{
	const int32_t *layers = bundle_array(input, "layers", BUNDLE_I32, SWEEP_NOTEBOOK);
	const int32_t *width = bundle_array(input, "width", BUNDLE_I32, SWEEP_NOTEBOOK * SWEEP_LAYERS_MAX);
	const int32_t *epochs = bundle_array(input, "epochs", BUNDLE_I32, SWEEP_NOTEBOOK);
	const double *rmse = bundle_array(answer, "rmse", BUNDLE_F64, SWEEP_NOTEBOOK);
	bool table = bundle_uint(input, "table") == 1;

	if (table)
		fputs("widths\tepochs\trmse\n", to);
	for (int i = 0; i < SWEEP_NOTEBOOK; i++) {
		fputs(table ? "" : "network [", to);
		for (int l = 0; l < layers[i]; l++)
			fprintf(to, "%s%d",
			        l == 0  ? ""
			        : table ? " "
			                : ", ",
			        width[i * SWEEP_LAYERS_MAX + l]);
		fprintf(to, table ? "\t%d\t%.6f\n" : "], %d epochs: rmse %.6f\n", epochs[i], rmse[i]);
	}
}

const struct kit_exercise kit_exercise = {
	.name = "sweep",
	.summary = "which network foresees a chaotic series best?",
	.modes = 1u << MODE_SERIAL | 1u << MODE_FORK | 1u << MODE_THREADS | 1u << MODE_OPENMP,
	.parameters = parameters,
	.plan = plan,
	.fill = fill,
	.call = call,
	.print = print,
};
