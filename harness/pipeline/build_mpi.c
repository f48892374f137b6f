/* build_mpi.c - the program of mpi mode, beside that of all other modes.
 *
 * Only mpi mode depends on it: a file for it that is missing or does not compile costs the
 * points of that mode, and a machine without Open MPI leaves them pending.
 */
#include <stdlib.h>

#include "../base/base.h"
#include "../base/file.h"
#include "stages.h"

static struct finding *add(struct submission *sub, enum verdict verdict)
{
	struct finding *f = outcome_add_finding(&sub->outcome);

	f->stage = STAGE_CHECK;
	f->mode = MODE_MPI;
	f->verdict = verdict;
	return f;
}

static void tell_no_mpi(struct submission *sub)
{
	struct finding *f = add(sub, VERDICT_NOT_MEASURABLE);

	f->message = xstrdup(
		"Open MPI is not installed here, or the kit was built without it, so mpi mode was not "
		"examined.");
	f->hint = xstrdup("Install libopenmpi-dev and openmpi-bin, then run make.");
}

static void tell_absent(struct submission *sub, const char *name)
{
	struct finding *f = add(sub, VERDICT_NOT_ATTEMPTED);

	f->message = xasprintf("%s was not handed in.", name);
	f->hint = xasprintf("It belongs beside %s; start from assignments/%s/%s.",
	                    sub->job.exercise->submit[0], sub->job.exercise->name, name);
}

static void tell_build(struct submission *sub, const char *name, bool good, const char *said)
{
	struct finding *f = add(sub, VERDICT_DID_NOT_COMPILE);

	f->message = xasprintf("%s does not compile.", name);
	if (good) {
		f->stage = STAGE_BUILD;
		f->verdict = VERDICT_CORRECT;
		free(f->message);
		f->message = xasprintf("%s compiles, with warnings.", name);
	} else {
		f->hint = xstrdup("Fix the first message first; the others often follow from it.");
	}
	f->detail = xstrdup(said);
}

static bool is_there(const struct submission *sub, const char *name)
{
	char *src = path_join(sub->program.folder, "src"), *path = path_join(src, name);
	bool there = path_is_file(path);

	free(src);
	free(path);
	return there;
}

int build_mpi_submission(struct submission *sub)
{
	struct workshop *w = sub->workshop;
	const struct manifest *m = sub->job.exercise;
	const char *name = manifest_file(m, MODE_MPI);
	bool good = false;
	char *said = NULL;
	int failed = 0;

	if (!mode_wanted(sub, MODE_MPI))
		return 0;
	if (!is_there(sub, name)) {
		tell_absent(sub, name);
	} else if (!w->mpirun) {
		tell_no_mpi(sub);
	} else {
		failed = build_program(w, m, &sub->program, FLAVOUR_MPI, &good, &said) != 0 ||
		                         (!good && cross_check_build(sub) != 0)
		                 ? -1
		                 : 0;
		if (!failed && (!good || *said))
			tell_build(sub, name, good, said);
	}
	free(said);
	return failed;
}
