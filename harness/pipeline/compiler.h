/* compiler.h - run a build script in a box that has the tool chain. */
#ifndef PARLAB_COMPILER_H
#define PARLAB_COMPILER_H

#include <stdio.h>

#include "stages.h"

/* The output files of a script: descriptors 3, 4 and 5. */
enum { COMPILER_OUTPUTS = 3, COMPILER_FIRST_FD = 3 };

struct compiled {
	int outputs[COMPILER_OUTPUTS]; /* memory files */
	bool good; /* the script ended with 0, and output 0 is not empty (the exit code comes from inside the box) */
	char *said; /* its first lines of output, or why it was stopped; "" if there was none */
};

/* compiler_run: `script` for sh, with $1 the folder `sources`, $2 the kit, $3 the
 * box's /tmp and $4... the `extra` views.  `extra` is shown as well.  -1: the sandbox
 * failed.  compiled_free in any case. */
int compiler_run(const struct workshop *workshop, const char *script, const char *sources,
                 const struct box_view *extra, size_t extra_count, struct compiled *compiled);
/* compiler_keep: copy an output to a file that boxes can be shown. */
int compiler_keep(const struct compiled *compiled, int output, const char *path, unsigned permissions);
void compiled_free(struct compiled *compiled);

/* A filter for what nm prints: the reserved names (__...), sorted. */
#define RESERVED_NAMES "sed -n 's/^.* \\(__[^@]*\\).*$/\\1/p' | sort -u"

/* compiler_put: the command for a flavour, with the manifest's flags: "gcc ... ". */
void compiler_put(FILE *to, enum flavour flavour, const struct manifest *exercise);
/* compiler_put_quoted: " BEFORE'WORD'", quoted for sh. */
void compiler_put_quoted(FILE *to, const char *before, const char *word);

#endif
