/* manifest_rules.h - rules about several keys. */
#ifndef PARLAB_MANIFEST_RULES_H
#define PARLAB_MANIFEST_RULES_H

#include "manifest.h"
#include "manifest_source.h"

/* check_rules: 0, or -1 with error_text(). */
int check_rules(struct source *source, const struct manifest *manifest);

#endif
