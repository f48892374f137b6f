/* score.c - from findings and measurements to points, each with its reason.
 *
 * Two steps for each mode: first its standing is collected (mode_standing.c), then the standing is
 * turned into parts.  Anything that was not examined is pending, never lost: a gap in the grading
 * costs no points.  Nothing here measures, reads a file or depends on the exercise.
 */
#include "score.h"

#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "mark.h"
#include "mode_standing.h"

/* --- parts -------------------------------------------------------------- */

/* Points are kept in hundredths.  Rounding the running sum instead of each part keeps the
 * sum of all parts equal to the rules' total, even for thirds of points; whole hundredths
 * stay unchanged. */
struct purse {
	double sum;
	long long handed_out;
};

static long long purse_take(struct purse *purse, double points)
{
	purse->sum += points;
	long long hundredths = llround(100 * purse->sum) - purse->handed_out;
	purse->handed_out += hundredths;
	return hundredths;
}

/* The award for a part.  If the verdict is open, `share` is earned already, and the rest up
 * to `open_to` is pending. */
struct award {
	enum verdict verdict;
	double share, open_to;
	char *reason;
};

/* Nothing is known: all of it is pending. */
static struct award wait(enum verdict v, char *reason)
{
	return (struct award){v, 0, 1, reason};
}

/* Nothing is open. */
static struct award earn(enum verdict v, double share, char *reason)
{
	return (struct award){v, share, share, reason};
}

static double part_of(long long hundredths, double share)
{
	return (double)llround(share * (double)hundredths) / 100;
}

static struct part *add_part(struct outcome *outcome, enum part_kind kind, enum mode mode,
                             long long hundredths, struct award award)
{
	struct part *part = outcome_add_part(outcome);
	long long open = llround(100 * part_of(hundredths, award.open_to)) -
	                 llround(100 * part_of(hundredths, award.share));

	part->kind = kind;
	part->mode = mode;
	part->verdict = award.verdict;
	part->reason = award.reason;
	part->most = (double)hundredths / 100;
	part->points = part_of(hundredths, award.share);
	part->pending = (double)open / 100;
	return part;
}

static struct award judge_correct(const struct standing *s)
{
	enum verdict v = s->fault.verdict;

	if (v == VERDICT_RACE || v == VERDICT_MEMORY_ERROR)
		return earn(v, 0, standing_fault_reason(s, ", so a right answer is luck"));
	if (v != VERDICT_CORRECT)
		return earn(v, 0, standing_fault_reason(s, ""));
	if (s->open != VERDICT_CORRECT)
		return wait(s->open, standing_open_reason(s));
	const char *overlap = s->mode == MODE_SERIAL ? "" : ", workers overlapped";
	char *reason =
		xasprintf("%s: %zu of %zu cases right%s", mode_name(s->mode), s->right, s->cases, overlap);
	return earn(VERDICT_CORRECT, 1, reason);
}

static struct award judge_clean(const struct standing *s)
{
	enum verdict v = s->fault.verdict;

	if (v == VERDICT_RACE || v == VERDICT_MEMORY_ERROR)
		return earn(v, 0, standing_fault_reason(s, ", so its runs are not clean"));
	if (v != VERDICT_CORRECT)
		return earn(v, 0, standing_fault_reason(s, ", so clean runs earn nothing"));
	if (s->blemish != VERDICT_CORRECT)
		return earn(s->blemish, 0, standing_clean_reason(s));
	if (s->open != VERDICT_CORRECT)
		return wait(s->open, standing_open_reason(s));
	if (s->clean_open != VERDICT_CORRECT)
		return wait(s->clean_open, standing_clean_reason(s));
	return earn(VERDICT_CORRECT, 1, standing_clean_reason(s));
}

static struct award judge_robust(const struct standing *s)
{
	const char *name = mode_name(s->mode);

	if (s->fault.verdict != VERDICT_CORRECT)
		return earn(s->fault.verdict, 0, standing_fault_reason(s, ", so being robust earns nothing"));
	if (s->open != VERDICT_CORRECT)
		return wait(s->open, standing_open_reason(s));
	if (s->withstood < s->trials)
		return earn(VERDICT_NOT_ROBUST, 0,
		            xasprintf("%s: invalid inputs and failing calls were handled in %zu of the %zu "
		                      "trials that were made",
		                      name, s->withstood, s->trials));
	if (s->trials == 0 || s->trials_open)
		return wait(VERDICT_NOT_MEASURABLE,
		            xasprintf("%s: only %zu trials with failing calls could be made here", name,
		                      s->trials));
	return earn(VERDICT_CORRECT, 1,
	            xasprintf("%s: invalid inputs and failing calls were handled in all of %zu trials", name,
	                      s->trials));
}

/* --- speed -------------------------------------------------------------- */

/* The index of the first band that this gain reaches; `count`: none. */
static size_t band_reached(const struct score_band *bands, size_t count, double gain)
{
	size_t i = 0;

	while (i < count && !(gain >= bands[i].gain))
		i++;
	return i;
}

static double share_of_band(const struct score_band *bands, size_t count, double gain)
{
	size_t band = band_reached(bands, count, gain);

	return band < count ? bands[band].share : 0;
}

int score_band_of(const struct score_band *bands, size_t count, struct interval gain, double *share)
{
	double low_share = share_of_band(bands, count, gain.low);
	double high_share = share_of_band(bands, count, gain.high);

	/* A border between equal shares does not matter; NaN leaves it undecided. */
	if (isnan(gain.low) || isnan(gain.high) || low_share != high_share)
		return 1;
	*share = low_share;
	return 0;
}

static const struct speed *graded_speed(const struct outcome *outcome, enum mode mode)
{
	for (size_t i = 0; i < outcome->speed_count; i++) {
		if (outcome->speeds[i].mode == mode && outcome->speeds[i].graded)
			return &outcome->speeds[i];
	}
	return NULL;
}

/* The measuring stage's own reason. */
static char *told_reason(const struct speed *speed)
{
	return speed->reason ? xstrdup(speed->reason)
	                     : xasprintf("%s: %s after %d rounds with %d workers", mode_name(speed->mode),
	                                 verdict_words(speed->verdict), speed->rounds, speed->workers);
}

/* "threads: gain 0.97 (99% interval 0.93 to 1.02)" */
static char *gain_text(const struct speed *speed)
{
	struct interval gain = speed->gain;

	return xasprintf("%s: gain %.2f (99%% interval %.2f to %.2f)", mode_name(speed->mode), gain.median,
	                 gain.low, gain.high);
}

/* The evidence does not decide between two or more bands. */
static struct award judge_open_band(const struct speed *speed, double share, double open_to)
{
	enum verdict v = verdict_is_pending(speed->verdict) ? speed->verdict : VERDICT_INCONCLUSIVE;
	char *told = v == speed->verdict ? told_reason(speed) : gain_text(speed);
	char *reason =
		share > 0
			? xasprintf(
				  "%s; %.4g%% of the points are earned, and more, up to %.4g%%, are pending",
				  told, 100 * share, 100 * open_to)
			: xasprintf("%s; up to %.4g%% of the points are pending", told, 100 * open_to);

	free(told);
	return (struct award){v, share, open_to, reason};
}

static struct award judge_band(const struct score_rules *rules, const struct speed *speed)
{
	double share = share_of_band(rules->bands, rules->band_count, speed->at_least);
	double open_to = share_of_band(rules->bands, rules->band_count, speed->at_most);

	if (open_to > share)
		return judge_open_band(speed, share, open_to);
	size_t band = band_reached(rules->bands, rules->band_count, speed->at_least);
	char *gain = gain_text(speed);
	struct text reason;
	FILE *to = text_open(&reason);
	fprintf(to, "%s lies ", gain);
	if (band == rules->band_count)
		fputs("below the lowest band: no points", to);
	else if (share >= 1)
		fprintf(to, "in the band from %.4g: full points", rules->bands[band].gain);
	else
		fprintf(to, "in the band from %.4g: %.4g%% of the points", rules->bands[band].gain,
		        100 * share);
	free(gain);
	return earn(share > 0 ? VERDICT_CORRECT : VERDICT_SLOW, share, text_close(&reason));
}

static struct award judge_speed(const struct score_rules *rules, const struct outcome *outcome,
                                const struct standing *s)
{
	const struct speed *speed = graded_speed(outcome, s->mode);

	if (s->fault.verdict != VERDICT_CORRECT)
		return earn(s->fault.verdict, 0, standing_fault_reason(s, ", so its speed earns nothing"));
	if (s->open != VERDICT_CORRECT)
		return wait(s->open, standing_open_reason(s));
	if (!speed && rules->not_timed)
		return wait(VERDICT_NOT_TIMED,
		            xasprintf("%s: not timed, so its speed points wait for a run with timing",
		                      mode_name(s->mode)));
	if (!speed)
		return wait(VERDICT_NOT_MEASURABLE, xasprintf("%s: 0 rounds were timed", mode_name(s->mode)));
	if (speed->verdict == VERDICT_OUTSIDE_CLOCK)
		return earn(speed->verdict, 0, told_reason(speed));
	if (speed->verdict == VERDICT_NOT_MEASURABLE || speed->verdict == VERDICT_NOT_TIMED)
		return wait(speed->verdict, told_reason(speed));
	return judge_band(rules, speed);
}

/* --- the whole ---------------------------------------------------------- */

/* Add the parts for which this mode has points; returns its worst verdict. */
static enum verdict score_mode(const struct score_rules *rules, const struct score_mode *mode,
                               struct purse *purse, struct outcome *outcome)
{
	struct standing s = standing_of(outcome, mode->mode);
	size_t first = outcome->part_count;

	if (mode->correct > 0)
		add_part(outcome, PART_CORRECT, s.mode, purse_take(purse, mode->correct), judge_correct(&s));
	if (mode->clean > 0)
		add_part(outcome, PART_CLEAN, s.mode, purse_take(purse, mode->clean), judge_clean(&s));
	if (mode->robust > 0)
		add_part(outcome, PART_ROBUST, s.mode, purse_take(purse, mode->robust), judge_robust(&s));
	if (mode->speed > 0)
		add_part(outcome, PART_SPEED, s.mode, purse_take(purse, mode->speed),
		         judge_speed(rules, outcome, &s));

	if (s.absent) /* the first file is required; who leaves out another loses points, and no more */
		return VERDICT_CORRECT;
	/* The headline shows a fault even if it costs no points.  It says whether the work does
	 * what it is for; being robust is beyond that. */
	enum verdict worst = verdict_worse(s.fault.verdict, s.blemish);
	for (size_t i = first; i < outcome->part_count; i++)
		if (outcome->parts[i].verdict != VERDICT_NOT_TIMED &&
		    outcome->parts[i].verdict != VERDICT_NOT_ROBUST)
			worst = verdict_worse(worst, outcome->parts[i].verdict);
	return worst;
}

/* An answered question waits for a person.  That is no fault of the program, so questions
 * never determine the headline. */
static void score_question(const struct score_question *q, struct purse *purse, struct outcome *outcome)
{
	struct award award =
		q->answered ? wait(VERDICT_NOT_MEASURABLE,
	                           xasprintf("question %s: answered, worth up to %.4g, waits for a person",
	                                     q->name, q->points))
			    : earn(VERDICT_NOT_ATTEMPTED, 0,
	                           xasprintf("question %s: no answer, 0 of %.4g points", q->name, q->points));
	long long hundredths = purse_take(purse, q->points);

	add_part(outcome, PART_QUESTION, MODE_SERIAL, hundredths, award)->name = xstrdup(q->name);
}

static void forget_parts(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->part_count; i++) {
		free(outcome->parts[i].name);
		free(outcome->parts[i].reason);
	}
	free(outcome->parts);
	outcome->parts = NULL;
	outcome->part_count = 0;
}

/* Sum in whole hundredths: adding doubles would give 0.30000000000000004 for 0.1 + 0.2. */
static void add_up(struct outcome *outcome)
{
	long long points = 0, most = 0, pending = 0;

	for (size_t i = 0; i < outcome->part_count; i++) {
		points += llround(100 * outcome->parts[i].points);
		most += llround(100 * outcome->parts[i].most);
		pending += llround(100 * outcome->parts[i].pending);
	}
	outcome->points = (double)points / 100;
	outcome->most = (double)most / 100;
	outcome->pending = (double)pending / 100;
}

/* Being late costs a share of everything, of what is still pending, too. */
static void deduct(const struct rule *late, struct outcome *outcome)
{
	struct part *part = outcome_add_part(outcome);
	long long points = llround(100 * outcome->points * late->share);
	long long pending = llround(100 * outcome->pending * late->share);

	*part = (struct part){
		.kind = PART_LATE,
		.points = (double)-points / 100,
		.pending = (double)-pending / 100,
		.verdict = VERDICT_CORRECT,
		.reason = xasprintf("%s: %.4g%% of the points are deducted", late->text, 100 * late->share)};
	add_up(outcome);
}

void score_outcome(const struct score_rules *rules, struct outcome *outcome)
{
	struct purse purse = {0};

	forget_parts(outcome);
	outcome->verdict = VERDICT_CORRECT;
	for (size_t i = 0; i < rules->mode_count; i++)
		outcome->verdict =
			verdict_worse(outcome->verdict, score_mode(rules, &rules->modes[i], &purse, outcome));
	for (size_t i = 0; i < rules->question_count; i++)
		score_question(&rules->questions[i], &purse, outcome);
	marks_enter(outcome);
	add_up(outcome);
	if (rules->late)
		deduct(rules->late, outcome);
}
