/* export_csv.c - a class as one table: a row for each student. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/base.h"
#include "escape.h"
#include "export.h"
#include "format.h"

static char **exercises_of(const struct export_job *job)
{
	char **names = xcalloc(1, sizeof *names);

	for (size_t i = 0; i < job->count; i++) {
		bool known = false;
		for (char **name = names; *name; name++)
			known = known || strcmp(*name, job->outcomes[i].exercise) == 0;
		if (!known)
			names = strv_append(names, xstrdup(job->outcomes[i].exercise));
	}
	return names;
}

static void print_time(FILE *to, int64_t epoch_s)
{
	char text[32] = "";
	struct tm tm;
	time_t when = (time_t)epoch_s;

	if (epoch_s && gmtime_r(&when, &tm))
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	fprintf(to, ",%s", text);
}

/* The results of one student are neighbours: from `first` on, `n` of them. */
static void write_row(FILE *to, const struct outcome *first, size_t n, char *const *exercises)
{
	double points = 0, most = 0, pending = 0;
	int64_t handed_in = 0;

	escape_csv(to, first->student);
	fputc(',', to);
	escape_csv(to, first->name ? first->name : "");
	fputc(',', to);
	escape_csv(to, first->section ? first->section : "");
	for (; *exercises; exercises++) {
		fputc(',', to);
		for (size_t i = 0; i < n; i++) {
			const struct outcome *o = &first[i];
			if (strcmp(o->exercise, *exercises) != 0 || o->fault)
				continue;
			fputs(format_points(o->points).s, to);
			points += o->points;
			most += o->most;
			pending += o->pending;
			handed_in = o->handed_in > handed_in ? o->handed_in : handed_in;
		}
	}
	fprintf(to, ",%s,%s,%.2f,%s", format_points(points).s, format_points(most).s,
	        most > 0 ? 100 * points / most : 0, format_points(pending).s);
	print_time(to, handed_in);
	fputc('\n', to);
}

int export_csv(FILE *to, struct export_job *job)
{
	char **exercises = exercises_of(job);

	fputs("id,name,section", to);
	for (char **name = exercises; *name; name++)
		fprintf(to, ",%s", *name);
	fputs(",total,max_total,percentage,pending,handed_in\n", to);
	for (size_t i = 0, n; i < job->count; i += n) {
		for (n = 1; i + n < job->count &&
		            strcmp(job->outcomes[i].student, job->outcomes[i + n].student) == 0;)
			n++;
		write_row(to, &job->outcomes[i], n, exercises);
	}
	strv_free(exercises);
	return 0;
}
