/* verdict.c - the words, the keys and the ranks of verdicts and modes.
 *
 * Tables and look-ups.  It never decides on a verdict: the pipeline's stages do, and
 * score.c does for points.
 */
#include "verdict.h"

#include <string.h>

#include "../base/base.h"

/* The rank says which verdict to show first.
 *
 * First come verdicts that put every other finding in doubt: nothing compiled, a sanitizer
 * was silenced, or the result depends on luck (memory error, race).  A memory error comes
 * before a race, since workers that write out of bounds together race there, too.  Then what
 * stopped the program, then a wrong answer.  All of these mean that the work was attempted
 * and failed, so they rank above "not attempted": a student who broke one mode and did not
 * start another must see the failure first.  "Not attempted" ranks above "not parallel", so that
 * a stub whose serial part is right counts as not attempted.  Next come right answers with
 * a blemish (leak, work outside the clock, slow, not robust).  Open verdicts come first only if nothing
 * is wrong.  "Not timed" says nothing about the work, so it is last (score.h keeps it out
 * of the headline). */
static const struct {
	const char *words, *key;
	int rank;
} verdicts[VERDICT_COUNT] = {
	[VERDICT_DID_NOT_COMPILE] = {"did not compile", "did-not-compile", 19},
	[VERDICT_SILENCED] = {"sanitizer silenced", "silenced", 18},
	[VERDICT_RACE] = {"race", "race", 16},
	[VERDICT_MEMORY_ERROR] = {"memory error", "memory-error", 17},
	[VERDICT_CRASHED] = {"crashed", "crashed", 15},
	[VERDICT_TIMED_OUT] = {"timed out", "timed-out", 14},
	[VERDICT_OUT_OF_MEMORY] = {"out of memory", "out-of-memory", 13},
	[VERDICT_TOO_MANY_PROCESSES] = {"too many processes", "too-many-processes", 12},
	[VERDICT_EXITED_EARLY] = {"exited early", "exited-early", 11},
	[VERDICT_WRONG_ANSWER] = {"wrong answer", "wrong-answer", 10},
	[VERDICT_NOT_ATTEMPTED] = {"not attempted", "not-attempted", 9},
	[VERDICT_NOT_PARALLEL] = {"not parallel", "not-parallel", 8},
	[VERDICT_LEAK] = {"leak", "leak", 7},
	[VERDICT_OUTSIDE_CLOCK] = {"worked outside the clock", "outside-clock", 6},
	[VERDICT_NOT_ROBUST] = {"not robust", "not-robust", 4},
	[VERDICT_SLOW] = {"slow", "slow", 5},
	[VERDICT_INCONCLUSIVE] = {"inconclusive", "inconclusive", 3},
	[VERDICT_NOT_MEASURABLE] = {"not measurable here", "not-measurable", 2},
	[VERDICT_NOT_TIMED] = {"not timed", "not-timed", 1},
	[VERDICT_CORRECT] = {"correct", "correct", 0},
};

static bool is_verdict(enum verdict v)
{
	return (unsigned)v < VERDICT_COUNT;
}

const char *verdict_words(enum verdict v)
{
	return is_verdict(v) ? verdicts[v].words : "unknown";
}

const char *verdict_key(enum verdict v)
{
	return is_verdict(v) ? verdicts[v].key : "unknown";
}

int verdict_from_key(const char *key, enum verdict *v)
{
	for (int i = 0; i < VERDICT_COUNT; i++) {
		if (strcmp(key, verdicts[i].key) == 0) {
			*v = (enum verdict)i;
			return 0;
		}
	}
	return error_set("'%s': not a verdict", key);
}

int verdict_rank(enum verdict v)
{
	return is_verdict(v) ? verdicts[v].rank : VERDICT_COUNT;
}

enum verdict verdict_worse(enum verdict a, enum verdict b)
{
	return verdict_rank(b) > verdict_rank(a) ? b : a;
}

bool verdict_is_pending(enum verdict v)
{
	return v == VERDICT_INCONCLUSIVE || v == VERDICT_NOT_MEASURABLE || v == VERDICT_NOT_TIMED;
}

static const char *const mode_names[MODE_COUNT] = MODE_NAMES;
static const char mode_letters[] = MODE_LETTERS;

const char *mode_name(enum mode mode)
{
	return (unsigned)mode < MODE_COUNT ? mode_names[mode] : "unknown";
}

char mode_letter(enum mode mode)
{
	if ((unsigned)mode < MODE_COUNT)
		return mode_letters[mode];
	return '?';
}

int mode_from_text(const char *text, enum mode *mode)
{
	for (int i = 0; i < MODE_COUNT; i++) {
		bool letter = text[0] == mode_letters[i] && text[1] == '\0';
		if (letter || strcmp(text, mode_names[i]) == 0) {
			*mode = (enum mode)i;
			return 0;
		}
	}
	return error_set("'%s': not a mode; try serial, fork, threads, openmp or mpi", text);
}
