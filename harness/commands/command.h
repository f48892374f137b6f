/* command.h - the commands, and what they share.
 *
 * A command reads its arguments, calls the pipeline or the report, and turns
 * the answer into words and an exit code (base.h).  argv[0] is its name.
 */
#ifndef PARLAB_COMMAND_H
#define PARLAB_COMMAND_H

#include <getopt.h>
#include <stdbool.h>

#include "../course/catalog.h"

int cmd_list(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_grade(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_regrade(int argc, char **argv);
int cmd_doctor(int argc, char **argv);

/* command_fault: print error_text() as "parlab COMMAND: ..." and return EXIT_FAULT. */
int command_fault(const char *command);
/* command_usage: a wrong argument: one line, and where help is; returns EXIT_FAULT. */
int command_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* command_home: the folder with assignments/; caller frees. */
char *command_home(void);

/* What check and bench work on. */
struct work {
	char *home;
	struct catalog catalog;
	const struct manifest *exercise;
	char *file, *folder; /* one of them */
};
/* work_find: from EXERCISE and, if not NULL, a path to a file or a folder. */
int work_find(struct work *work, const char *exercise, const char *path);
void work_free(struct work *work);

#endif
