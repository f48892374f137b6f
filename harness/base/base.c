/* base.c - errors, memory, lists, clocks and numbers, as base.h promises.
 *
 * The error line is a fixed buffer per thread, so setting it cannot fail.  Nothing
 * here opens a file or prints, except when memory runs out.
 */
#include "base.h"

#include <errno.h>
#include <math.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ERROR_BYTES = 2048 };

static _Thread_local char error_line[ERROR_BYTES];

/* Arguments may point into error_line itself, so format into another buffer first. */
static int error_keep(const char *format, va_list arguments, const char *suffix)
{
	char text[ERROR_BYTES];
	int head = vsnprintf(text, sizeof text, format, arguments);
	size_t used = head > 0 ? (size_t)head : 0;

	if (used < sizeof text) {
		int tail = snprintf(text + used, sizeof text - used, "%s", suffix);
		used += tail > 0 ? (size_t)tail : 0;
	}
	if (used >= sizeof text)
		memcpy(text + sizeof text - 4, "...", 4);
	for (char *c = text; *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	memcpy(error_line, text, sizeof text);
	return -1;
}

int error_set(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_keep(format, arguments, "");
	va_end(arguments);
	return -1;
}

int error_errno(const char *format, ...)
{
	int error = errno;
	char reason[256], suffix[260];

	/* GNU strerror_r may return a constant instead of filling the buffer. */
	snprintf(suffix, sizeof suffix, ": %s", strerror_r(error, reason, sizeof reason));
	va_list arguments;
	va_start(arguments, format);
	error_keep(format, arguments, suffix);
	va_end(arguments);
	errno = error;
	return -1;
}

int error_prefix(const char *format, ...)
{
	char old[ERROR_BYTES + 2];

	snprintf(old, sizeof old, ": %s", error_line);
	va_list arguments;
	va_start(arguments, format);
	error_keep(format, arguments, old);
	va_end(arguments);
	return -1;
}

const char *error_text(void)
{
	return error_line;
}

static void *check_memory(void *block)
{
	if (!block) {
		fputs("parlab: out of memory\n", stderr);
		exit(EXIT_FAULT);
	}
	return block;
}

void *xmalloc(size_t bytes)
{
	return check_memory(malloc(bytes ? bytes : 1));
}

void *xcalloc(size_t count, size_t bytes)
{
	return check_memory(calloc(count ? count : 1, bytes ? bytes : 1));
}

void *xreallocarray(void *old, size_t count, size_t bytes)
{
	return check_memory(reallocarray(old, count ? count : 1, bytes ? bytes : 1));
}

char *xstrdup(const char *text)
{
	return text ? check_memory(strdup(text)) : NULL;
}

char *xstrndup(const char *text, size_t n)
{
	return text ? check_memory(strndup(text, n)) : NULL;
}

char *xasprintf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *text = xvasprintf(format, arguments);
	va_end(arguments);
	return text;
}

char *xvasprintf(const char *format, va_list arguments)
{
	char *text = NULL;

	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	return check_memory(text);
}

FILE *text_open(struct text *text)
{
	*text = (struct text){0};
	text->to = check_memory(open_memstream(&text->bytes, &text->length));
	return text->to;
}

void text_separate(struct text *text, const char *separator)
{
	if (ftell(text->to) > 0)
		fputs(separator, text->to);
}

char *text_close(struct text *text)
{
	/* Writing to a memory stream fails only when memory runs out. */
	return check_memory(fclose(text->to) == 0 ? text->bytes : NULL);
}

char **strv_append(char **list, char *owned)
{
	size_t length = strv_length(list);

	list = xreallocarray(list, length + 2, sizeof *list);
	list[length] = owned;
	list[length + 1] = NULL;
	return list;
}

char **strv_dup(char *const *list)
{
	size_t length = strv_length(list);
	char **copy = xcalloc(length + 1, sizeof *copy);

	for (size_t i = 0; i < length; i++)
		copy[i] = xstrdup(list[i]);
	return copy;
}

size_t strv_length(char *const *list)
{
	size_t length = 0;

	while (list && list[length])
		length++;
	return length;
}

void strv_free(char **list)
{
	for (size_t i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

int64_t clock_epoch_s(void)
{
	return (int64_t)time(NULL);
}

int parse_uint64(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
	/* strtoull also accepts blanks and signs (it takes "-1" for a huge number): allow
	 * digits only. */
	if (!*text || text[strspn(text, "0123456789")])
		return error_set("'%s': not a whole number", text);
	errno = 0;
	unsigned long long number = strtoull(text, NULL, 10);
	if (errno || number < least || number > most)
		return error_set("'%s': not between %llu and %llu", text, (unsigned long long)least,
		                 (unsigned long long)most);
	*value = number;
	return 0;
}

int parse_double(const char *text, double least, double most, double *value)
{
	char *end = NULL;
	/* strtod accepts leading blanks, "nan" and "inf"; the first character rules them out. */
	double number = strchr("+-.0123456789", *text) ? strtod(text, &end) : NAN;

	if (isnan(number) || !end || end == text || *end)
		return error_set("'%s': not a number", text);
	if (!(number >= least && number <= most))
		return error_set("'%s': not between %g and %g", text, least, most);
	*value = number;
	return 0;
}

char *user_name(uid_t user)
{
	char room[4096];
	struct passwd entry, *found = NULL;

	if (getpwuid_r(user, &entry, room, sizeof room, &found) != 0 || !found)
		return xasprintf("user %ld", (long)user);
	return xstrdup(found->pw_name);
}

char *shell_quoted(const char *text)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./,:=@%+-";
	struct text quoted;

	if (*text && !text[strspn(text, plain)])
		return xstrdup(text);
	FILE *to = text_open(&quoted);
	fputc('\'', to);
	for (; *text; text++) /* a quote: end the quoted part, an escaped quote, begin the next part */
		fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, to);
	fputc('\'', to);
	return text_close(&quoted);
}
