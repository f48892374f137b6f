/* mark.h - what a person gives for a part of a result, and the names of parts.
 *
 * A part is named by the question's name, by MODE.KIND as in fork.speed, or "adjust": points that
 * are added to the whole, or with a minus taken away.
 */
#ifndef PARLAB_MARK_H
#define PARLAB_MARK_H

#include "outcome.h"

#define MARK_ADJUST "adjust"

/* mark_names: does the name mean this part? */
bool mark_names(const char *name, const struct part *part);
/* mark_name: the name of a part; caller frees. */
char *mark_name(const struct part *part);
/* mark_find: the part of that name; NULL with error_text() that lists the names. */
struct part *mark_find(const struct outcome *outcome, const char *name);

/* marks_enter: the outcome's marks take the place of its parts' points, and are added to them. */
void marks_enter(struct outcome *outcome);

#endif
