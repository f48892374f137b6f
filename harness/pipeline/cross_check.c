/* cross_check.c - is a failure the submission's fault?  Before a submission is told that it did
 * not build or that a call went wrong, the model solution must have passed the same, with
 * the same driver and oracle, on the same input.  If it does not, they are at fault, or it
 * is, and nobody is graded by that.
 *
 * A submission cannot influence this: the model solution is built from its own folder, and
 * has boxes and an oracle of its own.  Results are kept as long as the workshop, that is
 * for a class.  Without a model solution there is no such check.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "stages.h"

enum { TRIES = 2 }; /* a busy machine may spoil one */

/* One call of the model solution; problem NULL: it was right. */
struct vouched {
	char *args, *after;
	uint64_t seed;
	enum mode mode;
	int workers;
	char *problem;
};

struct model {
	struct submission sub; /* as if it had been handed in */
	char *problem;         /* with its build */
	struct vouched *calls;
	size_t count;
};

struct cross_checks {
	pthread_mutex_t lock;
	struct model *models;
	size_t count;
};

struct cross_checks *cross_checks_new(void)
{
	struct cross_checks *v = xcalloc(1, sizeof *v);

	pthread_mutex_init(&v->lock, NULL);
	return v;
}

void cross_checks_free(struct cross_checks *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < v->count; i++) {
		struct model *model = &v->models[i];
		for (size_t j = 0; j < model->count; j++) {
			free(model->calls[j].args);
			free(model->calls[j].after);
			free(model->calls[j].problem);
		}
		free(model->calls);
		free(model->problem);
		program_free(&model->sub.program);
		oracle_pool_free(model->sub.oracles);
	}
	free(v->models);
	pthread_mutex_destroy(&v->lock);
	free(v);
}

/* compiler_words: the first line that holds an error. */
static char *compiler_words(const char *said)
{
	const char *error = strstr(said, "error: "), *line = error ? error : said;

	while (line > said && line[-1] != '\n')
		line--;
	return xasprintf("the model solution does not compile: %.*s", (int)strcspn(line, "\n"), line);
}

/* build: its problem, or NULL; the caller frees. */
static char *build(struct workshop *w, const struct manifest *m, struct program *program)
{
	bool good = false;
	char *said = NULL, *problem = NULL;

	if (collect_reference(w, m, program) != 0 || build_model(w, m, program, &good, &said) != 0)
		problem = xstrdup(error_text());
	else if (!good)
		problem = compiler_words(said);
	free(said);
	return problem;
}

/* model_of: the exercise's, built; NULL with error_text() if it does not build. */
static struct model *model_of(struct submission *sub)
{
	struct cross_checks *v = sub->workshop->cross_checks;
	const struct manifest *m = sub->job.exercise;
	struct model *model = v->models, *end = v->models + v->count;

	while (model < end && model->sub.job.exercise != m)
		model++;
	if (model == end) {
		model = GROW(v->models, v->count);
		*model = (struct model){.sub = {.workshop = sub->workshop, .job.exercise = m}};
		model->sub.oracles = oracle_pool_new();
		model->problem = build(sub->workshop, m, &model->sub.program);
	}
	if (!model->problem)
		return model;
	error_set("assignments/%s and reference/%s: %s", m->name, m->name, model->problem);
	return NULL;
}

int cross_check_build(struct submission *sub)
{
	struct cross_checks *v = sub->workshop->cross_checks;

	if (!sub->job.exercise->reference)
		return 0;
	pthread_mutex_lock(&v->lock);
	int failed = model_of(sub) ? 0 : -1;
	pthread_mutex_unlock(&v->lock);
	return failed;
}

/* try_call: the model solution's problem with this call, or NULL; the caller frees. */
static char *try_call(const struct finding *asked, const struct oracle_case *c, const char *after,
                      struct model *model, cross_check_run *run, void *context)
{
	char *problem = NULL;

	for (int i = 0; i < TRIES; i++) {
		struct finding f = {.stage = STAGE_CHECK, .mode = asked->mode, .workers = asked->workers};
		int failed = run(context, &model->sub, &f);
		free(problem);
		problem = failed ? xstrdup(error_text())
		          : f.verdict == VERDICT_CORRECT
		                  ? NULL
		                  : xasprintf("the model solution is not right for '%s' in mode '%s' with %d "
		                              "worker%s%s%s: %s%s%s",
		                              c->args, mode_name(asked->mode), asked->workers,
		                              asked->workers == 1 ? "" : "s", *after ? " after " : "", after,
		                              f.message ? f.message : verdict_words(f.verdict),
		                              f.detail ? " " : "", f.detail ? f.detail : "");
		free(f.message);
		free(f.hint);
		free(f.detail);
		if (!problem)
			break;
	}
	return problem;
}

static struct vouched *vouched_of(struct model *model, const struct finding *asked,
                                  const struct oracle_case *c, const char *after, cross_check_run *run,
                                  void *context)
{
	for (size_t i = 0; i < model->count; i++) {
		struct vouched *v = &model->calls[i];
		if (v->seed == c->seed && v->mode == asked->mode && v->workers == asked->workers &&
		    strcmp(v->args, c->args) == 0 && strcmp(v->after, after) == 0)
			return v;
	}
	char *problem = try_call(asked, c, after, model, run, context);
	oracle_pool_close(model->sub.oracles); /* it belongs to this thread */
	struct vouched *v = GROW(model->calls, model->count);
	*v = (struct vouched){.args = xstrdup(c->args),
	                      .after = xstrdup(after),
	                      .seed = c->seed,
	                      .mode = asked->mode,
	                      .workers = asked->workers,
	                      .problem = problem};
	return v;
}

int cross_check_call(struct submission *sub, const struct finding *asked, const struct oracle_case *c,
                     const char *after, cross_check_run *run, void *context)
{
	struct cross_checks *v = sub->workshop->cross_checks;
	const char *name = sub->job.exercise->name;
	int failed = -1;

	if (!sub->job.exercise->reference)
		return 0;
	pthread_mutex_lock(&v->lock);
	struct model *model = model_of(sub);
	if (model) {
		struct vouched *call = vouched_of(model, asked, c, after, run, context);
		failed = call->problem
		                 ? error_set("one of assignments/%s/driver.c, reference/%s/oracle.c and "
		                             "reference/%s/%s is at fault, not the submission: %.900s",
		                             name, name, name, sub->job.exercise->submit[0], call->problem)
		                 : 0;
	}
	pthread_mutex_unlock(&v->lock);
	return failed;
}
