/* manual.h - manual pages in mdoc(7), and the words for completion, from the same tables as
 * --help and the manifest reader use. */
#ifndef PARLAB_MANUAL_H
#define PARLAB_MANUAL_H

#include "options.h"

/* manual_about: the summary of the command that runs next, for the NAME of its page. */
void manual_about(const char *summary);

/* The page of a command; `rows` are all of its options. */
void manual_command(const char *command, const struct command_line *line,
                    const struct option_row *const *rows, int count);
/* The command's options, a line for each. */
void manual_words(const struct option_row *const *rows, int count);

/* parlab(1), with a list of `count` names and summaries. */
void manual_overview(const char *const *names, const char *const *summaries, size_t count);
/* assignment.yaml(5) */
void manual_manifest(void);

#endif
