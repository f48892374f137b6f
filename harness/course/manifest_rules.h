/* manifest_rules.h - what a schema cannot say. */
#ifndef PARLAB_MANIFEST_RULES_H
#define PARLAB_MANIFEST_RULES_H

#include "manifest_schema.h"

/* check_everything: 0, or -1 with error_text(). */
int check_everything(struct source *source, const struct raw *raw);
bool is_plain_word(const char *text); /* fit for a file name, an anchor and a column */
/* workers_of: the case's worker counts, or the usual ones; they belong to it. */
const unsigned *workers_of(const struct raw_case *c, unsigned *count);

#endif
