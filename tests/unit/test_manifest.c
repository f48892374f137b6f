/* objects: course/manifest course/manifest_rules course/manifest_keys course/manifest_read course/manifest_source base/base base/file base/nearest */
/* test_manifest.c - a valid assignment.yaml is read correctly. */
#include "manifest_sample.h"

MANIFEST_SUITE(manifest);

static void expect_good(const char *from, const char *to)
{
	char *text = changed(from, to);
	struct manifest *manifest = load_text(text);

	cr_expect_not_null(manifest, "'%s' was refused: %s", to, error_text());
	manifest_free(manifest);
	free(text);
}

Test(manifest, reads_every_key)
{
	struct manifest *m = load_text(GOOD);

	cr_assert_not_null(m, "%s", error_text());
	cr_expect_str_eq(m->name, "factorization");
	cr_expect_str_eq(m->folder, exercise);
	cr_expect_null(m->reference);
	cr_expect_str_eq(m->title, "Counting distinct prime factors");
	cr_expect_eq(m->points, 14);
	cr_assert_eq(strv_length(m->submit), 2);
	cr_expect_str_eq(m->submit[1], "factorization_mpi.c");
	cr_assert_eq(strv_length(m->given), 1);
	cr_expect_str_eq(m->given[0], "factorize.c");
	cr_expect_str_eq(m->flags[0], "-O2");
	cr_expect_str_eq(m->libraries[0], "m");
	cr_expect_str_eq(m->census_args, "first=2 last=200000");
	cr_expect_eq(m->census_workers, 3);
	cr_expect_str_eq(m->measure_args, "first=2 last=3000000 jitter=1000");
	cr_expect_eq(m->limits.wall_s, 10);
	cr_expect_eq(m->limits.cpu_s, 20);
	cr_expect_eq(m->limits.memory_mib, 512);
	cr_expect_eq(m->limits.processes, 64);
	cr_expect_eq(m->limits.output_kib, 64);
	cr_assert_eq(m->band_count, 2);
	cr_expect_eq(m->bands[1].gain, 0.4);
	cr_expect_eq(m->bands[1].share, 0.5);
	cr_assert_eq(m->question_count, 1);
	cr_expect_str_eq(m->questions[0].name, "why-dynamic");
	cr_expect_eq(m->questions[0].points, 1);
	manifest_free(m);
}

Test(manifest, reads_modes_and_cases)
{
	struct manifest *m = load_text(GOOD);

	cr_assert_not_null(m, "%s", error_text());
	cr_assert_eq(m->mode_count, 3);
	cr_expect_eq(m->modes[1].mode, MODE_FORK);
	cr_expect_eq(m->modes[1].speed, 3.5);
	cr_expect_eq(m->modes[2].clean, 0);
	cr_expect_eq(manifest_mode(m, MODE_MPI), &m->modes[2]);
	cr_expect_null(manifest_mode(m, MODE_OPENMP));
	cr_assert_eq(m->case_count, 2);
	cr_expect_str_eq(m->cases[0].name, "smallest");
	cr_expect_str_eq(m->cases[0].args, "first=2 last=2");
	cr_expect_eq(m->cases[0].worker_count, 3);
	cr_expect_eq(m->cases[0].workers[2], 5);
	cr_expect(m->cases[0].sanitize);
	manifest_free(m);
}

Test(manifest, reads_what_is_outside_the_contract)
{
	/* Half a point of clean becomes half a point of robust. */
	char *text = changed("clean: 1, speed: 3.5}\n  - {mode: mpi, correct: 2.5}\ncases:",
	                     "clean: 0.5, robust: 0.5, speed: 3.5}\n  - {mode: mpi, correct: 2.5}\n"
	                     "errors:\n  - {args: first=2 last=10, change: first=-1.5e3}\ncases:");
	struct manifest *m = load_text(text);

	cr_assert_not_null(m, "%s", error_text());
	cr_expect_eq(m->modes[0].robust, 0);
	cr_expect_eq(m->modes[1].robust, 0.5);
	cr_assert_eq(m->error_count, 1);
	cr_expect_str_eq(m->errors[0].args, "first=2 last=10");
	cr_expect_str_eq(m->errors[0].change, "first=-1.5e3");
	manifest_free(m);
	free(text);
}

Test(manifest, fills_in_the_defaults)
{
	struct manifest *m = load_text(GOOD);

	cr_assert_not_null(m, "%s", error_text());
	cr_expect_not(m->cases[1].sanitize);
	cr_expect_eq(m->cases[1].worker_count, 0, "any");
	manifest_free(m);
}

Test(manifest, optional_keys_may_be_absent)
{
	static const char SMALL[] =
		"title: Small\npoints: 1\nsubmit: [a.c]\ngiven: []\n"
		"modes: [{mode: threads, correct: 1}]\n"
		"cases: [{name: one, args: '', sanitize: true}]\n"
		"census: {args: n=1, workers: 2}\n"
		"limits: {wall_s: 1, cpu_s: 1, memory_mib: 64, processes: 8, output_kib: 1}\n";
	struct manifest *m = load_text(SMALL);

	cr_assert_not_null(m, "%s", error_text());
	cr_expect_null(m->measure_args);
	cr_expect_str_eq(m->cases[0].args, "");
	cr_expect_eq(m->band_count, 0);
	cr_expect_eq(m->question_count, 0);
	/* An absent list is an empty list, not NULL, so that callers need not check. */
	cr_expect_eq(strv_length(m->given), 0);
	cr_assert_not_null(m->given);
	cr_assert_not_null(m->flags);
	cr_assert_not_null(m->libraries);
	manifest_free(m);
}

Test(manifest, reference_is_set_only_if_it_exists)
{
	char *reference = path_join(home, "reference");
	char *slashed = xasprintf("%s/", exercise);

	write_file("assignment.yaml", GOOD, strlen(GOOD));
	struct manifest *m = manifest_load(slashed, reference);
	cr_assert_not_null(m, "%s", error_text());
	cr_expect_null(m->reference);
	cr_expect_str_eq(m->name, "factorization");
	manifest_free(m);

	cr_assert_eq(folder_make(reference, 0755), 0);
	m = manifest_load(exercise, reference);
	cr_assert_not_null(m, "%s", error_text());
	cr_expect_str_eq(m->reference, reference);
	manifest_free(m);
	free(slashed);
	free(reference);
}

Test(manifest, accepts_unusual_but_valid_texts)
{
	expect_good("points: 14", "points: 14.0");
	expect_good("points: 14", "points: 1.4e1");
	expect_good("points: 14", "points: \"14\"");
	expect_good("title: Counting", "# a comment\ntitle: Counting");
	expect_good("workers: [1, 2, 5]", "workers:\n      - 1\n      - 63");
	expect_good("{name: why-dynamic, points: 1}", "{name: a, points: 0.9}\n  - {name: b, points: 0.1}");
	/* Two cases share a worker list by a YAML alias. */
	expect_good("workers: [1, 2, 5]\n    sanitize: true\n  - {name: uneven,",
	            "workers: &few [1, 2, 5]\n    sanitize: true\n  - {name: uneven, workers: *few,");
}

Test(manifest, reads_charts_and_sizes)
{
	char *text = with_charts("", "");

	write_file("gantt.gp", "", 0);
	struct manifest *m = load_text(text);
	cr_assert_not_null(m, "%s", error_text());
	cr_assert_eq(m->chart_count, 1);
	cr_expect_str_eq(m->charts[0].name, "gantt");
	cr_expect_str_eq(m->charts[0].title, "Who did what when");
	cr_assert_eq(m->charts[0].run_count, 2);
	const struct manifest_run *run = m->charts[0].runs;
	cr_expect_str_eq(run[0].args, "n=1");
	cr_assert_eq(run[0].mode_count, 2);
	cr_expect_eq(run[0].modes[0], MODE_FORK);
	cr_expect_eq(run[0].modes[1], MODE_SERIAL);
	cr_assert_eq(run[0].worker_count, 2);
	cr_expect_eq(run[0].workers[1], 8);
	/* Defaults: every mode in order, and the usable CPUs. */
	cr_assert_eq(run[1].mode_count, m->mode_count);
	cr_expect_eq(run[1].modes[2], MODE_MPI);
	cr_expect_eq(run[1].worker_count, 0);
	cr_assert_eq(m->sizes.value_count, 2);
	cr_expect_eq(m->sizes.values[1], 100);
	cr_expect_str_eq(m->sizes.unit, "numbers");
	char *args = manifest_size_args(m, 4000000000u);
	cr_expect_str_eq(args, "first=2 last=4000000000 jitter=0");
	free(args);
	manifest_free(m);
	free(text);
}

Test(manifest, names_a_missing_file)
{
	cr_expect_null(manifest_load(exercise, NULL));
	cr_expect_not_null(strstr(error_text(), "factorization/assignment.yaml"), "%s", error_text());
	cr_expect_null(manifest_load("/nonexistent/", NULL));
	cr_expect_not_null(strstr(error_text(), "/nonexistent/assignment.yaml"), "%s", error_text());
	manifest_free(NULL);
}
