/* progress.c - the progress of `grade`.
 *
 * On a terminal one line is redrawn, and erased at the end.  It is never wider than the
 * terminal, since a wrapped line cannot be erased.  In a pipe each step is a plain line.
 * The time left assumes that the remaining steps take as long as the finished ones.
 */
#include "progress.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/utf8.h"
#include "escape.h"
#include "report.h"

enum { BAR_WIDTH = 20, ASSUMED_WIDTH = 80 };

struct progress {
	FILE *to;
	char *what;
	size_t total, done;
	bool drawn_over; /* a terminal: the bar is redrawn in place */
	uint64_t started_ns;
	char *last; /* the last step's line, escaped */
	pthread_mutex_t lock;
};

/* Escaped: it names students. */
static char *harmless(const char *line)
{
	struct text text;

	escape_terminal(text_open(&text), line, NULL);
	return text_close(&text);
}

static int columns_of(FILE *to)
{
	struct winsize size;

	if (ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return ASSUMED_WIDTH;
}

/* The bytes of the whole characters that certainly fit into `room` columns: from U+1100 on
 * a character may take two. */
static int bytes_that_fit(const char *text, int room)
{
	const char *at = text, *end = text;

	for (int32_t c; (c = utf8_next(&at)) != 0; end = at) {
		room -= c >= 0x1100 ? 2 : 1;
		if (room < 0)
			break;
	}
	return (int)(end - text);
}

static char *time_left(const struct progress *p)
{
	if (p->done == 0 || p->done >= p->total)
		return xstrdup("");
	double elapsed = (double)(clock_ns() - p->started_ns) * 1e-9;
	double left = elapsed / (double)p->done * (double)(p->total - p->done);
	return left < 90 ? xasprintf(", %.0f s left", left) : xasprintf(", %.0f min left", left / 60);
}

static void draw(struct progress *p)
{
	char bar[BAR_WIDTH + 1];
	size_t total = p->total ? p->total : 1;
	size_t full = p->done >= total ? BAR_WIDTH : p->done * BAR_WIDTH / total;

	memset(bar, '.', BAR_WIDTH);
	memset(bar, '#', full);
	bar[BAR_WIDTH] = '\0';
	char *left = time_left(p);
	char *line = xasprintf("%s [%s] %zu%% %zu/%zu%s  %s", p->what, bar, p->done * 100 / total, p->done,
	                       p->total, left, p->last ? p->last : "");
	fprintf(p->to, "\r\x1b[K%.*s", bytes_that_fit(line, columns_of(p->to) - 1), line);
	fflush(p->to);
	free(left);
	free(line);
}

struct progress *progress_start(FILE *to, const char *what, size_t total)
{
	struct progress *p = xcalloc(1, sizeof *p);

	*p = (struct progress){.to = to, .what = harmless(what), .total = total, .started_ns = clock_ns()};
	p->drawn_over = terminal_colour(to);
	pthread_mutex_init(&p->lock, NULL);
	if (p->drawn_over)
		draw(p);
	return p;
}

void progress_step(struct progress *p, const char *line)
{
	char *text = harmless(line);

	pthread_mutex_lock(&p->lock);
	p->done++;
	free(p->last);
	p->last = text;
	if (p->drawn_over) {
		draw(p);
	} else {
		fprintf(p->to, "[%zu/%zu] %s\n", p->done, p->total, text);
		fflush(p->to);
	}
	pthread_mutex_unlock(&p->lock);
}

void progress_note(struct progress *p, const char *line)
{
	char *text = harmless(line);

	pthread_mutex_lock(&p->lock);
	fprintf(p->to, "%s%s\n", p->drawn_over ? "\r\x1b[K" : "", text);
	if (p->drawn_over)
		draw(p);
	fflush(p->to);
	pthread_mutex_unlock(&p->lock);
	free(text);
}

void progress_end(struct progress *p)
{
	if (!p)
		return;
	if (p->drawn_over)
		fputs("\r\x1b[K", p->to);
	fflush(p->to);
	pthread_mutex_destroy(&p->lock);
	free(p->what);
	free(p->last);
	free(p);
}
