/* score_rules.c - the rules for points that are stored in an outcome, in the form in which
 * score.c uses them.
 */
#include <stdlib.h>

#include "../base/base.h"
#include "score.h"

struct score_rules score_rules_of(const struct outcome *o)
{
	struct score_mode *modes = xcalloc(o->rule_count + 1, sizeof *modes);
	struct score_band *bands = xcalloc(o->rule_count + 1, sizeof *bands);
	struct score_question *questions = xcalloc(o->rule_count + 1, sizeof *questions);
	struct score_rules rules = {.modes = modes, .bands = bands, .questions = questions};

	for (size_t i = 0; i < o->rule_count; i++) {
		const struct rule *r = &o->rules[i];
		if (r->kind == RULE_MODE)
			modes[rules.mode_count++] =
				(struct score_mode){r->mode, r->correct, r->clean, r->robust, r->speed};
		else if (r->kind == RULE_BAND)
			bands[rules.band_count++] = (struct score_band){r->gain, r->share};
		else if (r->kind == RULE_NOT_TIMED)
			rules.not_timed = true;
		else if (r->kind == RULE_OPEN_METHOD)
			rules.open_method = true;
		else if (r->kind == RULE_LATE)
			rules.late = r;
		else if (r->kind == RULE_MARK)
			continue; /* mark.h */
		else
			questions[rules.question_count++] =
				(struct score_question){r->name, r->points, r->answered};
	}
	return rules;
}

void score_rules_free(struct score_rules *rules)
{
	free((void *)rules->modes);
	free((void *)rules->bands);
	free((void *)rules->questions);
	*rules = (struct score_rules){0};
}
