/* trick: trains each network for a tenth of its epochs
 * would win: all points for a tenth of the work
 * expect: wrong answer
 * layer: oracle: the result must be bit-identical */
#include <stddef.h>

#include "sweep.h"

static int train_less(const struct sweep_input *in, struct sweep_output *out)
{
	for (size_t i = 0; i < in->configurations; i++) {
		struct sweep_configuration less = in->configuration[i];
		less.epochs /= 10;
		if (train_and_score(&less, in->series, &out->rmse[i]) != 0)
			return -1;
	}
	return 0;
}

int sweep_serial(const struct sweep_input *in, struct sweep_output *out)
{
	return train_less(in, out);
}

int sweep_fork(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	(void)workers;
	return train_less(in, out);
}

int sweep_threads(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	(void)workers;
	return train_less(in, out);
}

int sweep_openmp(const struct sweep_input *in, int workers, struct sweep_output *out)
{
	(void)workers;
	return train_less(in, out);
}
