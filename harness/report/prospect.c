/* prospect.c - what a measured speed would earn (prospect.h).  The points are score.c's; this only
 * says what they hang on. */
#include "prospect.h"

#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "format.h"

static const char indent[] = "         ";

static const struct part *speed_part(const struct outcome *o, enum mode mode)
{
	for (size_t i = 0; i < o->part_count; i++)
		if (o->parts[i].kind == PART_SPEED && o->parts[i].mode == mode && o->parts[i].most > 0)
			return &o->parts[i];
	return NULL;
}

/* The band that this gain reaches, and the nearest above it; NULL: none. */
static void bands_around(const struct outcome *o, double gain, const struct rule **in,
                         const struct rule **above)
{
	*in = *above = NULL;
	for (size_t i = 0; i < o->rule_count; i++) {
		const struct rule *band = &o->rules[i];
		if (band->kind != RULE_BAND)
			continue;
		if (band->gain <= gain && (!*in || band->gain > (*in)->gain))
			*in = band;
		if (band->gain > gain && (!*above || band->gain < (*above)->gain))
			*above = band;
	}
}

/* "gain 0.65 is in the band of 60%", and where the next begins. */
static void tell_bands(struct paint p, const struct outcome *o, double gain)
{
	const struct rule *in, *above;

	bands_around(o, gain, &in, &above);
	fprintf(p.to, ": gain %s ", format_ratio(gain).s);
	if (in)
		fprintf(p.to, "is in the band of %g%%\n", 100 * in->share);
	else
		fputs("is below all bands\n", p.to);
	if (above)
		fprintf(p.to, "%sthe band of %g%% begins at %g\n", indent, 100 * above->share, above->gain);
}

void prospect_tell(struct paint p, const struct outcome *o, const struct speed *s)
{
	const struct part *part = speed_part(o, s->mode);

	if (s->rounds == 0 || !isfinite(s->student.median))
		return;
	if (s->student.median < 1)
		fprintf(p.to, "%sslower than serial: %s times the model's serial speed\n", indent,
		        format_ratio(s->student.median).s);
	if (!part) {
		fprintf(p.to, "%sit earns no points\n", indent);
		return;
	}
	if (part->pending > 0) {
		fprintf(p.to, "%s%s points are certain, %s more are open:\n", indent,
		        format_of(part->points, part->most).s, format_points(part->pending).s);
		fprintf(p.to, "%sthe interval does not decide on one band\n", indent);
		return;
	}
	fprintf(p.to, "%s%s points", indent, format_of(part->points, part->most).s);
	if (isfinite(s->gain.median))
		tell_bands(p, o, s->gain.median);
	else
		fputc('\n', p.to);
}
