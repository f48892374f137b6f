/* notebook.c - given: the networks of the original assignment, for runs by hand and for the
 * chart.  It only lists them. */
#include "sweep.h"

enum { FULL_EPOCHS = 999 };

/* Depth, then width, then epochs. */
static const struct sweep_configuration table[SWEEP_NOTEBOOK] = {
	{3, {5, 8, 5}, 999, 0},
	{4, {5, 8, 8, 5}, 999, 0},
	{5, {5, 8, 8, 8, 5}, 999, 0},
	{6, {5, 8, 8, 8, 8, 5}, 999, 0},
	{7, {5, 8, 8, 8, 8, 8, 5}, 999, 0},
	{7, {5, 2, 2, 5, 2, 2, 5}, 999, 0},
	{7, {5, 8, 10, 12, 14, 8, 5}, 999, 0},
	{7, {5, 16, 16, 16, 16, 16, 5}, 999, 0},
	{7, {5, 16, 16, 16, 16, 16, 5}, 599, 0},
	{7, {5, 16, 16, 16, 16, 16, 5}, 1499, 0},
	{7, {5, 16, 16, 16, 16, 16, 5}, 1999, 0},
};

struct sweep_configuration sweep_notebook(int i, uint64_t epochs)
{
	struct sweep_configuration one = table[i];

	one.epochs = (int32_t)((uint64_t)one.epochs * epochs / FULL_EPOCHS);
	return one;
}
