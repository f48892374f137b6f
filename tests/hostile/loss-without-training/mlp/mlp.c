/* trick: returns the initial parameters and the loss that belongs to them
 * would win: all points for one pass instead of the training
 * expect: wrong answer
 * layer: oracle: the error of the parameters is compared with their change during training */
#include <stdlib.h>
#include <string.h>

#include "mlp.h"

static int stand_still(const struct mlp_input *in, struct mlp_output *out)
{
	struct mlp_workspace *workspace = mlp_workspace_new(in);
	double sum = 0;

	if (workspace == NULL)
		return -1;
	memcpy(out->parameters, in->parameters, mlp_parameter_count(in->hidden) * sizeof *out->parameters);
	for (size_t k = 0; k < in->batches; k++)
		sum += mlp_cross_entropy(in, out->parameters, k, workspace);
	for (size_t e = 0; e < in->epochs; e++)
		out->loss[e] =
			sum / (double)(in->batches * in->batch_images) + mlp_penalty(in, out->parameters);
	mlp_workspace_free(workspace);
	return 0;
}

int mlp_serial(const struct mlp_input *in, struct mlp_output *out)
{
	return stand_still(in, out);
}

int mlp_fork(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	(void)workers;
	return stand_still(in, out);
}

int mlp_threads(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	(void)workers;
	return stand_still(in, out);
}

int mlp_openmp(const struct mlp_input *in, int workers, struct mlp_output *out)
{
	(void)workers;
	return stand_still(in, out);
}
