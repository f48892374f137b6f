/* objects: course/catalog course/manifest course/manifest_rules course/manifest_keys course/manifest_read course/manifest_source base/base base/file base/nearest */
/* test_catalog.c - exercises are discovered automatically, and for a misspelt name the right one
 * is suggested. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/base/base.h"
#include "../../harness/base/file.h"
#include "../../harness/course/catalog.h"

static const char MANIFEST[] = "title: Small\npoints: 1\nsubmit: [a.c]\ngiven: []\n"
			       "modes: [{mode: threads, correct: 1}]\n"
			       "cases: [{name: one, args: n=1, sanitize: true}]\n"
			       "census: {args: n=1, workers: 2}\n"
			       "limits: {wall_s: 1, cpu_s: 1, memory_mib: 64, processes: 8, output_kib: 1}\n";

static char *home;

static void make_folder(const char *below)
{
	char *path = path_join(home, below);

	cr_assert_eq(folder_make(path, 0755), 0, "%s", error_text());
	free(path);
}

static void make_file(const char *below, const char *text)
{
	char *path = path_join(home, below);

	cr_assert_eq(file_write(path, text, strlen(text)), 0, "%s", error_text());
	free(path);
}

static void make_exercise(const char *name)
{
	char *folder = path_join("assignments", name);
	char *file = path_join(folder, "assignment.yaml");

	make_folder(folder);
	make_file(file, MANIFEST);
	free(file);
	free(folder);
}

static void set_up(void)
{
	char name[] = "/tmp/test-catalog-XXXXXX";

	cr_assert_not_null(mkdtemp(name));
	home = xstrdup(name);
	make_folder("assignments");
	make_folder("reference");
}

static void tear_down(void)
{
	folder_remove(home);
	free(home);
}

TestSuite(catalog, .init = set_up, .fini = tear_down);

Test(catalog, finds_every_folder_with_a_manifest_in_order)
{
	struct catalog catalog;

	make_exercise("pool");
	make_exercise("factorization");
	make_exercise("matmul");
	make_exercise(".matmul-draft");
	make_folder("assignments/common"); /* without a manifest it is not an exercise */
	make_file("assignments/README.md", "");
	make_folder("reference/pool");
	make_folder("reference/leftover");
	cr_assert_eq(catalog_load(&catalog, home), 0, "%s", error_text());
	cr_assert_eq(catalog.count, 3);
	cr_expect_str_eq(catalog.exercises[0]->name, "factorization");
	cr_expect_str_eq(catalog.exercises[1]->name, "matmul");
	cr_expect_str_eq(catalog.exercises[2]->name, "pool");
	cr_expect_null(catalog.exercises[0]->reference);
	char *reference = path_join(home, "reference/pool");
	cr_expect_str_eq(catalog.exercises[2]->reference, reference);
	free(reference);
	catalog_free(&catalog);
	cr_expect_eq(catalog.count, 0);
}

Test(catalog, a_broken_manifest_affects_only_its_exercise)
{
	struct catalog catalog;

	make_exercise("matmul");
	make_exercise("pool");
	make_file("assignments/pool/assignment.yaml", "title: Pool\npoints: x\n");
	cr_assert_eq(catalog_load(&catalog, home), 0, "%s", error_text());
	cr_assert_eq(catalog.count, 2);
	cr_expect_null(catalog.exercises[0]->problem);
	cr_expect_not_null(catalog_find(&catalog, "matmul"));
	cr_expect_str_eq(catalog.exercises[1]->name, "pool");
	cr_expect_not_null(strstr(catalog.exercises[1]->problem, "assignments/pool/assignment.yaml:2: "));
	cr_expect_null(catalog_find(&catalog, "pool"));
	cr_expect_str_eq(error_text(), catalog.exercises[1]->problem);
	catalog_free(&catalog);
}

Test(catalog, no_assignments_folder_is_an_error)
{
	struct catalog catalog;
	char *nowhere = path_join(home, "nowhere");

	cr_expect_eq(catalog_load(&catalog, nowhere), -1);
	cr_expect_not_null(strstr(error_text(), "nowhere/assignments"), "%s", error_text());
	cr_expect_eq(catalog.count, 0);
	free(nowhere);
}

Test(catalog, suggests_a_similar_name)
{
	static const struct {
		const char *typed, *meant;
	} TABLE[] = {
		{"factorisation", "factorization"},
		{"factorzation", "factorization"},
		{"factorizations", "factorization"},
		{"Matmul", "matmul"},
		{"mamtul", "matmul"},
		{"mpl", "mlp"},
		{"pol", "pool"},
		{"quicksort", NULL},
		{"", NULL},
		{"../../etc", NULL},
	};
	struct catalog catalog;

	make_exercise("factorization");
	make_exercise("matmul");
	make_exercise("mlp");
	make_exercise("pool");
	cr_assert_eq(catalog_load(&catalog, home), 0, "%s", error_text());
	cr_expect_eq(catalog_find(&catalog, "mlp"), catalog.exercises[2]);
	for (size_t i = 0; i < ARRAY_LENGTH(TABLE); i++) {
		cr_expect_null(catalog_find(&catalog, TABLE[i].typed));
		char *guess = xasprintf("did you mean '%s'?", TABLE[i].meant ? TABLE[i].meant : "");
		bool guessed = strstr(error_text(), TABLE[i].meant ? guess : "did you mean") != NULL;
		cr_expect_eq(guessed, TABLE[i].meant != NULL, "'%s': %s", TABLE[i].typed, error_text());
		cr_expect_not_null(strstr(error_text(), "factorization, matmul, mlp, pool"), "%s",
		                   error_text());
		free(guess);
	}
	catalog_free(&catalog);
}

Test(catalog, a_very_long_name_gets_a_short_message)
{
	struct catalog catalog;
	char name[20001];

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	cr_assert_eq(catalog_load(&catalog, home), 0, "%s", error_text());
	cr_expect_null(catalog_find(&catalog, name));
	cr_expect_lt(strlen(error_text()), 400);
	cr_expect_not_null(strstr(error_text(), "there are: none"), "%s", error_text());
	catalog_free(&catalog);
}
