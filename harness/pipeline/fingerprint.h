/* fingerprint.h - detects changes in what a result depends on.
 *
 * Two texts are kept with a result.  The *evidence* (findings, samples) hangs on
 * the files handed in, the exercise and the machine: if one of these changes it
 * is to be found anew.  The *points* hang on the evidence and on the scale: the
 * manifest's points and bands, and the answers to its questions.  If only these
 * change, the kept evidence is scored again.
 *
 * Comments, layout, titles, handouts, charts and parlab's own version are in
 * neither.
 */
#ifndef PARLAB_FINGERPRINT_H
#define PARLAB_FINGERPRINT_H

#include "pipeline.h"

/* Each is of some parts, and owned by the caller. */
char *fingerprint_evidence(struct workshop *workshop, const struct pipeline_job *job);
char *fingerprint_scale(const struct pipeline_job *job);
/* fingerprint_program: of parlab itself, for campaigns that try its measuring. */
char *fingerprint_program(struct workshop *workshop);

/* fingerprint_difference: what has changed between two of a kind: "submission
 * changed", "points changed"; NULL if nothing has. */
const char *fingerprint_evidence_difference(const char *before, const char *now);
/* fingerprint_same_work: evidence of the same files handed in, whatever else differs. */
bool fingerprint_same_work(const char *before, const char *now);
const char *fingerprint_scale_difference(const char *before, const char *now);

#endif
