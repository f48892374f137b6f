/* command.h - the commands and their shared helpers.
 *
 * A command reads its arguments, calls the pipeline or the report, prints the result and
 * sets the exit code (base.h). argv[0] is its name.
 */
#ifndef PARLAB_COMMAND_H
#define PARLAB_COMMAND_H

#include <stdbool.h>

int cmd_list(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_submission(int argc, char **argv);
int cmd_handout(int argc, char **argv);
int cmd_grade(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_history(int argc, char **argv);
int cmd_mark(int argc, char **argv);
int cmd_appeal(int argc, char **argv);
int cmd_pack(int argc, char **argv);
int cmd_regrade(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_selftest(int argc, char **argv);
int cmd_doctor(int argc, char **argv);

/* command_fault: print error_text() as "parlab COMMAND: ..." and return EXIT_FAULT. */
int command_fault(const char *command);
/* command_usage: print error_text() about a wrong argument, and refer to --help; returns
 * EXIT_FAULT. */
int command_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* command_home: the folder that holds assignments/; caller frees. */
char *command_home(void);

/* command_is_handout: was this home made by `parlab handout`? */
#define HANDOUT_NOTE "handout.txt"
bool command_is_handout(const char *home);

/* command_unsafe: the action of --unsafe-no-box (options.h). */
int command_unsafe(void *to, const char *value);
#define OPTION_UNSAFE \
	OTHER("unsafe-no-box", 0, NULL, NULL, command_unsafe, \
	      "run without a sandbox: only your own work on your own machine, never as root; " \
	      "marks every result")
/* command_wait: the action of --wait. */
int command_wait(void *to, const char *value);
#define OPTION_WAIT \
	OTHER("wait", 0, "MINUTES", NULL, command_wait, \
	      "how long to wait for other graders that are timing on this machine; after that, go on and " \
	      "mark the result (default: 60)")

#endif
