/* base.h - errors, memory, strings and clocks, for all of the harness.
 *
 * Return convention, for the whole harness: a function that can fail returns 0 (or a
 * pointer) on success and -1 (or NULL) on failure.  A failure leaves a one-line message in
 * error_text(): lower case, the place first, then what is wrong, then the remedy, no full
 * stop.  The message belongs to the calling thread and lasts until that thread's next
 * failure.  Functions that return void, a number or a bool cannot fail.  Running out of
 * memory ends the program with exit code 2: grading cannot go on without it.
 *
 * "The grader failed" is only ever reported as -1 with error_text().  "The submission fell
 * short" is never an error: it is a verdict (grading/verdict.h).
 */
#ifndef PARLAB_BASE_H
#define PARLAB_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* PARLAB_VERSION: the build may define it. */
#ifndef PARLAB_VERSION
#define PARLAB_VERSION "1"
#endif
#define PARLAB_DATE "November 27, 2026" /* of its manual pages */

/* Exit codes of every parlab command. */
enum { EXIT_WELL = 0, EXIT_FELL_SHORT = 1, EXIT_FAULT = 2, EXIT_INCONCLUSIVE = 3 };

/* error_set: set error_text() and return -1, so that a function can
 * `return error_set("%s: not a folder", path)`. */
int error_set(const char *format, ...) PRINTF_LIKE(1, 2);
/* error_errno: like error_set, with ": " and strerror(errno) appended. */
int error_errno(const char *format, ...) PRINTF_LIKE(1, 2);
/* error_prefix: put a place in front of the current message. */
int error_prefix(const char *format, ...) PRINTF_LIKE(1, 2);
const char *error_text(void);

/* Memory: never NULL; the caller frees. */
void *xmalloc(size_t bytes);
void *xcalloc(size_t count, size_t bytes);
void *xreallocarray(void *old, size_t count, size_t bytes);
char *xstrdup(const char *text); /* NULL for NULL */
char *xstrndup(const char *text, size_t n);
char *xasprintf(const char *format, ...) PRINTF_LIKE(1, 2);
char *xvasprintf(const char *format, va_list arguments);

/* GROW: append an uninitialised element to a counted array; yields a pointer to it. */
#define GROW(array, count) \
	((array) = xreallocarray((array), (size_t)(count) + 1, sizeof *(array)), &(array)[(count)++])

/* struct text: a string that is built by printing to the FILE that text_open
 * returns (open_memstream).  text_close returns the string, which the caller frees;
 * `length` is then its length.  text_separate prints the separator, unless nothing
 * has been printed yet. */
struct text {
	FILE *to;
	char *bytes;
	size_t length;
};
FILE *text_open(struct text *text);
void text_separate(struct text *text, const char *separator);
char *text_close(struct text *text);

/* A NULL-terminated list of strings, as argv is. */
char **strv_append(char **list, char *owned); /* takes ownership of `owned` */
char **strv_dup(char *const *list);
size_t strv_length(char *const *list);
void strv_free(char **list);
/* shell_quoted: text as one word of a shell command, quoted if it must be; caller frees. */
char *shell_quoted(const char *text);

/* user_name: the account's name, or "user 1234"; caller frees. */
char *user_name(uid_t user);

/* Monotonic clock (CLOCK_MONOTONIC), nanoseconds. */
uint64_t clock_ns(void);
/* Seconds since the epoch, for records that people read. */
int64_t clock_epoch_s(void);

/* parse_uint64/parse_double: the whole string must be the number. */
int parse_uint64(const char *text, uint64_t least, uint64_t most, uint64_t *value);
int parse_double(const char *text, double least, double most, double *value);

#include "banned.h"

#endif
