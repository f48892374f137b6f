/* manifest_words.c - a separate program that reads a manifest for make and the tests.
 *
 *   manifest-words assignments/NAME
 *
 * prints KEY=VALUE words on one line: flags, libraries, submit, given; for each mode its
 * letter and points; for each question its name and points; charts.  It is built before any
 * exercise, so it needs only the manifest.  Exit code 2: the manifest is invalid.
 */
#include <stdio.h>

#include "base/base.h"
#include "course/manifest.h"

static void print_list(const char *key, char *const *list)
{
	for (; *list; list++)
		printf("%s=%s ", key, *list);
}

int main(int argc, char **argv)
{
	static const char letters[] = MODE_LETTERS;

	if (argc != 2) {
		fputs("usage: manifest-words assignments/NAME\n", stderr);
		return EXIT_FAULT;
	}
	struct manifest *m = manifest_load(argv[1], NULL);
	if (!m) {
		fprintf(stderr, "%s\n", error_text());
		return EXIT_FAULT;
	}
	print_list("flags", m->flags);
	print_list("libraries", m->libraries);
	print_list("submit", m->submit);
	print_list("given", m->given);
	for (size_t i = 0; i < m->mode_count; i++)
		printf("mode=%c correct=%.10g clean=%.10g robust=%.10g speed=%.10g ",
		       letters[m->modes[i].mode], m->modes[i].correct, m->modes[i].clean, m->modes[i].robust,
		       m->modes[i].speed);
	for (size_t i = 0; i < m->question_count; i++)
		printf("question=%s points=%.10g ", m->questions[i].name, m->questions[i].points);
	for (size_t i = 0; i < m->chart_count; i++)
		printf("chart=%s ", m->charts[i].name);
	putchar('\n');
	manifest_free(m);
	return fflush(stdout) == 0 ? EXIT_WELL : EXIT_FAULT;
}
