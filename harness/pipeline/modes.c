/* modes.c - the results of a mode so far: was it requested, was it right, is it worth
 * timing?
 *
 * Reads the outcome of earlier stages; runs nothing and changes nothing.
 */
#include "../grading/score.h"
#include "stages.h"

bool mode_wanted(const struct submission *sub, enum mode mode)
{
	return manifest_mode(sub->job.exercise, mode) != NULL &&
	       (!sub->job.only_mode || sub->job.mode == mode);
}

bool mode_is_built(const struct submission *sub, enum mode mode)
{
	return sub->program.built[mode == MODE_MPI ? FLAVOUR_MPI : FLAVOUR_PLAIN] != NULL;
}

/* A leak does not end the stage: else a deliberate leak would hide a race. */
bool sanitize_failed(const struct outcome *o, enum mode mode)
{
	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		if (f->stage == STAGE_SANITIZE && f->mode == mode && f->verdict != VERDICT_CORRECT &&
		    !score_is_blemish(STAGE_SANITIZE, f->verdict))
			return true;
	}
	return false;
}

bool mode_was_right(const struct submission *sub, enum mode mode)
{
	const struct outcome *o = &sub->outcome;

	if (sub->job.unexamined)
		return mode_is_built(sub, mode) && mode_wanted(sub, mode);
	return mode_is_built(sub, mode) && mode_wanted(sub, mode) &&
	       !outcome_fault_in(o, STAGE_CHECK, mode) && !outcome_fault_in(o, STAGE_BUILD, mode) &&
	       !outcome_fault_in(o, STAGE_CENSUS, mode) && !sanitize_failed(o, mode);
}

bool mode_is_timed(const struct submission *sub, enum mode mode)
{
	const struct manifest_mode *offered = manifest_mode(sub->job.exercise, mode);

	return mode != MODE_SERIAL && mode_was_right(sub, mode) &&
	       (sub->job.time_all_modes || offered->speed > 0);
}
