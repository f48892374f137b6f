/* speed.c - from paired rounds to a normalised gain and a verdict on it.
 *
 * The gain is G = (S_student - 1) / (S_reference - 1) per round, both speedups over the
 * reference's serial time in that round; its median and interval decide.  If the machine
 * was too disturbed for a conclusion, the verdict is inconclusive, with the reason.  It
 * never measures and never drops a round.
 */
#include "speed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../stats/stats.h"
#include "evidence.h"
#include "score.h"

static const double reference_least = 1.2; /* the lower bound of the reference's speedup must exceed this */
static const double canary_least = 0.7;    /* of the ideal speedup */
/* A speedup above this multiple of the canary's cannot come from sharing the work; an exercise
 * may leave the method open. */
static const double beyond_sharing = 1.1, beyond_methods = 5;
/* Less CPU time than this part of the model's serial solution's: it does other work. */
static const double work_least = 0.7;
enum { ROUNDS_LEAST = 9, WITNESSES = 2 };

/* The subject: a mode at a worker count. */
struct question {
	const struct outcome *outcome;
	enum mode mode;
	int workers;
	struct score_rules rules;
};

/* The evidence for an answer, apart from the figures. */
struct case_file {
	int series;        /* series in which this mode gave answers */
	int witnesses;     /* number of sound series whose own median excludes a higher band */
	bool last_witness; /* the latest series is one of them */
	int wrong;         /* answers */
	bool noted;        /* the measuring stage noted another kind of failure */
	double full, low_share, high_share;
};

/* Why the rounds allow no conclusion. */
enum cause { CAUSE_NONE, CAUSE_FEW_ROUNDS, CAUSE_REFERENCE, CAUSE_CANARY, CAUSE_BEYOND, CAUSE_LESS_WORK };

/* --- figures ------------------------------------------------------------------ */

static struct interval as_interval(const struct stats_interval *i)
{
	return (struct interval){i->median, i->low, i->high};
}

/* Intervals of this level, from the rounds of these series. */
static void estimate(const struct evidence *e, double level, struct speed *s)
{
	struct stats_interval i;

	s->rounds = (int)e->n;
	s->dropped = e->dropped;
	if (e->n == 0)
		return;
	s->reference_serial_s = stats_median(e->serial, e->n);
	s->reference_s = stats_median(e->reference, e->n);
	s->student_s = stats_median(e->student, e->n);
	if (stats_paired_speedup(e->serial, e->reference, e->series, e->n, level, &i) == 0)
		s->reference = as_interval(&i);
	if (stats_paired_speedup(e->serial, e->student, e->series, e->n, level, &i) == 0)
		s->student = as_interval(&i);
	if (stats_paired_speedup(e->canary1, e->canary, e->series, e->n, level, &i) == 0)
		s->canary = as_interval(&i);
	if (stats_gain(e->serial, e->reference, e->student, e->series, e->n, level, &i) == 0)
		s->gain = as_interval(&i);
}

static int rounds_needed(double level)
{
	int least = (int)stats_rounds_least(level);

	return least > ROUNDS_LEAST ? least : ROUNDS_LEAST;
}

/* CPU time, as a part of the model's serial solution's; 1 where it was not counted. */
static double work_done(const struct evidence *e)
{
	double serial = e->n > 0 ? stats_median(e->serial_cpu, e->n) : 0;

	return serial > 0 ? stats_median(e->student_cpu, e->n) / serial : 1;
}

static enum cause cause_of(const struct question *q, const struct speed *s, double work, double level)
{
	double most = q->rules.open_method ? beyond_methods : beyond_sharing;

	if (s->rounds < rounds_needed(level))
		return CAUSE_FEW_ROUNDS;
	if (s->reference.low <= reference_least)
		return CAUSE_REFERENCE;
	if (s->canary.median < canary_least * s->workers)
		return CAUSE_CANARY;
	if (s->student.low > most * fmax(s->canary.median, s->reference.median))
		return CAUSE_BEYOND;
	return work < work_least && !q->rules.open_method ? CAUSE_LESS_WORK : CAUSE_NONE;
}

/* Repetitions of a call are adjacent, with the same place in the round. */
static void count_repeated(const struct samples *samples, int *students, int *all)
{
	*students = *all = 0;
	for (size_t i = 0; i + 1 < samples->count; i++) {
		const struct sample *s = &samples->list[i], *next = s + 1;
		bool repeated = s->dropped && s->round == next->round && s->position == next->position;
		*all += repeated;
		*students += repeated && s->arm == ARM_STUDENT;
	}
}

static char *few_rounds(const struct question *q, const struct speed *s, double level)
{
	enum { TELLING = 10 };
	int students, all;

	count_repeated(&q->outcome->samples, &students, &all);
	return xasprintf(
		"only %d rounds were usable (%d were dropped on the evidence of sensors), and at least "
		"%d are needed%s",
		s->rounds, s->dropped, rounds_needed(level),
		all >= TELLING && students >= 0.9 * all
			? "; nearly all disturbed calls were this program's, so a person must check "
			  "whether it causes the disturbance"
			: "");
}

static char *words_of(enum cause cause, const struct question *q, const struct speed *s, double work,
                      double level)
{
	switch (cause) {
	case CAUSE_FEW_ROUNDS:
		return few_rounds(q, s, level);
	case CAUSE_REFERENCE:
		return xasprintf(
			"the model solution itself does not speed up here: %.2f times, 99%% interval %.2f to %.2f",
			s->reference.median, s->reference.low, s->reference.high);
	case CAUSE_CANARY:
		return xasprintf(
			"the machine was busy: independent work on %d CPUs was only %.2f times as fast",
			s->workers, s->canary.median);
	case CAUSE_LESS_WORK:
		return xasprintf("it used only %.2f of the CPU time of the model's serial solution: another "
		                 "method, or answers that were known before; a person must look",
		                 work);
	default:
		return xasprintf(
			"%.2f times as fast as the model's serial solution, on CPUs that give %.2f times: another "
			"method, or answers that were known before; a person must look",
			s->student.median, s->canary.median);
	}
}

/* --- series -------------------------------------------------------------------- */

/* A single series; returns the work done. */
static double look_at(const struct question *q, int series, struct speed *figures)
{
	struct evidence alone =
		evidence_collect(&q->outcome->samples, q->mode, q->workers, UINT64_C(1) << series);

	*figures = (struct speed){.mode = q->mode, .workers = q->workers};
	estimate(&alone, stats_level, figures);
	double work = work_done(&alone);
	evidence_free(&alone);
	return work;
}

/* The sound series, in which the canary and the reference sped up; all series if none is
 * sound. */
static uint64_t sound_series(const struct question *q, uint64_t answered)
{
	uint64_t sound = 0;

	for (int series = 1; series <= EVIDENCE_SERIES_MOST; series++) {
		struct speed figures;
		if (!evidence_has(answered, series))
			continue;
		double work = look_at(q, series, &figures);
		enum cause cause = cause_of(q, &figures, work, stats_level);
		if (cause != CAUSE_REFERENCE && cause != CAUSE_CANARY)
			sound |= UINT64_C(1) << series;
	}
	return sound ? sound : answered;
}

static double share_at(const struct question *q, double gain)
{
	double share = 0;

	score_band_of(q->rules.bands, q->rules.band_count, (struct interval){gain, gain, gain}, &share);
	return share;
}

/* Count the sound series with enough rounds whose own median supports at most this share. */
static void count_witnesses(const struct question *q, uint64_t sound, struct case_file *c)
{
	for (int series = 1; series <= EVIDENCE_SERIES_MOST; series++) {
		struct speed figures;
		if (!evidence_has(sound, series))
			continue;
		look_at(q, series, &figures);
		c->last_witness =
			figures.rounds >= ROUNDS_LEAST && share_at(q, figures.gain.median) <= c->high_share;
		c->witnesses += c->last_witness;
	}
}

static int count_series(uint64_t set)
{
	int count = 0;

	for (int series = 1; series <= EVIDENCE_SERIES_MOST; series++)
		count += evidence_has(set, series);
	return count;
}

/* --- the verdict ----------------------------------------------------------------- */

static enum speed_state conclude(struct speed *s, enum speed_state state, enum verdict v, char *reason)
{
	s->verdict = v;
	free(s->reason);
	s->reason = reason;
	return state;
}

/* The gain is unknown. */
static enum speed_state leave_open(struct speed *s, enum speed_state state, char *reason)
{
	s->at_least = -INFINITY;
	s->at_most = INFINITY;
	return conclude(s, state, VERDICT_INCONCLUSIVE, reason);
}

static enum speed_state weigh_failures(const struct case_file *c, struct speed *s)
{
	if (c->wrong > 1 || c->noted)
		return conclude(s, SPEED_SETTLED, VERDICT_WRONG_ANSWER,
		                xasprintf("%d timed answer%s wrong%s: every timed call has a fresh input",
		                          c->wrong, c->wrong == 1 ? " was" : "s were",
		                          c->noted ? ", and another call failed" : ""));
	return leave_open(s, c->series > 1 ? SPEED_OPEN : SPEED_UNCONFIRMED,
	                  xasprintf("1 timed answer was wrong, and %s",
	                            c->series > 1 ? "none in another series: a person must look"
	                                          : "no second series has confirmed it"));
}

static char *open_reason(const struct case_file *c, const struct speed *s)
{
	char *gain = xasprintf("the gain %.2f (99%% interval %.2f to %.2f, %d rounds)", s->gain.median,
	                       s->gain.low, s->gain.high, s->rounds);
	char *reason =
		c->low_share == c->high_share
			? xasprintf("%s would cost points, but no second series has confirmed it", gain)
			: xasprintf("%s straddles the border of a band", gain);

	free(gain);
	return reason;
}

static enum speed_state settle(const struct question *q, const struct case_file *c, struct speed *s)
{
	/* Without bands no gain is required, so nothing is too slow. */
	bool slow = q->rules.band_count > 0 && !(c->low_share > 0);

	return conclude(
		s, SPEED_SETTLED, slow ? VERDICT_SLOW : VERDICT_CORRECT,
		xasprintf(
			"the gain is %.2f of the model solution's (99%% interval %.2f to %.2f, %d rounds%s)",
			s->gain.median, s->gain.low, s->gain.high, s->rounds,
			c->series > 1 ? ", of more than one series" : ""));
}

static enum speed_state weigh(const struct question *q, const struct case_file *c, struct speed *s)
{
	bool confirmed = c->low_share == c->full || c->witnesses >= WITNESSES;

	s->at_least = s->gain.low;
	s->at_most = confirmed ? s->gain.high : INFINITY;
	if (c->low_share != c->high_share)
		return conclude(s, SPEED_OPEN, VERDICT_INCONCLUSIVE, open_reason(c, s));
	if (!confirmed)
		return conclude(s, SPEED_UNCONFIRMED, VERDICT_INCONCLUSIVE, open_reason(c, s));
	return settle(q, c, s);
}

static bool was_noted(const struct outcome *o, enum mode mode)
{
	for (size_t i = 0; i < o->finding_count; i++)
		if (o->findings[i].stage == STAGE_MEASURE && o->findings[i].mode == mode)
			return true;
	return false;
}

static enum speed_state answer(const struct question *q, struct case_file *c, struct speed *s)
{
	uint64_t answered = evidence_answered(&q->outcome->samples, q->mode);
	uint64_t sound = sound_series(q, answered);

	c->series = count_series(answered);
	c->wrong = evidence_wrong(&q->outcome->samples, q->mode);
	c->noted = was_noted(q->outcome, q->mode);
	c->full = q->rules.band_count ? q->rules.bands[0].share : 0;

	double level = stats_level_of(count_series(sound));
	struct evidence all = evidence_collect(&q->outcome->samples, q->mode, q->workers, sound);
	estimate(&all, level, s);
	double work = work_done(&all);
	evidence_free(&all);
	if (c->wrong > 0)
		return weigh_failures(c, s);
	enum cause cause = cause_of(q, s, work, level);
	if (cause != CAUSE_NONE)
		return leave_open(s, SPEED_OPEN, words_of(cause, q, s, work, level));
	c->low_share = share_at(q, s->gain.low);
	c->high_share = share_at(q, s->gain.high);
	count_witnesses(q, sound, c);
	return weigh(q, c, s);
}

static enum speed_state judge(const struct outcome *o, enum mode mode, int workers, struct case_file *c,
                              struct speed *speed)
{
	struct question q = {o, mode, workers, score_rules_of(o)};

	*c = (struct case_file){0};
	speed->mode = mode;
	speed->workers = workers;
	enum speed_state state = answer(&q, c, speed);
	score_rules_free(&q.rules);
	return state;
}

enum speed_state speed_judge(const struct outcome *o, enum mode mode, int workers, struct speed *speed)
{
	struct case_file unused;

	return judge(o, mode, workers, &unused, speed);
}

bool speed_decided(const struct outcome *o, enum mode mode, int workers)
{
	struct speed speed = {0};
	struct case_file c;
	enum speed_state state = judge(o, mode, workers, &c, &speed);

	free(speed.reason);
	return state == SPEED_SETTLED ||
	       (state == SPEED_UNCONFIRMED && (c.last_witness || (c.wrong > 0 && c.series <= 1)));
}

/* --- everything that was timed ---------------------------------------------- */

static bool was_timed(const struct outcome *o, enum mode mode)
{
	if (mode == MODE_SERIAL)
		return false;
	for (size_t i = 0; i < o->samples.count; i++)
		if (o->samples.list[i].arm == ARM_STUDENT && o->samples.list[i].mode == mode)
			return true;
	return outcome_fault_in(o, STAGE_MEASURE, mode) != NULL;
}

/* The next larger worker count with a canary; 0: none. */
static int next_count(const struct outcome *o, int than)
{
	int next = 0;

	for (size_t i = 0; i < o->samples.count; i++) {
		int workers = o->samples.list[i].workers;
		if (o->samples.list[i].arm == ARM_CANARY && workers > than && (next == 0 || workers < next))
			next = workers;
	}
	return next;
}

/* A noted failure decides, unless wrong answers have decided already. */
static enum speed_state weigh_note(const struct finding *note, enum speed_state state, struct speed *s)
{
	if (!note || s->verdict == VERDICT_WRONG_ANSWER)
		return state;
	/* Noted, but not seen again: a further series must decide. */
	if (note->verdict == VERDICT_INCONCLUSIVE)
		return leave_open(s, SPEED_UNCONFIRMED, xstrdup(note->message));
	return conclude(s, SPEED_SETTLED, note->verdict, xstrdup(note->message));
}

enum speed_state speed_state_of(const struct outcome *o, enum mode mode)
{
	const struct finding *note = outcome_fault_in(o, STAGE_MEASURE, mode);
	enum speed_state state = SPEED_OPEN;
	struct speed speed = {0};
	int graded = 0;

	for (int next; (next = next_count(o, graded > 0 ? graded : 1)) > 0;)
		graded = next;
	if (graded > 0 && was_timed(o, mode))
		state = speed_judge(o, mode, graded, &speed);
	state = weigh_note(note, state, &speed);
	free(speed.reason);
	return state;
}

static void judge_mode(struct outcome *o, enum mode mode)
{
	const struct finding *note = outcome_fault_in(o, STAGE_MEASURE, mode);

	for (int workers = 1, next; (next = next_count(o, workers)) > 0; workers = next) {
		struct speed *speed = outcome_add_speed(o);
		enum speed_state state = speed_judge(o, mode, next, speed);
		speed->graded = next_count(o, next) == 0;
		weigh_note(note, state, speed);
	}
}

/* No round was run. */
static void judge_untimed(struct outcome *o, const struct finding *note)
{
	struct speed *speed = outcome_add_speed(o);

	speed->mode = note->mode;
	speed->workers = note->workers;
	speed->graded = true;
	weigh_note(note, SPEED_OPEN, speed);
}

void speed_judge_all(struct outcome *o)
{
	bool rounds = next_count(o, 1) > 0, anything = false;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		anything |= was_timed(o, (enum mode)mode);
	if (anything)
		outcome_forget_speeds(o);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		const struct finding *note = outcome_fault_in(o, STAGE_MEASURE, (enum mode)mode);
		if (rounds && was_timed(o, (enum mode)mode))
			judge_mode(o, (enum mode)mode);
		else if (note)
			judge_untimed(o, note);
	}
}
